#include "choice.hpp"
#include "commands/commands.hpp"
#include "errors.hpp"
#include "watch/loop.hpp"

namespace threadlings::runner {

int watch_command(const Context& context, const std::string& lesson) {
  if (context.json || !can_watch()) {
    throw UsageError("watch needs a terminal; to check once: threadlings run " +
                     (lesson.empty() ? "NN" : lesson));
  }
  watch(context, lesson);
  return 0;
}

}  // namespace threadlings::runner
