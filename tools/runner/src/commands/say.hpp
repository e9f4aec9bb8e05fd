// What the learner's commands have in common: load, play, print.
#pragma once

#include <string>

#include "context.hpp"
#include "progress.hpp"
#include "round.hpp"
#include "threadlings/judge/lesson.hpp"

namespace threadlings::runner {

// Loads it, and says on standard error if the file was damaged.
Progress load_progress(const Context& context);

// A line on standard error, so that standard output stays one document with --json.
void say_aside(const std::string& line);

// One round, printed and recorded. Returns the exit status.
int play_and_say(const Context& context, const Lesson& lesson, const Part& part,
                 Progress& progress);

// A line that says what is being waited for; gone again with the object. Only on a terminal.
class Waiting {
 public:
  Waiting(const Context& context, const std::string& line);
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting();

 private:
  bool shown_;
};

}  // namespace threadlings::runner
