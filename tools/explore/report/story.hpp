// A trace, made ready to be told: the rows that matter, with source lines and words.
#pragma once

#include <string>
#include <vector>

#include "source.hpp"
#include "trace.hpp"

namespace threadlings::explorer {

struct Row {
  unsigned thread;
  Line line;
  Op op;
  std::string what;  // "load 0", "store 0 → 1", "waits"
  std::string note;
  bool preempts;       // who ran before could have gone on
  bool culprit;        // one of the steps that the verdict speaks of
  unsigned times = 1;  // in a row
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
  unsigned threads = 0;
  Line first, last;  // the two accesses of a race; `last` is where every failure ended
  int first_thread = -1, last_thread = -1;
  Op first_op{}, last_op{};
  std::string object;  // its name, if it is a global
};

Story tell(const Trace& trace, const Failure& failure);

std::string name_of_thread(unsigned thread);
const char* verb_of(Op op);  // "reads", "locks"

}  // namespace threadlings::explorer
