#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "ask_judge.hpp"
#include "choice.hpp"
#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "errors.hpp"
#include "files.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// A copy of the solution that can be edited: never the learner's own files.
class Scratch {
 public:
  explicit Scratch(const Lesson& lesson) {
    for (const auto& name : lesson.answer_files()) {
      fs::copy_file(lesson.solution() / name, folder_.path() / name);
    }
    edited_ = folder_.path() / file_to_edit(lesson);
    original_ = read_text(edited_);
  }

  const fs::path& folder() const { return folder_.path(); }

  // New code each time, so that no cache of any kind can answer.
  void edit(int number) const {
    write_atomically(edited_,
                     original_ + fmt::format("\nnamespace {{\n[[maybe_unused]] constexpr int "
                                             "kEdit{0} = {0};\n}}\n",
                                             number));
  }

 private:
  // The first source, for its edit is the usual one; headers may be all there is.
  static std::string file_to_edit(const Lesson& lesson) {
    const auto names = lesson.answer_files();
    if (names.empty()) throw RunnerError("solutions/" + lesson.key + " holds no C++ files");
    const auto source = std::find_if(names.begin(), names.end(),
                                     [](const auto& name) { return name.ends_with(".cpp"); });
    return source == names.end() ? names.front() : *source;
  }

  TemporaryFolder folder_;
  fs::path edited_;
  std::string original_;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

void require_pass(const Verdict& verdict) {
  if (!is_failure(verdict.outcome)) return;
  throw RunnerError(fmt::format("the solution of {} does not pass {} ({}: {}); see: {}",
                                verdict.lesson, verdict.check, name_of(verdict.outcome),
                                without_controls(verdict.what), verdict.again));
}

std::vector<Question> questions_for(const Lesson& lesson, const Scratch& scratch, bool tsan) {
  std::vector<Question> questions{{lesson.key, "test", scratch.folder(), {}}};
  if (tsan) questions.push_back({lesson.key, "tsan", scratch.folder(), {}});
  return questions;
}

// Seconds from the saved edit to the last verdict.
double time_one_edit(const Context& context, const Lesson& lesson, const Scratch& scratch,
                     bool tsan, int number) {
  const auto saved = Clock::now();
  scratch.edit(number);
  const auto verdicts = ask_all(context, questions_for(lesson, scratch, tsan));
  const auto seconds = std::chrono::duration<double>(Clock::now() - saved).count();
  for (const auto& verdict : verdicts) require_pass(verdict);
  return seconds;
}

double median_of_edits(const Context& context, const Lesson& lesson, const Scratch& scratch,
                       bool tsan, int edits) {
  // The first one builds what does not depend on the answer.
  time_one_edit(context, lesson, scratch, tsan, 0);
  std::vector<double> seconds;
  for (int i = 1; i <= edits; ++i) {
    // Not a number that the loop without tsan has had: its build would be there already.
    seconds.push_back(time_one_edit(context, lesson, scratch, tsan, tsan ? edits + i : i));
  }
  return median(seconds);
}

void print_row(const Context& context, const Lesson& lesson, int edits) {
  const auto checks = lesson.checks();
  const bool tsan = std::find(checks.begin(), checks.end(), "tsan") != checks.end();
  std::string row;
  {
    const Waiting waiting(context, "measuring " + lesson.key + " ...");
    const Scratch scratch(lesson);
    row = fmt::format("  {}{:>8.2f} s", padded(lesson.key, 28),
                      median_of_edits(context, lesson, scratch, false, edits));
    row += tsan ? fmt::format("{:>12.2f} s", median_of_edits(context, lesson, scratch, true, edits))
                : std::string("            -");
  }
  fmt::print("{}\n", row);
  std::fflush(stdout);
}

}  // namespace

int bench_loop_command(const Context& context, const BenchLoopOptions& options) {
  if (options.edits < 1) throw UsageError("--edits must be at least 1");
  const auto lessons = named_lessons(context, options.lessons);
  fmt::print("From save to verdict, median of {} edits:\n  {}{:>10}{:>14}\n", options.edits,
             padded("lesson", 28), "test", "test + tsan");
  for (const auto& lesson : lessons) print_row(context, lesson, options.edits);
  return 0;
}

}  // namespace threadlings::runner
