#include "commands/program_or_lesson.hpp"

#include <fmt/core.h>

#include <filesystem>

#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "process.hpp"
#include "whole_program.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

// "04" is a lesson, "race.cpp" is a program.
bool looks_like_a_file(const std::string& name) {
  return fs::path(name).has_extension() || name.find('/') != std::string::npos;
}

void require_files(const ProgramOrLesson& what) {
  for (const auto& file : what.files) {
    if (fs::is_regular_file(file)) continue;
    throw UsageError("there is no file " + file +
                     "; name the C or C++ files of one program, or a lesson that has the check " +
                     what.command + ": ./threadlings list");
  }
}

Ended build_and_run(const Context& context, const ProgramOrLesson& what) {
  const Waiting waiting(context, "exploring " + what.files.front() + " ...");
  const WholeProgram program{{what.files.begin(), what.files.end()}, what.compiler_flags};
  Command command;
  command.argv = {build_whole_program(context, what.command, program).string()};
  command.environment = what.environment;
  add_variable(command.environment, "REPLAY", what.replay);
  return run_process(command);
}

// A lesson's own tests say how they are explored.
void refuse_what_is_for_programs(const ProgramOrLesson& what) {
  if (what.compiler_flags.empty() && what.environment.empty()) return;
  throw UsageError(
      "of a lesson only --replay can be asked; the other options are for programs: "
      "./threadlings " +
      what.command + " FILE.cpp");
}

int examine_program(const Context& context, const ProgramOrLesson& what) {
  require_files(what);
  const auto ended = build_and_run(context, what);
  fmt::print("{}", without_controls(ended.out));
  fmt::print(stderr, "{}", without_controls(ended.err));
  if (ended.how == Ended::How::exited) return ended.code;
  throw RunnerError("the program " + describe(ended) +
                    ", and the explorer could not say why; tools/" + what.command +
                    "/README.md lists what it cannot do");
}

}  // namespace

void add_variable(std::vector<std::string>& environment, const std::string& name,
                  const std::string& value) {
  if (!value.empty()) environment.push_back("THREADLINGS_" + name + "=" + value);
}

std::string absolute_or_empty(const std::string& file) {
  return file.empty() ? "" : fs::absolute(file).string();
}

int examine_program_or_lesson(const Context& context, const ProgramOrLesson& what) {
  const bool lesson = what.files.size() == 1 && !looks_like_a_file(what.files.front());
  if (!lesson) return examine_program(context, what);
  refuse_what_is_for_programs(what);
  return run_command(context, {what.files.front(), what.command, what.replay});
}

}  // namespace threadlings::runner
