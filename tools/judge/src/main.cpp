// judge: builds and runs one check of one answer, and prints its verdict.
//
// Exit status: 0 if the verdict is `pass` or `cannot tell` (or the one that was expected), 1 if it
// is another, 2 if the call was wrong.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

#include "build.hpp"
#include "checks/checks.hpp"
#include "faults.hpp"
#include "interrupt.hpp"
#include "threadlings/judge/lesson.hpp"
#include "threadlings/judge/verdict.hpp"
#include "toolchain.hpp"

namespace {

namespace fs = std::filesystem;
using namespace threadlings;

struct Call {
  std::string lesson;
  std::string check;
  std::string answer;
  std::string root;
  std::string expected;
  std::string replay;
  int repeat = 1;
  bool each_test = false;
  bool prepare = false;
  bool unit = false;
  bool json = false;
};

struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// build/bin/judge -> build/judge
fs::path work_dir() {
  return fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "judge";
}

// `declared` stands for the check that a stub or a wrong answer says rejects it.
void use_declaration(Call& call, const Lesson& lesson) {
  const fs::path answer = fs::weakly_canonical(call.answer);
  std::optional<Declared> declared;
  if (answer == fs::weakly_canonical(lesson.stub())) {
    declared = declared_for_stub(lesson);
  } else if (answer.parent_path() == fs::weakly_canonical(lesson.tests() / "wrong")) {
    declared = declared_for_wrong_answer(lesson, answer.filename().string());
  }
  if (!declared) {
    throw UsageError("nothing declares what " + call.answer +
                     " should get; its first line must be: // caught by: CHECK (VERDICT)");
  }
  call.check = declared->check;
  call.expected = declared->verdict;
}

void require_check(const Lesson& lesson, const std::string& check) {
  if (check == "try") return;
  std::string known;
  for (const std::string& name : lesson.checks()) {
    if (name == check) return;
    known += (known.empty() ? "" : ", ") + name;
  }
  throw UsageError("lesson " + lesson.key + " has no check \"" + check + "\"; it has: " + known);
}

// "Suite.Name@TOKEN"
Replay read_replay(const Call& call) {
  if (call.replay.empty()) return {};
  const auto at = call.replay.find('@');
  const std::string token = at == std::string::npos ? "" : call.replay.substr(at + 1);
  const std::string check = is_token_of_faults(token) ? "faults" : "explore";
  if (call.check != check || at == 0 || token.empty()) {
    throw UsageError(
        "--replay takes what the check explore or faults printed, for the same check: TEST@TOKEN; "
        "to see it: judge " +
        call.lesson + " " + check);
  }
  return {call.replay.substr(0, at), token};
}

// Nobody fails for a noisy machine: a slow answer that cannot be told from a fast one just now is
// shown as such, and left at that.
bool came_true(const Call& call, Outcome outcome) {
  if (call.expected.empty() || call.check == "bench") {
    if (outcome == Outcome::cannot_tell) return true;
  }
  return call.expected.empty() ? !is_failure(outcome) : name_of(outcome) == call.expected;
}

void print(const Call& call, const Verdict& verdict) {
  std::cout << (call.json ? to_json(verdict) + "\n" : to_text(verdict)) << std::flush;
}

void require_shared_header(const Toolchain& chain, const std::string& check) {
  if (check != "try" && chain.flags.count(check) != 0) return;
  throw UsageError("--prepare and --unit take a check whose tests share a header, not \"" + check +
                   "\"");
}

// Without a verdict: builds, and measures.
int prepare(const Toolchain& chain, const Lesson& lesson, const Call& call) {
  require_shared_header(chain, call.check);
  if (!call.unit) {
    prepare_check(chain, lesson, call.check);
    return 0;
  }
  const double seconds = cost_of_header(chain, lesson, call.check);
  if (call.json) {
    std::cout << R"({"version":1,"check":")" << call.check << R"(","header_seconds":)" << seconds
              << "}\n";
  } else {
    std::cout << "an empty file with the header of " << call.check << " takes " << seconds
              << " s of processor time\n";
  }
  return 0;
}

int run_each_test(const Toolchain& chain, const Lesson& lesson, const Call& call) {
  bool all_passed = true;
  for (const Verdict& verdict :
       judge_each_test(chain, lesson, call.check, fs::absolute(call.answer))) {
    print(call, verdict);
    all_passed = all_passed && !is_failure(verdict.outcome);
  }
  if (interrupted()) return 128 + interrupt_signal;
  return all_passed ? 0 : 1;
}

int run(Call call) {
  Toolchain chain = load_toolchain(work_dir());
  if (!call.root.empty()) chain.root = fs::canonical(call.root);
  const Lesson lesson = find_lesson(chain.root, call.lesson);
  if (call.prepare || call.unit) return prepare(chain, lesson, call);
  if (call.answer.empty()) call.answer = lesson.folder().string();
  if (call.check == "declared") use_declaration(call, lesson);
  require_check(lesson, call.check);
  if (!call.expected.empty()) (void)outcome_from_name(call.expected);

  const Replay replay = read_replay(call);
  if (call.each_test) return run_each_test(chain, lesson, call);

  bool all_true = true;
  for (int i = 0; i < call.repeat && !interrupted(); ++i) {
    const Verdict verdict = judge(chain, lesson, call.check, fs::absolute(call.answer), replay);
    print(call, verdict);
    if (!came_true(call, verdict.outcome)) {
      all_true = false;
      if (!call.expected.empty()) std::cerr << "expected the verdict: " << call.expected << "\n";
    }
  }
  if (interrupted()) return 128 + interrupt_signal;
  return all_true ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  stop_on_signals();
  Call call;
  CLI::App app{"Builds and runs one check of one answer, and prints its verdict."};
  app.add_option("lesson", call.lesson, "Number, name or unique prefix of a lesson")->required();
  app.add_option("check", call.check,
                 "test, tsan, explore, faults or bench; try: the small program; "
                 "declared: what a stub or wrong answer declares")
      ->required();
  app.add_option("--answer", call.answer, "Folder with the answer's files (default: the lesson's)");
  app.add_option("--root", call.root, "The project's folder");
  app.add_option("--expect", call.expected, "The verdict that is right here");
  app.add_option("--replay", call.replay, "TEST@TOKEN: only this run (explore, faults)");
  app.add_option("--repeat", call.repeat, "Judge so many times")->check(CLI::PositiveNumber);
  app.add_flag("--each-test", call.each_test,
               "The whole check, and then each of its tests alone: a verdict for each");
  app.add_flag("--prepare", call.prepare, "Only build what all lessons share of the check");
  app.add_flag("--unit", call.unit,
               "The same, and measure what compiling an empty file with its header costs");
  app.add_flag("--json", call.json, "Print the verdict as one line of JSON");
  CLI11_PARSE(app, argc, argv);
  try {
    return run(call);
  } catch (const std::exception& error) {
    std::cerr << "judge: " << error.what() << "\n";
    return 2;
  }
}
