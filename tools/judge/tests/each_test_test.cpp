// --each-test: the whole check, then each of its tests alone. --unit: what an empty file costs.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "command.hpp"
#include "lesson_tree.hpp"
#include "text.hpp"
#include "threadlings/judge/verdict.hpp"

namespace {

namespace fs = std::filesystem;
using namespace threadlings;
using testing_support::LessonTree;

CommandResult judge(const LessonTree& tree, const std::vector<std::string>& more) {
  const char* program = std::getenv("THREADLINGS_JUDGE");
  if (program == nullptr) throw std::runtime_error("run this through ctest");
  std::vector<std::string> argv{program, "90", "test", "--root", tree.root().string(), "--json"};
  argv.insert(argv.end(), more.begin(), more.end());
  return run_command(argv, "/", std::chrono::seconds(300));
}

// "TEST VERDICT" for each verdict that the judge gives.
std::vector<std::string> each_test(const LessonTree& tree, const std::string& body) {
  const fs::path answer = tree.answer("each", "#include \"echo.hpp\"\n" + body);
  std::vector<std::string> said;
  for (const auto& line :
       lines_of(judge(tree, {"--each-test", "--answer", answer.string()}).output)) {
    const Verdict verdict = verdict_from_json(line);
    said.push_back(verdict.test + " " + std::string(name_of(verdict.outcome)));
  }
  return said;
}

using Said = std::vector<std::string>;

TEST(EachTest, IsJudgedAlone) {
  const LessonTree tree;
  EXPECT_EQ(each_test(tree, "int echo(int value) { return value == 3 ? 0 : value; }\n"),
            (Said{" wrong", "Echo.ReturnsWhatItGets wrong", "Echo.WorksFromTwoThreads pass"}));
  EXPECT_EQ(each_test(tree,
                      "#include <unistd.h>\n"
                      "int echo(int value) { if (value == 3) for (;;) ::pause(); return 0; }\n"),
            (Said{" hang", "Echo.ReturnsWhatItGets hang", "Echo.WorksFromTwoThreads wrong"}))
      << "the second is not reached when both run";
}

TEST(EachTest, IsSpokenForByTheWholeThatPasses) {
  const LessonTree tree;
  EXPECT_EQ(each_test(tree, "int echo(int value) { return value; }\n"),
            (Said{" pass", "Echo.ReturnsWhatItGets pass", "Echo.WorksFromTwoThreads pass"}));
  EXPECT_EQ(
      each_test(tree, "int echo(int value) { return valu; }\n"),
      (Said{" compile", "Echo.ReturnsWhatItGets compile", "Echo.WorksFromTwoThreads compile"}));
}

TEST(Unit, IsMeasured) {
  const LessonTree tree;
  const auto result = judge(tree, {"--unit"});
  EXPECT_EQ(result.status, 0) << result.output;
  double seconds = 0;
  ASSERT_EQ(std::sscanf(result.output.c_str(),
                        R"({"version":1,"check":"test","header_seconds":%lf})", &seconds),
            1)
      << result.output;
  EXPECT_GT(seconds, 0);
}

}  // namespace
