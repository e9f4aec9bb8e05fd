#include <fmt/core.h>

#include <algorithm>
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

void require_files(const std::vector<std::string>& files) {
  for (const auto& file : files) {
    if (fs::is_regular_file(file)) continue;
    throw UsageError("there is no file " + file +
                     "; name the C or C++ files of one program, or a lesson that has the check "
                     "explore: ./threadlings list");
  }
}

std::vector<std::string> environment_for(const ExploreOptions& options) {
  std::vector<std::string> environment;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) environment.push_back(std::string("THREADLINGS_") + name + "=" + value);
  };
  add("EXPLORE_MODE", options.mode);
  add("EXPLORE_MEMORY", options.memory);
  add("EXPLORE_SECONDS", options.seconds);
  add("EXPLORE_SEED", options.seed);
  add("REPLAY", options.replay);
  if (!options.trace.empty()) add("EXPLORE_JSON", fs::absolute(options.trace).string());
  return environment;
}

Ended build_and_run(const Context& context, const ExploreOptions& options) {
  const Waiting waiting(context, "exploring " + options.files.front() + " ...");
  const WholeProgram program{{options.files.begin(), options.files.end()}, options.compiler_flags};
  Command command;
  command.argv = {build_for_explorer(context, program).string()};
  command.environment = environment_for(options);
  return run_process(command);
}

// A lesson's own tests say how they are explored.
void refuse_what_is_for_programs(const ExploreOptions& options) {
  const bool given = !options.compiler_flags.empty() || !options.mode.empty() ||
                     !options.memory.empty() || !options.seconds.empty() || !options.seed.empty() ||
                     !options.trace.empty();
  if (!given) return;
  throw UsageError(
      "of a lesson only --replay can be asked; the other options are for programs: "
      "./threadlings explore FILE.cpp");
}

int explore_program(const Context& context, const ExploreOptions& options) {
  require_files(options.files);
  const auto ended = build_and_run(context, options);
  fmt::print("{}", without_controls(ended.out));
  fmt::print(stderr, "{}", without_controls(ended.err));
  if (ended.how == Ended::How::exited) return ended.code;
  throw RunnerError("the explored program " + describe(ended) +
                    ", and the explorer could not say why; tools/explore/README.md lists what it "
                    "cannot do");
}

}  // namespace

int explore_command(const Context& context, const ExploreOptions& options) {
  const auto& files = options.files;
  const bool lesson = files.size() == 1 && !looks_like_a_file(files.front());
  if (lesson) {
    refuse_what_is_for_programs(options);
    return run_command(context, {files.front(), "explore", options.replay});
  }
  return explore_program(context, options);
}

}  // namespace threadlings::runner
