#include "commands/commands.hpp"
#include "commands/program_or_lesson.hpp"

namespace threadlings::runner {

int faults_command(const Context& context, const FaultsOptions& options) {
  ProgramOrLesson what{"faults", options.files, options.compiler_flags, options.replay, {}};
  add_variable(what.environment, "FAULTS_SECONDS", options.seconds);
  add_variable(what.environment, "FAULTS_JSON", absolute_or_empty(options.trace));
  return examine_program_or_lesson(context, what);
}

}  // namespace threadlings::runner
