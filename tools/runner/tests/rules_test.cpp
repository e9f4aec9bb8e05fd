// The rules for the files of a lesson: each is content with the complete fixture, and each finds
// the damage that it is there to find.
#include <gtest/gtest.h>

#include "scaffold.hpp"
#include "support.hpp"
#include "verify/house_rules.hpp"
#include "verify/lesson_rules.hpp"

namespace threadlings::runner::testing {
namespace {

constexpr auto kKey = "01_one";

class Rules : public ::testing::Test {
 protected:
  Rules() : lesson_(project_.add_lesson(kKey)) {}

  using Check = Findings (*)(const Lesson&);

  void expect_problem(Check check, const std::string& part) const {
    const auto problems = check(lesson_).problems;
    ASSERT_FALSE(problems.empty()) << "nothing was found; expected: " << part;
    EXPECT_NE(problems[0].find(part), std::string::npos) << problems[0];
  }

  Project project_;
  Lesson lesson_;
  const std::string readme_ = "lessons/01_one/README.md";
  const std::string chapter_ = "book/01_one.md";
};

TEST_F(Rules, AreContentWithACompleteLesson) {
  for (const auto& rule : lesson_rules(true)) {
    for (const auto& problem : rule.check(lesson_).problems) {
      ADD_FAILURE() << rule.name << ": " << problem;
    }
  }
  for (const auto& rule : house_rules()) {
    for (const auto& problem : rule.check(project_.root())) {
      ADD_FAILURE() << rule.name << ": " << problem;
    }
  }
}

TEST_F(Rules, WantFrontMatter) {
  project_.replace(readme_, "minutes: 10", "minutes: soon");
  expect_problem(check_front_matter, "minutes: soon");
  project_.replace(readme_, "minutes: soon\n", "");
  expect_problem(check_front_matter, "`minutes:`");
}

TEST_F(Rules, WantAFormerNameThatIsFree) {
  project_.replace(readme_, "minutes: 10\n", "minutes: 10\nwas: 00_zero\n");
  EXPECT_TRUE(check_front_matter(lesson_).problems.empty());
  project_.add_lesson("00_zero");
  expect_problem(check_front_matter, "`was: 00_zero`");
}

TEST_F(Rules, WantTheHeadingsInTheirOrder) {
  project_.replace(readme_, "## Predict", "## Guess");
  expect_problem(check_headings, "Guess, Task");
}

TEST_F(Rules, WantTheTitleOfTheFrontMatter) {
  project_.replace(readme_, "# 01 · Lesson 01", "# 01 · Something else");
  expect_problem(check_headings, "# 01 · Lesson 01");
}

TEST_F(Rules, WantAStoryAndNoEmptySection) {
  project_.replace(readme_, "What?\n", "");
  expect_problem(check_headings, "## Predict");
  project_.replace(readme_, "A story.\n", "");
  expect_problem(check_headings, "no story");
}

TEST_F(Rules, WantThreeHints) {
  project_.replace(readme_, "## Hint 3", "### Hint 3");
  expect_problem(check_hints, "2 hints");
}

TEST_F(Rules, WantTheChapterInTheSecondHint) {
  project_.replace(readme_, "../../book/01_one.md", "https://example.org");
  expect_problem(check_hints, "Hint 2");
}

TEST_F(Rules, WantAChapterOfAReadableLength) {
  project_.write(chapter_, "# Chapter\ntoo short\n");
  expect_problem(check_chapter, "3 words");
  std::string text;
  for (int i = 0; i < 1501; ++i) text += "word\n";
  project_.write(chapter_, text);
  expect_problem(check_chapter, "1501 words");
  project_.remove(chapter_);
  expect_problem(check_chapter, "is missing");
}

TEST_F(Rules, DoNotCountCodeAsWords) {
  std::string text = "word\n```\n";
  for (int i = 0; i < 700; ++i) text += "word\n";
  project_.write(chapter_, text + "```\n");
  expect_problem(check_chapter, "1 words");
}

TEST_F(Rules, WantQuotesWordForWord) {
  project_.replace(chapter_, "return 42;", "return 43;");
  expect_problem(check_quotes, "not in solutions/01_one/answer.cpp");
}

TEST_F(Rules, TakeQuotesWithOtherCommonIndentation) {
  project_.replace(chapter_, "return 42;", "      return 42;  ");
  EXPECT_TRUE(check_quotes(lesson_).problems.empty());
  project_.replace(chapter_, "      return 42;  ", "    int answer() {\n      return 42;\n    }");
  EXPECT_TRUE(check_quotes(lesson_).problems.empty());
  project_.replace(chapter_, "    int answer() {\n      return", "    int answer() {\n    return");
  expect_problem(check_quotes, "not in");
}

TEST_F(Rules, WantQuotesToBeContiguous) {
  project_.replace(chapter_, "return 42;", "int answer() {\n}");
  expect_problem(check_quotes, "not in");
}

TEST_F(Rules, WantAMarkerDirectlyAboveTheFence) {
  project_.replace(chapter_, "-->\n```cpp", "-->\n\n```cpp");
  const auto problems = check_quotes(lesson_).problems;
  EXPECT_EQ(problems.size(), 2u) << "the idle marker and the unmarked block";
}

TEST_F(Rules, WantAFileToQuoteFrom) {
  project_.replace(chapter_, "solutions/01_one/answer.cpp", "solutions/01_one/other.cpp");
  expect_problem(check_quotes, "no file solutions/01_one/other.cpp");
  project_.replace(chapter_, "solutions/01_one/other.cpp", "../outside.cpp");
  expect_problem(check_quotes, "no file ../outside.cpp");
  project_.replace(chapter_, "../outside.cpp", "README.md");
  expect_problem(check_quotes, "no file that is compiled");
}

TEST_F(Rules, LetOtherLanguagesBe) {
  project_.write(chapter_, "```python\nwith lock: pass\n```\n```\nT1: x = 0\n```\n");
  EXPECT_TRUE(check_quotes(lesson_).problems.empty());
}

TEST_F(Rules, FollowRelativeLinks) {
  project_.write(chapter_,
                 "[next](02_two.md)\n[web](https://example.org/x)\n[top](../README.md)\n");
  expect_problem(check_links, "book/01_one.md:1: the link 02_two.md leads nowhere");
  EXPECT_EQ(check_links(lesson_).problems.size(), 1u);
}

TEST_F(Rules, FollowLinksToHeadings) {
  project_.write(chapter_, "# In real code\n[here](#in-real-code) [no](#elsewhere)\n");
  EXPECT_EQ(check_links(lesson_).problems.size(), 1u);
  expect_problem(check_links, "#elsewhere names a missing heading");
}

TEST_F(Rules, FollowLinksOnlyInsideTheProject) {
  project_.write(chapter_, "[out](../../../etc/passwd)\n");
  expect_problem(check_links, "leads out of the project");
}

TEST_F(Rules, WantFiveWrongAnswersAndARowForEach) {
  project_.replace("tests/01_one/wrong/README.md", "`two`", "`a secret`");
  expect_problem(check_wrong_answers, "says nothing about two");
  project_.remove("tests/01_one/wrong/two");
  expect_problem(check_wrong_answers, "4 wrong answers");
  for (int i = 0; i < 13; ++i) {
    const auto number = std::to_string(i);
    project_.write("tests/01_one/wrong/more" + number + "/answer.cpp", number);
  }
  expect_problem(check_wrong_answers, "17 wrong answers; at most 16");
}

TEST_F(Rules, WantNoTwoWrongAnswersWithTheSameCode) {
  project_.write("tests/01_one/wrong/three/answer.cpp",
                 "// caught by: tsan (race)\nint answer() {\n  return two;  // too few\n}\n");
  expect_problem(check_wrong_answers, "tests/01_one/wrong/two has the same code as three");
}

TEST_F(Rules, WantTheSameFilesInEveryAnswer) {
  project_.write("tests/01_one/wrong/three/extra.cpp", "");
  expect_problem(check_same_files, "tests/01_one/wrong/three holds answer.cpp, extra.cpp");
}

TEST_F(Rules, WantTheLearnersFilesToBeThere) {
  project_.remove("lessons/01_one/answer.cpp");
  expect_problem(check_same_files, "lessons/01_one/answer.cpp is missing");
}

TEST_F(Rules, WantASmallProgramThatIsNoAnswer) {
  project_.write("solutions/01_one/main.cpp", "");
  expect_problem(check_program, "no answer file");
  project_.remove("lessons/01_one/main.cpp");
  expect_problem(check_program, "main.cpp is missing");
}

TEST_F(Rules, WantAGateInABenchmark) {
  project_.write("bench/01_one.cpp", "// gate: Serial / Yours >= 1.35 on 2 cores\n");
  EXPECT_TRUE(check_gate(lesson_).problems.empty());
  project_.write("bench/01_one.cpp", "#include <x>\n");
  expect_problem(check_gate, "// gate:");
}

TEST_F(Rules, OnlyNoteAnEditedLessonUnlessItMustBePristine) {
  project_.write("lessons/01_one/answer.cpp", "edited");
  EXPECT_TRUE(check_untouched(lesson_, false).problems.empty());
  EXPECT_EQ(check_untouched(lesson_, false).notes.size(), 1u);
  EXPECT_EQ(check_untouched(lesson_, true).problems.size(), 1u);
}

TEST_F(Rules, WantEveryLessonInTheReadmesList) {
  EXPECT_TRUE(check_readme_lists_lessons(project_.root()).empty());
  project_.write("README.md", "The lesson 01_one is only in a sentence.\n");
  EXPECT_EQ(check_readme_lists_lessons(project_.root()).size(), 1u);
}

TEST_F(Rules, WantNoStrayFolders) {
  project_.write("solutions/07_gone/answer.cpp", "");
  project_.write("lessons/08_draft/main.cpp", "");
  project_.remove("tests/01_one");
  const auto problems = check_folders_agree(project_.root());
  EXPECT_EQ(problems.size(), 3u);
}

TEST_F(Rules, FindNothingWrongWithASkeletonButWhatIsStillToBeWritten) {
  const std::string key = "55_my_lesson";
  for (const auto& [path, text] : skeleton(key)) project_.write(path, text);
  std::vector<std::string> failed;
  for (const auto& rule : lesson_rules(true)) {
    if (!rule.check(project_.lesson(key)).problems.empty()) failed.push_back(rule.name);
  }
  EXPECT_EQ(failed, (std::vector<std::string>{"chapter", "wrong answers", "author's marks"}));
}

TEST(Keys, AreTwoOrThreeDigitsAndASlug) {
  for (const auto* key : {"01_a", "55_my_lesson", "123_x2"}) EXPECT_TRUE(is_lesson_key(key)) << key;
  for (const auto* key :
       {"", "1_a", "01", "01_", "01_A", "01_a-b", "../01_a", "01_a/b", "0001_a", "01__a", "x1_a"}) {
    EXPECT_FALSE(is_lesson_key(key)) << key;
  }
}

}  // namespace
}  // namespace threadlings::runner::testing
