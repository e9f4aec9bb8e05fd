// What `explore` and `faults` have in common: what they are given is the sources of a program, or a
// lesson, whose check of the same name is meant then.
#pragma once

#include <string>
#include <vector>

#include "context.hpp"

namespace threadlings::runner {

struct ProgramOrLesson {
  std::string command;                      // and check: "explore", "faults"
  std::vector<std::string> files;           // one lesson, or the sources of one program
  std::vector<std::string> compiler_flags;  // what comes after "--"
  std::string replay;                       // a token; of a lesson: "TEST@TOKEN"
  std::vector<std::string> environment;     // the other options, as the program takes them
};

// "THREADLINGS_" + name + "=" + value, unless the option was not given.
void add_variable(std::vector<std::string>& environment, const std::string& name,
                  const std::string& value);

// An absolute path; nothing if there was none.
std::string absolute_or_empty(const std::string& file);

int examine_program_or_lesson(const Context& context, const ProgramOrLesson& what);

}  // namespace threadlings::runner
