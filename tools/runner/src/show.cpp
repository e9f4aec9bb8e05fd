#include "show.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "files.hpp"
#include "screen/text.hpp"
#include "screen/verdict_lines.hpp"

namespace threadlings::runner {
namespace {

constexpr std::size_t kLinesShown = 40;  // of details and of output; the command shows the rest
constexpr int kIndent = 2;

std::string check_line(const Context& context, const Verdict& verdict) {
  const auto name = std::string(name_of(verdict.outcome));
  const auto painted = context.terminal.paint(tone_of(verdict.outcome), name);
  const auto spaces =
      std::string(static_cast<std::size_t>(std::max(1, 13 - painted_columns(name))), ' ');
  return fmt::format("  {}{}{}{:6.1f} s\n", filled(verdict.check, 9), painted, spaces,
                     verdict.build_seconds + verdict.run_seconds);
}

std::string check_lines(const Context& context, const Round& round) {
  std::string text;
  for (const auto& verdict : round.verdicts) text += check_line(context, verdict);
  for (const auto& check : round.not_run) {
    text += "  " + filled(check, 9) + "not run: speed counts once the answer is right\n";
  }
  return text;
}

std::string row(const std::string& label, const std::string& value) {
  return "  " + filled(label, 8) + value + "\n";
}

std::string readme_of(const Lesson& lesson) {
  return "lessons/" + lesson.key + "/README.md";
}

std::string show_place_in_course(const std::vector<Lesson>& lessons, const Progress& progress) {
  const auto done = std::count_if(lessons.begin(), lessons.end(), [&](const Lesson& lesson) {
    return progress.of(lesson.key).done();
  });
  return fmt::format("{} of {} lessons done", done, lessons.size());
}

std::string show_next_lesson(const std::vector<Lesson>& lessons, const Progress& progress) {
  const auto next = next_unfinished(lessons, progress);
  if (!next) return row("next", "that was the last lesson: ./threadlings list");
  return row("next", heading_of(*next) + ": ./threadlings");
}

std::string sentence(const Context& context, const std::string& text) {
  return wrapped(without_controls(text), context.terminal.width(), kIndent);
}

}  // namespace

std::vector<std::string> files_to_edit(const Lesson& lesson) {
  std::vector<std::string> files;
  for (const auto& name : lesson.answer_files()) {
    files.push_back(shown_path(lesson.folder() / name, lesson.root));
  }
  return files;
}

std::string experiment_for(const Lesson& lesson, const std::string& try_it,
                           const std::string& check_it) {
  const auto declared = declared_for_stub(lesson);
  if (declared && declared->verdict == "race") {
    return fmt::format(
        "Put the bug back and {} a few times. How often does it look right? Then {}.", try_it,
        check_it);
  }
  if (declared && declared->check == "bench") {
    return fmt::format(
        "Change the number of threads in your answer, from 1 to 8, and {} each time. Where does it "
        "stop getting faster?",
        try_it);
  }
  return fmt::format("Put the bug back, guess what will be printed, and {}.", try_it);
}

std::string show_welcome(const Context& context) {
  const auto& terminal = context.terminal;
  return terminal.paint(Tone::strong, "Welcome to Threadlings.") + "\n" +
         wrapped(
             "Each lesson is a small program with a concurrency bug. Read its README, edit its "
             "file, and start ./threadlings again: it tells you what happens and where. "
             "Every lesson fails at first; that is the beginning, not your fault.",
             terminal.width(), 0) +
         "\n";
}

std::string show_heading(const Context& context, const Lesson& lesson,
                         const std::vector<Lesson>& lessons, const Progress& progress) {
  const auto course = show_place_in_course(lessons, progress);
  return context.terminal.paint(Tone::strong, heading_of(lesson)) + "  " +
         context.terminal.paint(Tone::faint, "(" + course + ")") + "\n\n";
}

std::string show_verdict(const Context& context, const Verdict& verdict) {
  const VerdictLayout layout{context.terminal.width(), kLinesShown, false};
  std::string text;
  for (const auto& line : verdict_lines(context.terminal, verdict, layout)) text += line + "\n";
  return text;
}

std::string show_verdicts(const Context& context, const Round& round) {
  const auto& telling = most_telling(round.verdicts);
  std::string text = show_verdict(context, telling);
  for (const auto& verdict : round.verdicts) {
    if (&verdict == &telling) continue;
    for (const auto& notice : verdict.notices) text += sentence(context, "note: " + notice);
  }
  return text + "\n" + check_lines(context, round) + "\n";
}

std::string show_what_next(const Context& context, const Round& round) {
  const auto& lesson = round.lesson;
  const auto& telling = most_telling(round.verdicts);
  std::string text = context.terminal.paint(Tone::strong, "What next") + "\n";
  if (telling.outcome == Outcome::environment) {
    text += row("mend", "./threadlings doctor");
  } else {
    for (const auto& file : files_to_edit(lesson)) text += row("edit", file);
    text += row("read", readme_of(lesson));
    text += row("hint", "./threadlings hint " + lesson.number());
  }
  const auto again = "./threadlings run " + lesson.number() + " --check " + telling.check;
  return text + row("again", telling.again.empty() ? again : without_controls(telling.again));
}

std::string show_after_pass(const Context& context, const Round& round,
                            const std::vector<Lesson>& lessons, const Progress& progress) {
  const auto& lesson = round.lesson;
  std::string text =
      context.terminal.paint(Tone::good, "Passed: " + heading_of(lesson)) + "\n" +
      wrapped("Try this before you go on: " +
                  experiment_for(lesson, "start ./threadlings try " + lesson.number(),
                                 "./threadlings run " + lesson.number()),
              context.terminal.width(), kIndent) +
      "\n" + context.terminal.paint(Tone::strong, "What next") + "\n";
  text += row("read", "book/" + lesson.key + ".md  (why it works)");
  text += row("compare", "./threadlings solution " + lesson.number());
  return text + show_next_lesson(lessons, progress);
}

std::string show_all_done(const Context& context, const std::vector<Lesson>& lessons) {
  return context.terminal.paint(Tone::good,
                                fmt::format("All {} lessons are done.", lessons.size())) +
         "\n" +
         wrapped(
             "Well done. To take a lesson again: ./threadlings reset NN. To see them all: "
             "./threadlings list.",
             context.terminal.width(), kIndent);
}

}  // namespace threadlings::runner
