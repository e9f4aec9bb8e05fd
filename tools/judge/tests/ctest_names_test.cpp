// CMake and the judge both derive the checks of a lesson from its files. This holds them together.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "command.hpp"
#include "pattern.hpp"
#include "text.hpp"
#include "threadlings/judge/lesson.hpp"

namespace {

namespace fs = std::filesystem;
using namespace threadlings;
using Names = std::set<std::string>;

Names names_that_ctest_knows(const fs::path& build) {
  const auto result =
      run_command({"ctest", "--test-dir", build.string(), "-N"}, "/", std::chrono::seconds(60));
  static const Pattern kTest(R"(^\s*Test\s+#\d+: ((?:lesson|solution|stub|wrong)\..*)$)");
  Names names;
  for (const std::string& line : lines_of(result.output)) {
    if (const Match match = kTest.whole(line); !match.empty()) names.insert(match[1]);
  }
  return names;
}

Names names_that_there_should_be(const fs::path& root) {
  Names names;
  for (const Lesson& lesson : find_lessons(root)) {
    names.insert("stub." + lesson.key);
    for (const std::string& check : lesson.checks()) {
      names.insert("lesson." + lesson.key + "." + check);
      names.insert("solution." + lesson.key + "." + check);
    }
    for (const std::string& what : lesson.wrong_answers()) {
      names.insert("wrong." + lesson.key + "." + what);
    }
  }
  return names;
}

TEST(CTest, HasATestForEachCheckSolutionStubAndWrongAnswer) {
  const char* judge = std::getenv("THREADLINGS_JUDGE");
  const char* root = std::getenv("THREADLINGS_ROOT");
  ASSERT_TRUE(judge != nullptr && root != nullptr) << "run this through ctest";
  const Names wanted = names_that_there_should_be(root);
  EXPECT_GE(wanted.size(), 7U);
  EXPECT_EQ(names_that_ctest_knows(fs::path(judge).parent_path().parent_path()), wanted);
}

}  // namespace
