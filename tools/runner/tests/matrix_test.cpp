// Which wrong answer fails which test, with a judge made of paper, and the rules about it.
#include "verify/matrix.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "support.hpp"

namespace threadlings::runner::testing {
namespace {

class MatrixOfALesson : public ::testing::Test {
 protected:
  MatrixOfALesson() : lesson_(project_.add_lesson("01_one")) {
    project_.write("tests/01_one/behaviour.cpp",
                   "// stub: tsan (race)\n"
                   "TEST(Count, IsRight) {}\n"
                   "// Why not.\n"
                   "TEST_F(Count, IsQuick) {}\n");
    for (const auto& answer : lesson_.wrong_answers()) says(answer, "test", "wrong", "pass");
  }

  // What the judge says about an answer in a check: about the test IsRight, and about IsQuick.
  void says(const std::string& answer, const std::string& check, const std::string& right,
            const std::string& quick) const {
    project_.write("tests/01_one/wrong/" + answer + "/each-" + check,
                   "Count.IsRight " + right + "\nCount.IsQuick " + quick + "\n");
  }

  void differs(const std::string& answer, const std::string& how) const {
    project_.write("tests/01_one/wrong/" + answer + "/answer.cpp",
                   "// caught by: test (wrong)\n// Differs: " + how + "\nint answer();\n");
  }

  Matrix matrix() const { return ask_matrix(project_.context(), lesson_, 2); }

  std::vector<std::string> problems() const { return problems_in(matrix(), lesson_); }

  bool has_problem(const std::string& part) const {
    const auto all = problems();
    return std::any_of(all.begin(), all.end(), [&](const std::string& problem) {
      return problem.find(part) != std::string::npos;
    });
  }

  // Five answers, none like another, and both tests fail some of them.
  void make_all_different() const {
    says("two", "test", "race", "pass");
    says("three", "test", "wrong", "hang");
    says("four", "test", "pass", "hang");
    says("five", "tsan", "race", "pass");
  }

  Project project_;
  Lesson lesson_;
};

TEST_F(MatrixOfALesson, HasEachTestOfEachCheck) {
  says("two", "tsan", "pass", "race");
  const auto found = matrix();
  EXPECT_EQ(found.lesson, "01_one");
  EXPECT_EQ(found.tests, (std::vector<MatrixTest>{{"test", ""},
                                                  {"test", "Count.IsRight"},
                                                  {"test", "Count.IsQuick"},
                                                  {"tsan", ""},
                                                  {"tsan", "Count.IsRight"},
                                                  {"tsan", "Count.IsQuick"}}));
  ASSERT_EQ(found.answers.size(), 5u);
  EXPECT_EQ(found.answers[4].name, "two");
  EXPECT_EQ(found.answers[4].outcomes,
            (std::vector<Outcome>{Outcome::wrong, Outcome::wrong, Outcome::pass, Outcome::pass,
                                  Outcome::pass, Outcome::race}));
  EXPECT_EQ(found.answers[0].outcomes[5], Outcome::pass) << "the whole speaks for each test";
}

TEST_F(MatrixOfALesson, IsShownWithALetterForEachVerdict) {
  make_all_different();
  const auto text = show_matrix(matrix());
  EXPECT_NE(text.find("   5  two\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  test     Count.IsRight   w  .  w  w  r\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  . pass, w wrong, r race, h hang\n"), std::string::npos) << text;
}

TEST_F(MatrixOfALesson, IsContentWithAReasonForEach) {
  make_all_different();
  for (const auto& problem : problems()) ADD_FAILURE() << problem;
}

TEST_F(MatrixOfALesson, WantsATestToFailSomeAnswerOrToSayWhyNot) {
  make_all_different();
  says("three", "test", "crash", "pass");
  says("four", "test", "memory", "pass");
  EXPECT_TRUE(has_problem("tests/01_one/behaviour.cpp: Count.IsQuick fails no wrong answer"));
  project_.replace("tests/01_one/behaviour.cpp", "// Why not.",
                   "// Fails no wrong answer: it keeps right ones.");
  EXPECT_FALSE(has_problem("IsQuick"));
}

TEST_F(MatrixOfALesson, WantsNoTwoAnswersToFailTheSameTests) {
  make_all_different();
  says("two", "test", "wrong", "pass");
  EXPECT_TRUE(has_problem("tests/01_one/wrong/two fails the same tests with the same verdicts as"));
  differs("two", "in the other function");
  EXPECT_FALSE(has_problem("fails the same tests"));
}

TEST_F(MatrixOfALesson, WantsDifferencesThatDiffer) {
  make_all_different();
  says("two", "test", "wrong", "pass");
  says("three", "test", "wrong", "pass");
  differs("two", "in another way");
  differs("three", "in another way");
  EXPECT_TRUE(has_problem("fails the same tests"));
  differs("three", "in a third way");
  EXPECT_FALSE(has_problem("fails the same tests"));
}

TEST_F(MatrixOfALesson, ShowsAJudgeThatCannotBeAsked) {
  make_all_different();
  project_.write("tests/01_one/wrong/two/verdict-test", "die");
  EXPECT_EQ(matrix().answers[4].outcomes[1], Outcome::environment);
}

TEST_F(MatrixOfALesson, IsPrintedByTheProgram) {
  make_all_different();
  const auto text = project_.run({"verify", "01", "--matrix"});
  EXPECT_EQ(text.code, 0) << text.out << text.err;
  EXPECT_NE(text.out.find("wrong answers: 5, problems: 0\n"), std::string::npos) << text.out;
  const auto json = project_.run({"verify", "01", "--matrix", "--json"});
  EXPECT_NE(json.out.find(R"("problems":[],"version":1)"), std::string::npos) << json.out;
  EXPECT_NE(json.out.find(R"({"name":"two","verdicts":["wrong","race","pass")"), std::string::npos)
      << json.out;
}

}  // namespace
}  // namespace threadlings::runner::testing
