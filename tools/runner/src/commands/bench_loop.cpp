#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "ask_judge.hpp"
#include "choice.hpp"
#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "screen/text.hpp"

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

// Seconds from the saved edit to the last verdict.
double time_one_edit(const Context& context, const Lesson& lesson, const Scratch& scratch,
                     const std::vector<std::string>& checks, int number) {
  std::vector<Question> questions;
  for (const auto& check : checks) questions.push_back({lesson.key, check, scratch.folder(), {}});
  const auto saved = Clock::now();
  scratch.edit(number);
  const auto verdicts = ask_all(context, questions);
  const auto seconds = std::chrono::duration<double>(Clock::now() - saved).count();
  for (const auto& verdict : verdicts) require_pass(verdict);
  return seconds;
}

constexpr std::array<std::string_view, 3> kMeasured = {"test", "tsan", "explore"};

// Asks for `test` alone, then for more and more checks at once.
class Table {
 public:
  Table(const Context& context, int edits) : context_(context), edits_(edits) {
    fmt::print("From save to verdict, median of {} edits:\n  {}", edits, filled("lesson", 28));
    for (const auto check : kMeasured) {
      fmt::print("{:>14}",
                 check == kMeasured.front() ? std::string(check) : fmt::format("+ {}", check));
    }
    fmt::print("\n");
  }

  void print_row(const Lesson& lesson) {
    std::string row = "  " + filled(lesson.key, 28);
    {
      const Waiting waiting(context_, "measuring " + lesson.key + " ...");
      row += cells_of(lesson);
    }
    fmt::print("{}\n", row);
    std::fflush(stdout);
  }

 private:
  std::string cells_of(const Lesson& lesson) {
    const Scratch scratch(lesson);
    const auto there = lesson.checks();
    std::vector<std::string> asked;
    std::string cells;
    for (const auto check : kMeasured) {
      if (std::find(there.begin(), there.end(), check) == there.end()) {
        cells += fmt::format("{:>14}", "-");
        continue;
      }
      asked.emplace_back(check);
      cells += fmt::format("{:>12.2f} s", median_of_edits(lesson, scratch, asked));
    }
    return cells;
  }

  double median_of_edits(const Lesson& lesson, const Scratch& scratch,
                         const std::vector<std::string>& checks) {
    // The first one builds what does not depend on the answer.
    time_one_edit(context_, lesson, scratch, checks, next_edit_++);
    std::vector<double> seconds;
    for (int i = 0; i < edits_; ++i) {
      seconds.push_back(time_one_edit(context_, lesson, scratch, checks, next_edit_++));
    }
    return median(seconds);
  }

  const Context& context_;
  int edits_;
  int next_edit_ = 0;  // never one that was built before
};

}  // namespace

int bench_loop_command(const Context& context, const BenchLoopOptions& options) {
  if (options.edits < 1) throw UsageError("--edits must be at least 1");
  const auto lessons = named_lessons(context, options.lessons);
  Table table(context, options.edits);
  for (const auto& lesson : lessons) table.print_row(lesson);
  return 0;
}

}  // namespace threadlings::runner
