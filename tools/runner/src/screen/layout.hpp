// How a screen is divided: a head with the progress, a body, a foot with the keys.
//
// Thread safety:  pure functions.
#pragma once

#include <string>
#include <vector>

#include "terminal.hpp"

namespace threadlings::runner {

// "████░░░░": `done` of `all`, in `cells` columns.
std::string bar(const Terminal& terminal, std::size_t done, std::size_t all, int cells);

// A key and what it does. `loud`: the one to press now.
struct KeyHelp {
  std::string key;
  std::string does;
  bool loud = false;
};

// A check as the head shows it.
struct CheckState {
  std::string name;
  enum class State { waiting, running, ended, not_run } state = State::waiting;
  std::string verdict = {};  // once it has ended; empty if that is not to be told yet
  Tone tone = Tone::faint;
  double seconds = 0;
};

struct Picture {
  std::size_t lessons_done = 0;
  std::size_t lessons = 0;
  std::string heading;  // of the lesson
  std::vector<CheckState> checks;
  std::vector<std::string> body;  // painted, as many lines as `body_rows` says, or fewer
  std::string position;           // which part of something longer the body is; may be empty
  std::string status;             // one sentence, of up to three rows
  std::vector<KeyHelp> keys;      // most important first; the last two are always shown
};

// How many rows of `rows` are for the body, above such a status.
int body_rows(const std::string& status, int columns, int rows);

// At most `rows` painted lines of at most `columns` columns each.
std::vector<std::string> arranged(const Terminal& terminal, const Picture& picture, int columns,
                                  int rows);

}  // namespace threadlings::runner
