#include "threadlings/judge/lesson.hpp"

#include <gtest/gtest.h>

#include "lesson_tree.hpp"

namespace {

using namespace threadlings;
using testing_support::LessonTree;
using testing_support::write;

class Lessons : public testing::Test {
 protected:
  LessonTree tree;
};

TEST_F(Lessons, AreFoundByTheirReadme) {
  std::filesystem::create_directories(tree.root() / "lessons/91_no_readme");
  write(tree.root() / "lessons/notes/README.md", "not a lesson\n");
  const auto lessons = find_lessons(tree.root());
  ASSERT_EQ(lessons.size(), 1U);
  EXPECT_EQ(lessons[0].key, "90_echo");
}

TEST_F(Lessons, CanBeNamedByNumberKeySlugOrPrefix) {
  for (const char* name : {"90", "090", "90_echo", "echo", "90_", "ec"}) {
    EXPECT_EQ(find_lesson(tree.root(), name).key, "90_echo") << name;
  }
}

TEST_F(Lessons, AnUnknownNameIsAnErrorThatListsWhatThereIs) {
  for (const char* name : {"91", "", "chess", "9", "99999999999999999999"}) {
    try {
      find_lesson(tree.root(), name);
      ADD_FAILURE() << "found \"" << name << "\"";
    } catch (const LessonError& error) {
      EXPECT_NE(std::string(error.what()).find("90_echo"), std::string::npos) << error.what();
    }
  }
}

TEST_F(Lessons, AnAmbiguousPrefixNamesTheCandidates) {
  write(tree.root() / "lessons/91_eclipse/README.md", "---\n---\n");
  try {
    find_lesson(tree.root(), "ec");
    ADD_FAILURE() << "found one of two";
  } catch (const LessonError& error) {
    EXPECT_NE(std::string(error.what()).find("91_eclipse"), std::string::npos);
  }
}

TEST_F(Lessons, HaveTheChecksThatTheirFilesSay) {
  const Lesson lesson = find_lesson(tree.root(), "90");
  EXPECT_EQ(lesson.checks(), (std::vector<std::string>{"test", "tsan"}));
  write(lesson.benchmark(), "");
  write(lesson.tests() / "faults.cpp", "");
  EXPECT_EQ(lesson.checks(), (std::vector<std::string>{"test", "tsan", "faults", "bench"}));
}

TEST_F(Lessons, AreUntouchedOnlyWhileEveryByteIsTheStubs) {
  const Lesson lesson = find_lesson(tree.root(), "90");
  EXPECT_TRUE(lesson.untouched(lesson.folder()));
  std::ofstream(lesson.folder() / "echo.cpp", std::ios::app) << "\n";
  EXPECT_FALSE(lesson.untouched(lesson.folder()));
  EXPECT_FALSE(lesson.untouched(lesson.folder() / "nowhere"));
}

TEST_F(Lessons, DeclareTheirVerdictsInFirstLines) {
  const Lesson lesson = find_lesson(tree.root(), "90");
  const auto stub = declared_for_stub(lesson);
  ASSERT_TRUE(stub.has_value());
  EXPECT_EQ(stub->check, "test");
  EXPECT_EQ(stub->verdict, "unsolved");
  write(lesson.tests() / "wrong/late/echo.cpp", "// caught by: bench (cannot tell)\n");
  write(lesson.tests() / "wrong/silent/echo.cpp", "int x;\n");
  EXPECT_EQ(declared_for_wrong_answer(lesson, "late")->verdict, "cannot tell");
  EXPECT_FALSE(declared_for_wrong_answer(lesson, "silent").has_value());
  EXPECT_FALSE(declared_for_wrong_answer(lesson, "missing").has_value());
}

}  // namespace
