// What the explorer wrote down, read; and the check `explore` on a small lesson.
#include "explorations.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>

#include "command.hpp"
#include "lesson_tree.hpp"

namespace {

using namespace threadlings;
using testing_support::LessonTree;
using testing_support::write;

const std::string kPass =
    R"({"format":"threadlings-explore-1","test":"A.One","verdict":"pass","mode":"exhaustive",)"
    R"("interleavings":6,"pruned":1,"complete":true,"seconds":0.1,"coverage":"all 6 interleavings"})";
const std::string kRace =
    R"({"format":"threadlings-explore-1","test":"A.Two","verdict":"race","mode":"exhaustive",)"
    R"("interleavings":1,"pruned":0,"complete":false,"seconds":0.1,"coverage":"",)"
    R"("message":"data race","token":"tl1:1","report":"data race\nAgain: x\n","steps":[)"
    R"({"thread":"T1","what":"read 0","file":"a.cpp","line":3},)"
    R"({"thread":"T2","what":"0 → 1","file":"a.cpp","line":4,"culprit":true}]})";

TEST(Explorations, AreReadLineByLine) {
  const auto found = read_explorations(kPass + "\n" + kRace + "\n");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_TRUE(found[0].passed() && found[0].complete);
  EXPECT_EQ(found[0].test, "A.One");
  EXPECT_EQ(found[0].interleavings, 6U);
  EXPECT_EQ(found[1].outcome, Outcome::race);
  ASSERT_EQ(found[1].places.size(), 1U) << "only the steps that the verdict speaks of";
  EXPECT_EQ(found[1].places[0].line, 4);
  EXPECT_EQ(found[1].places[0].what, "0 → 1 (T2)");
}

TEST(Explorations, NameWhoWaitsForALockBeforeWhoWaitsForAnEnd) {
  const auto found = read_explorations(
      R"({"test":"A.One","verdict":"deadlock","interleavings":1,"complete":false,"coverage":"",)"
      R"("waiting":[{"thread":"main","for":"the end of T1","file":"t.cpp","line":1},)"
      R"({"thread":"T1","for":"the lock","file":"a.cpp","line":2}]})");
  ASSERT_EQ(found.size(), 1U);
  ASSERT_EQ(found[0].places.size(), 2U);
  EXPECT_EQ(found[0].places[0].what, "T1 waits for the lock");
}

TEST(Explorations, LeaveOutALineThatWasNotWrittenToItsEnd) {
  EXPECT_EQ(read_explorations(kPass + "\n" + kRace.substr(0, 90)).size(), 1U);
  EXPECT_TRUE(read_explorations("").empty());
  EXPECT_TRUE(read_explorations("[1, 2]\nnull\n").empty());
}

TEST(Explorations, HaveAVerdictOfTheJudgeForEachOfTheExplorers) {
  for (const char* verdict :
       {"race", "check", "exception", "deadlock", "livelock", "use after free", "double free",
        "leak", "misuse", "unjoined", "crash", "step limit"}) {
    const Outcome outcome = outcome_of_exploration(verdict);
    EXPECT_TRUE(is_failure(outcome)) << verdict;
    EXPECT_NE(outcome, Outcome::environment) << verdict;
  }
  EXPECT_EQ(outcome_of_exploration("a word of a later version"), Outcome::environment);
}

// A lesson whose answer must count two calls from two threads.
class TheCheckExplore : public testing::Test {
 protected:
  void SetUp() override {
    write(tree_.root() / "tests/90_echo/interleavings.cpp",
          "#include <gtest/gtest.h>\n"
          "#include <thread>\n"
          "#include <threadlings/explore.hpp>\n"
          "#include \"echo.hpp\"\n"
          "TEST(Echo, CountsBoth) {\n"
          "  threadlings::explore([] {\n"
          "    std::thread one([] { echo(1); }), other([] { echo(1); });\n"
          "    one.join(), other.join();\n"
          "    EXPECT_EQ(echo(0), 2) << \"two calls\";\n"
          "  });\n"
          "}\n");
  }

  Verdict judged(const std::string& text, const std::string& replay = "") {
    const auto answer = tree_.answer("explored", "#include \"echo.hpp\"\n" + text);
    std::vector<std::string> call{std::getenv("THREADLINGS_JUDGE"),
                                  "90",
                                  "explore",
                                  "--json",
                                  "--root",
                                  tree_.root().string(),
                                  "--answer",
                                  answer.string()};
    if (!replay.empty()) call.insert(call.end(), {"--replay", replay});
    const auto result = run_command(call, "/", std::chrono::seconds(300));
    EXPECT_TRUE(result.output.starts_with("{")) << result.output;
    return verdict_from_json(result.output);
  }

  static std::string details_of(const Verdict& verdict) {
    std::string text;
    for (const auto& line : verdict.details) text += line + "\n";
    return text;
  }

  static constexpr const char* kRight =
      "#include <atomic>\nstatic std::atomic<int> sum;\n"
      "int echo(int value) { return sum += value; }\n";
  static constexpr const char* kLosesOne =
      "#include <atomic>\nstatic std::atomic<int> sum;\n"
      "int echo(int value) {\n  sum = sum + value;\n  return sum;\n}\n";

  LessonTree tree_;
};

TEST_F(TheCheckExplore, PassesARightAnswerAndSaysThatItSawAll) {
  const Verdict verdict = judged(kRight);
  EXPECT_EQ(verdict.outcome, Outcome::pass) << verdict.what << details_of(verdict);
  EXPECT_NE(verdict.what.find("in each of the 2 interleavings there are"), std::string::npos)
      << verdict.what;
}

TEST_F(TheCheckExplore, ShowsTheInterleavingOfALostUpdateAndReplaysIt) {
  const Verdict verdict = judged(kLosesOne);
  ASSERT_EQ(verdict.outcome, Outcome::wrong) << verdict.what;
  EXPECT_NE(details_of(verdict).find("is interrupted"), std::string::npos) << details_of(verdict);
  EXPECT_NE(details_of(verdict).find("two calls"), std::string::npos);
  const auto from = verdict.again.find('\'');
  ASSERT_NE(from, std::string::npos) << verdict.again;
  const auto token = verdict.again.substr(from + 1, verdict.again.size() - from - 2);
  const Verdict again = judged(kLosesOne, token);
  EXPECT_EQ(again.outcome, Outcome::wrong) << again.what;
  EXPECT_EQ(again.tests.size(), 1U);
  EXPECT_EQ(judged(kRight, token).outcome, Outcome::cannot_tell) << "another program";
}

// As with a compiler that is newer than the explorer.
TEST_F(TheCheckExplore, AHookThatTheExplorerLacksIsNoFaultOfTheAnswer) {
  const Verdict verdict = judged(std::string("extern \"C\" void __tsan_of_the_future(void*);\n") +
                                 "int echo(int value) {\n"
                                 "  __tsan_of_the_future(&value);\n  return value;\n}\n");
  EXPECT_EQ(verdict.outcome, Outcome::environment) << verdict.what;
  EXPECT_NE(verdict.what.find("__tsan_of_the_future"), std::string::npos) << verdict.what;
  EXPECT_NE(verdict.what.find("./threadlings doctor"), std::string::npos) << verdict.what;
}

TEST_F(TheCheckExplore, KnowsTheLockInsideAnAtomicPointer) {
  const Verdict verdict = judged(
      "#include <atomic>\n#include <memory>\n"
      "static std::atomic<std::shared_ptr<int>> sum{std::make_shared<int>(0)};\n"
      "int echo(int value) {\n"
      "  auto seen = sum.load();\n"
      "  auto next = std::make_shared<int>(*seen + value);\n"
      "  while (!sum.compare_exchange_weak(seen, next)) *next = *seen + value;\n"
      "  return *next;\n}\n");
  EXPECT_EQ(verdict.outcome, Outcome::pass) << verdict.what << details_of(verdict);
}

TEST_F(TheCheckExplore, NamesRacesDeadlocksAndLeaks) {
  EXPECT_EQ(judged("static int sum;\nint echo(int value) { return sum += value; }\n").outcome,
            Outcome::race);
  EXPECT_EQ(judged("#include <mutex>\nstatic std::mutex m;\n"
                   "int echo(int) {\n  m.lock();\n  return 0;\n}\n")
                .outcome,
            Outcome::deadlock);
  EXPECT_EQ(judged(std::string(kRight) + "static int* p = nullptr;\n" +
                   "struct Leak {\n  Leak() { p = new int; p = nullptr; }\n};\n")
                .outcome,
            Outcome::pass)
      << "what is not used leaks nothing";
}

TEST_F(TheCheckExplore, IsNotSatisfiedByAnAnswerThatStopsTheExplorer) {
  const Verdict verdict = judged("#include <unistd.h>\nint echo(int) { _exit(0); }\n");
  EXPECT_EQ(verdict.outcome, Outcome::wrong) << verdict.what;
  EXPECT_TRUE(is_failure(judged("int echo(int) {\n  for (;;) {\n  }\n}\n").outcome));
}

}  // namespace
