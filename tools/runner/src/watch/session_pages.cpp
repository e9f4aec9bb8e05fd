// What the pages of a session say.
#include <fmt/core.h>

#include <algorithm>

#include "choice.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "hints.hpp"
#include "markdown.hpp"
#include "screen/comparison.hpp"
#include "screen/prose.hpp"
#include "screen/text.hpp"
#include "screen/verdict_lines.hpp"
#include "show.hpp"
#include "watch/session.hpp"

namespace threadlings::runner {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kLongestReadme = std::size_t{256} << 10;
constexpr int kReadableWidth = 100;
constexpr std::chrono::seconds kLongCheck{2};  // from here on, the seconds are counted

constexpr std::string_view kWelcome =
    "Each lesson is a small program with a concurrency bug. Open its file in your editor, change "
    "it, and save: this screen then tells what happens, and where. Every lesson fails at first; "
    "that is the beginning, not your fault.";

void append(Lines& lines, const Lines& more) {
  lines.insert(lines.end(), more.begin(), more.end());
}

int readable(int width) {
  return std::min(width, kReadableWidth);
}

std::string section_called(const Markdown& markdown, const std::string& title) {
  for (const auto& heading : markdown.headings()) {
    if (heading.level == 2 && heading.text == title) return markdown.section(heading);
  }
  return {};
}

// Everything but the hints.
std::string instructions_in(const std::string& readme) {
  const Markdown markdown(readme);
  std::string text;
  for (const auto& heading : markdown.headings()) {
    if (heading.level == 1) text += markdown.text_below(heading) + "\n\n";
    if (heading.level == 2 && !heading.text.starts_with("Hint")) {
      text += "## " + heading.text + "\n" + markdown.section(heading) + "\n\n";
    }
  }
  return text;
}

const std::vector<KeyHelp> kAllKeys{
    {"n", "go on to the next lesson"},
    {"i", "instructions: the story and the task"},
    {"p", "predict: answer the lesson's question before you begin, and see what happens"},
    {"t", "try: run the lesson's small program"},
    {"h", "a hint; once more for the next one"},
    {"o", "open the lesson's file in your editor"},
    {"r", "run the checks again (saving does it, too)"},
    {"e", "explore: the failing interleaving, step by step, forwards and back"},
    {"b", "bench: only the speed"},
    {"s", "solution: ours beside yours, after a pass"},
    {"l", "list of all lessons: search, jump, reset"},
    {"x", "reset: begin this lesson again (asks first, and keeps your file)"},
    {"?", "this help"},
    {"q", "quit; in here, back"},
};

}  // namespace

std::string Session::readme() const {
  return read_beginning(lesson_.folder() / "README.md", kLongestReadme);
}

std::string Session::status() const {
  if (!message_.empty()) return message_;
  if (job_) {
    const auto took = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began_);
    const auto* what = checking() ? "Checking …" : "Running the program …";
    return took < kLongCheck ? what : fmt::format("{} {} s", what, took.count());
  }
  if (page_) return page_->status();
  if (passed()) return "Passed. Try something else with it, or press n for the next lesson.";
  return "Edit " + edited_files_ + " and save it.";
}

std::vector<KeyHelp> Session::main_keys() const {
  const bool done = lesson_done();
  const bool guessed = !progress_.of(lesson_.key).prediction.empty();
  std::vector<KeyHelp> keys;
  if (done) keys.push_back({"n", "next", true});
  if (done) keys.push_back({"s", "solution"});
  if (!done) keys.push_back({"h", "hint"});
  keys.push_back({"i", "instructions"});
  if (!trace_.empty()) keys.push_back({"e", "explore"});
  if (!done && !guessed) keys.push_back({"p", "predict"});
  keys.push_back({"t", "try"});
  keys.push_back({"o", "open"});
  keys.push_back({"l", "list"});
  if (!done) keys.push_back({"n", "next"});
  if (has_check("bench")) keys.push_back({"b", "bench"});
  keys.push_back({"r", "run"});
  keys.push_back({"x", "reset"});
  keys.push_back({"?", "help"});
  keys.push_back({"q", "quit"});
  return keys;
}

std::vector<CheckState> Session::check_states() const {
  auto states = checks_;
  for (auto& state : states) {
    if (veiled_) state.verdict.clear();
  }
  return states;
}

Picture Session::picture(const Terminal& terminal, int columns, int rows) {
  Page& page = page_ ? *page_ : main_;
  Picture picture;
  picture.status = status();
  picture.body = page.body(terminal, columns, body_rows(picture.status, columns, rows));
  picture.position = page.position();
  picture.lessons = lessons_.size();
  picture.lessons_done = static_cast<std::size_t>(
      std::count_if(lessons_.begin(), lessons_.end(),
                    [&](const Lesson& lesson) { return progress_.of(lesson.key).done(); }));
  picture.heading = heading_;
  picture.checks = check_states();
  picture.keys = page_ ? page_->keys() : main_keys();
  return picture;
}

Lines Session::verdict_content(const Terminal& terminal, int width) const {
  const auto failing = [](const Verdict& verdict) { return is_failure(verdict.outcome); };
  const bool news = std::any_of(coming_in_.begin(), coming_in_.end(), failing);
  if (!trouble_.empty() && !job_) {
    return prose_lines(terminal, "**This lesson cannot be checked.** " + trouble_, readable(width));
  }
  const auto& verdicts = news ? coming_in_ : verdicts_;
  if (verdicts.empty()) {
    return prose_lines(terminal,
                       "Building the lesson and its checks. The first time takes a few seconds.",
                       readable(width));
  }
  Lines lines;
  if (checking() && !news) {
    lines.push_back(terminal.paint(Tone::faint, "From the run before:"));
  }
  if (passed()) {
    append(lines, passed_content(terminal, width));
    lines.emplace_back();
  }
  const VerdictLayout layout{readable(width), 5000, true};
  append(lines, verdict_lines(terminal, most_telling(verdicts), layout));
  if (!checking() && round_) {
    for (const auto& check : round_->not_run) {
      lines.emplace_back();
      lines.push_back(terminal.paint(
          Tone::faint, check + " was not run: speed counts once the answer is right."));
    }
  }
  return lines;
}

Lines Session::passed_content(const Terminal& terminal, int width) const {
  Lines lines{terminal.paint(Tone::good, "Passed: " + heading_), {}};
  append(lines, prose_lines(terminal,
                            "Try this before you go on: " +
                                experiment_for(lesson_, "press `t`", "look at the checks"),
                            readable(width)));
  lines.emplace_back();
  append(lines, prose_lines(terminal,
                            "Why it works: `book/" + lesson_.key +
                                ".md`. Ours beside yours: `s`. The next lesson: `n`.",
                            readable(width)));
  return lines;
}

Lines Session::instructions_content(const Terminal& terminal, int width) const {
  Lines lines;
  if (first_use_) {
    lines.push_back(terminal.paint(Tone::strong, "Welcome to Threadlings."));
    append(lines, prose_lines(terminal, kWelcome, readable(width)));
    lines.emplace_back();
  }
  try {
    append(lines, prose_lines(terminal, instructions_in(readme()), readable(width)));
  } catch (const std::exception& error) {
    lines.emplace_back(error.what());
  }
  return lines;
}

void Session::show_instructions() {
  if (page_ && page_->name() == "instructions") return leave_page();
  std::vector<KeyHelp> keys{{"Enter", "to the checks", true}};
  if (progress_.of(lesson_.key).prediction.empty()) keys.push_back({"p", "predict"});
  keys.insert(
      keys.end(),
      {{"t", "try"}, {"o", "open"}, {"h", "hint"}, {"l", "list"}, {"?", "help"}, {"Esc", "back"}});
  open_page(std::make_shared<TextPage>("instructions", "Edit " + edited_files_ + " and save it.",
                                       std::move(keys),
                                       [this](const Terminal& terminal, int width) {
                                         return instructions_content(terminal, width);
                                       }));
}

Lines Session::hints_content(const Terminal& terminal, int width) const {
  Lines lines;
  try {
    const auto hints = hints_in(readme());
    const auto shown = static_cast<std::size_t>(std::max(0, progress_.of(lesson_.key).hints));
    for (std::size_t i = 0; i < std::min(shown, hints.size()); ++i) {
      if (i > 0) lines.emplace_back();
      lines.push_back(
          terminal.paint(Tone::strong, fmt::format("Hint {} of {}", i + 1, hints.size())));
      append(lines, prose_lines(terminal, hints[i], readable(width)));
    }
    if (hints.empty()) lines.emplace_back("This lesson's README.md has no hints.");
  } catch (const std::exception& error) {
    lines.emplace_back(error.what());
  }
  return lines;
}

// Unfolds one more, unless the learner only comes back to read the last one again.
void Session::show_hints() {
  const bool open = page_ && page_->name() == "hints";
  int all = 0;
  try {
    all = static_cast<int>(hints_in(readme()).size());
  } catch (const std::exception& error) {
    return say(error.what());
  }
  const int before = progress_.of(lesson_.key).hints;
  if (open && before >= all) return say("These are all the hints. The chapter says more.");
  if (before < all && (open || before == 0)) {
    try {
      progress_.record_hints(lesson_.key, before + 1);
    } catch (const RunnerError& error) {
      say(std::string("It could not be saved that you saw this hint: ") + error.what());
    }
  }
  auto page = std::make_shared<TextPage>(
      "hints", "A hint for " + heading_,
      std::vector<KeyHelp>{{"h", "one more hint", true}, {"?", "help"}, {"Esc", "back"}},
      [this](const Terminal& terminal, int width) { return hints_content(terminal, width); });
  page->to_end();
  open_page(std::move(page));
}

void Session::show_help() {
  if (page_ && page_->name() == "help") return leave_page();
  open_page(std::make_shared<TextPage>(
      "help", "Save the file, and the checks run.",
      std::vector<KeyHelp>{{"↑↓ Space", "scroll"}, {"?", "help"}, {"Esc", "back"}},
      [](const Terminal& terminal, int width) {
        Lines lines;
        for (const auto& key : kAllKeys) {
          const auto line = "  " + terminal.paint(Tone::strong, key.key) + "  " + key.does;
          append(lines, folded(line, readable(width), 5));
        }
        lines.emplace_back();
        append(lines, prose_lines(terminal,
                                  "`Space`, arrows and page keys scroll, `←` and `→` sideways. "
                                  "`Esc` goes back. `Ctrl-L` paints the screen anew, `Ctrl-Z` "
                                  "lets you out for a while, `Ctrl-C` quits.\n\nIn a shell: "
                                  "`./threadlings --help`. If something does not work here: "
                                  "`./threadlings doctor`.",
                                  readable(width)));
        return lines;
      }));
}

void Session::show_solution() {
  if (page_ && page_->name() == "solution") return leave_page();
  if (!progress_.of(lesson_.key).ever_passed()) {
    return say("The solution opens after your own answer has passed. h gives a hint.");
  }
  open_page(std::make_shared<TextPage>(
      "solution", "Both are right, if yours passes. The chapter: book/" + lesson_.key + ".md",
      std::vector<KeyHelp>{{"n", "next", true}, {"?", "help"}, {"Esc", "back"}},
      [this](const Terminal& terminal, int) { return comparison_lines(terminal, lesson_); }));
}

void Session::ask_prediction() {
  std::string question;
  try {
    question = section_called(Markdown(readme()), "Predict");
  } catch (const std::exception& error) {
    return say(error.what());
  }
  if (question.empty()) return say("This lesson asks no question.");
  open_page(std::make_shared<QuestionPage>(
      question, progress_.of(lesson_.key).prediction, [this](const std::string& text) {
        try {
          progress_.record_prediction(lesson_.key, text);
        } catch (const RunnerError& error) {
          say(std::string("Your guess could not be saved: ") + error.what());
        }
        veiled_ = false;
        show_prediction();
      }));
}

Lines Session::trial_content(const Terminal& terminal, int width) const {
  if (!trial_) {
    const bool runs = trial_wanted_ || (job_ && !checking());
    return {runs ? "The small program runs …" : "The small program did not run: press t."};
  }
  // A program that ended well is shown as it is: what it printed is the point.
  if (trial_->outcome != Outcome::pass) {
    return verdict_lines(terminal, *trial_, {readable(width), 5000, true});
  }
  const auto lines = split_lines(clean_text(trial_->output));
  return lines.empty() ? Lines{"(It printed nothing.)"} : lines;
}

Lines Session::prediction_content(const Terminal& terminal, int width) const {
  Lines lines;
  try {
    append(lines,
           prose_lines(terminal, section_called(Markdown(readme()), "Predict"), readable(width)));
  } catch (const std::exception& error) {
    lines.emplace_back(error.what());
  }
  const auto title = [&](const char* text) {
    lines.emplace_back();
    lines.push_back(terminal.paint(Tone::strong, text));
  };
  title("You said");
  append(lines, folded(clean_text(progress_.of(lesson_.key).prediction), readable(width)));
  title("What the small program did");
  append(lines, trial_content(terminal, width));
  title("What the checks found");
  const auto& verdicts = verdicts_.empty() ? coming_in_ : verdicts_;
  if (verdicts.empty()) {
    lines.emplace_back("(They still run.)");
  } else {
    append(lines, verdict_lines(terminal, most_telling(verdicts), {readable(width), 0, true}));
  }
  return lines;
}

// What the learner said beside what happened. The program is run once for that.
void Session::show_prediction() {
  if (page_ && page_->name() == "prediction") return ask_prediction();
  if (!trial_) try_out();
  open_page(std::make_shared<TextPage>(
      "prediction", "What you said, and what happens.",
      std::vector<KeyHelp>{{"Enter", "to the checks", true},
                           {"t", "try again"},
                           {"p", "another guess"},
                           {"?", "help"},
                           {"Esc", "back"}},
      [this](const Terminal& terminal, int width) { return prediction_content(terminal, width); }));
}

void Session::show_trial() {
  const bool stay = page_ && page_->name() == "prediction";
  try_out();
  if (stay) return;
  open_page(std::make_shared<TextPage>(
      "trial", "What the small program, main.cpp, printed.",
      std::vector<KeyHelp>{{"t", "once more", true}, {"?", "help"}, {"Esc", "back"}},
      [this](const Terminal& terminal, int width) { return trial_content(terminal, width); }));
}

}  // namespace threadlings::runner
