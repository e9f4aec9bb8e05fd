#include "commands/say.hpp"

#include <fmt/core.h>

#include <cstdio>

#include "json_output.hpp"
#include "renamed.hpp"
#include "show.hpp"

namespace threadlings::runner {
namespace {

Round play(const Context& context, const Lesson& lesson, const Part& part) {
  const Waiting waiting(context, "checking " + heading_of(lesson) + " ...");
  return play_round(context, lesson, part);
}

void say_round(const Context& context, const Round& round, const Progress& progress) {
  const auto lessons = all_lessons(context);
  if (context.json) {
    const auto next = next_unfinished(lessons, progress);
    fmt::print("{}\n", round_to_json(round, next));
    return;
  }
  fmt::print("{}", show_heading(context, round.lesson, lessons, progress));
  fmt::print("{}", show_verdicts(context, round));
  fmt::print("{}", round.passed() && round.whole
                       ? show_after_pass(context, round, lessons, progress)
                   : round.passed() ? ""
                                    : show_what_next(context, round));
}

}  // namespace

void say_aside(const std::string& line) {
  fmt::print(stderr, "{}\n", line);
}

Progress load_progress(const Context& context) {
  Progress progress(context.root);
  for (const auto& line : begin_progress(context.root, progress)) say_aside(line);
  return progress;
}

int play_and_say(const Context& context, const Lesson& lesson, const Part& part,
                 Progress& progress) {
  const auto round = play(context, lesson, part);
  const auto notices = record(round, progress);
  say_round(context, round, progress);
  for (const auto& notice : notices) say_aside(notice);
  return round.passed() ? 0 : 1;
}

Waiting::Waiting(const Context& context, const std::string& line)
    : shown_(context.terminal.interactive() && !context.json) {
  if (!shown_) return;
  std::fputs(line.c_str(), stdout);
  std::fflush(stdout);
}

Waiting::~Waiting() {
  if (!shown_) return;
  std::fputs("\r\033[K", stdout);
  std::fflush(stdout);
}

}  // namespace threadlings::runner
