#include <fmt/core.h>

#include "ask_judge.hpp"
#include "choice.hpp"
#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "json_output.hpp"
#include "show.hpp"

namespace threadlings::runner {
namespace {

Verdict ask(const Context& context, const Lesson& lesson) {
  const Waiting waiting(context, "building " + heading_of(lesson) + " ...");
  return ask_judge(context, {lesson.key, "try", {}, {}});
}

// A program that ended well is shown as it is: what it printed is the point.
std::string show(const Context& context, const Verdict& verdict) {
  if (verdict.outcome != Outcome::pass) return show_verdict(context, verdict);
  auto output = without_controls(verdict.output);
  if (!output.empty() && !output.ends_with('\n')) output += '\n';
  return output;
}

}  // namespace

int try_command(const Context& context, const std::string& name) {
  const auto lesson = named_or_next(context, load_progress(context), name);
  const auto verdict = ask(context, lesson);
  fmt::print("{}", context.json ? verdict_to_json(verdict) + "\n" : show(context, verdict));
  return is_failure(verdict.outcome) ? 1 : 0;
}

}  // namespace threadlings::runner
