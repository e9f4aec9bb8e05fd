// A trace, made ready to be told: the rows that matter, with source lines and words.
#pragma once

#include <string>
#include <vector>

#include "source.hpp"
#include "trace.hpp"

namespace threadlings::explorer {

// What a step does to one object: for whoever wants to know the state after each step.
struct Effect {
  unsigned object;    // a number in Story::objects
  Op op;              // `unlock` of a mutex also where a condition variable is waited for
  std::string value;  // the object's, afterwards; "" if it has none or it is unknown
};

struct Row {
  unsigned thread;
  Line line;
  Op op;
  std::string what;  // "load 0", "store 0 → 1", "waits"
  std::string note;
  bool preempts;       // who ran before could have gone on
  bool culprit;        // one of the steps that the verdict speaks of
  unsigned times = 1;  // in a row
  std::vector<Effect> effects = {};
};

struct Blocked {  // a line of the deadlock's table
  unsigned thread;
  bool spins;
  Line line;
  std::string waits_for;
  int owner;
  Line since;
};

struct Story {
  std::vector<Row> rows;
  std::vector<Blocked> blocked;
  std::vector<std::string> objects;  // their names, as a reader of the source would say
  unsigned threads = 0;
  Line first, last;  // the two accesses of a race; `last` is where every failure ended
  int first_thread = -1, last_thread = -1;
  Op first_op{}, last_op{};
  std::string object;  // its name, if it is a global
};

Story tell(const Trace& trace, const Failure& failure);

std::string name_of_thread(unsigned thread);
const char* verb_of(Op op);   // "reads", "locks"
const char* word_for(Op op);  // "read", "lock"; "" for what is not told

}  // namespace threadlings::explorer
