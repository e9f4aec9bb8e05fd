#include "commands/commands.hpp"
#include "commands/program_or_lesson.hpp"

namespace threadlings::runner {

int explore_command(const Context& context, const ExploreOptions& options) {
  ProgramOrLesson what{"explore", options.files, options.compiler_flags, options.replay, {}};
  add_variable(what.environment, "EXPLORE_MODE", options.mode);
  add_variable(what.environment, "EXPLORE_MEMORY", options.memory);
  add_variable(what.environment, "EXPLORE_SECONDS", options.seconds);
  add_variable(what.environment, "EXPLORE_SEED", options.seed);
  add_variable(what.environment, "EXPLORE_JSON", absolute_or_empty(options.trace));
  return examine_program_or_lesson(context, what);
}

}  // namespace threadlings::runner
