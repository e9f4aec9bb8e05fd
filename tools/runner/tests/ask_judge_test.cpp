#include "ask_judge.hpp"

#include <gtest/gtest.h>

#include "round.hpp"
#include "support.hpp"

namespace threadlings::runner::testing {
namespace {

class Judge : public ::testing::Test {
 protected:
  Judge() { project_.add_lesson("01_one"); }

  Verdict ask(const std::string& word) const {
    project_.write("lessons/01_one/verdict-test", word);
    return ask_judge(project_.context(), {"01_one", "test", {}, {}});
  }

  void expect_environment(const std::string& word, const std::string& part) const {
    const auto verdict = ask(word);
    EXPECT_EQ(verdict.outcome, Outcome::environment);
    EXPECT_NE(verdict.what.find(part), std::string::npos) << verdict.what;
    EXPECT_NE(verdict.what.find("Your code was not looked at"), std::string::npos) << verdict.what;
    EXPECT_EQ(verdict.lesson, "01_one");
    EXPECT_EQ(verdict.check, "test");
  }

  Project project_;
};

TEST_F(Judge, IsBelieved) {
  EXPECT_EQ(ask("pass").outcome, Outcome::pass);
  EXPECT_EQ(ask("cannot tell").outcome, Outcome::cannot_tell);
  EXPECT_EQ(ask("race").outcome, Outcome::race);
}

TEST_F(Judge, ThatSaysNonsenseIsNotTheLearnersFault) {
  expect_environment("nonsense", "gave no verdict");
}

TEST_F(Judge, ThatDiesIsNotTheLearnersFault) {
  expect_environment("die", "signal 9");
}

TEST_F(Judge, WhoseStatusAndVerdictDisagreeIsNotBelieved) {
  expect_environment("lie", "said \"pass\"");
}

TEST_F(Judge, ThatAnswersForAnotherLessonIsNotBelieved) {
  expect_environment("other", "another question");
}

TEST_F(Judge, ThatIsMissingIsNotTheLearnersFault) {
  project_.remove("build/bin/judge");
  expect_environment("pass", "No such file");
}

TEST_F(Judge, ThatCannotBeStartedIsNotTheLearnersFault) {
  std::filesystem::permissions(project_.context().judge(), std::filesystem::perms::owner_read);
  expect_environment("pass", "Permission denied");
}

TEST_F(Judge, AnswersManyQuestionsInTheirOrder) {
  project_.write("lessons/01_one/verdict-test", "wrong");
  const auto verdicts = ask_all(
      project_.context(),
      {{"01_one", "bench", {}, {}}, {"01_one", "test", {}, {}}, {"01_one", "tsan", {}, {}}});
  ASSERT_EQ(verdicts.size(), 3u);
  EXPECT_EQ(verdicts[0].check, "bench");
  EXPECT_EQ(verdicts[1].outcome, Outcome::wrong);
  EXPECT_EQ(verdicts[2].outcome, Outcome::race);
}

Round round_of(std::vector<Outcome> outcomes) {
  Round round;
  for (const auto outcome : outcomes) {
    Verdict verdict;
    verdict.outcome = outcome;
    round.verdicts.push_back(verdict);
  }
  return round;
}

TEST_F(Judge, IsNotAskedHowFastAWrongAnswerIs) {
  project_.write("bench/01_one.cpp", "// gate: A / B >= 1.3 on 2 cores\n");
  const auto lesson = project_.lesson("01_one");
  auto round = play_round(project_.context(), lesson);
  EXPECT_EQ(round.verdicts.size(), 2u) << "test and tsan, which finds a race";
  EXPECT_EQ(round.not_run, std::vector<std::string>{"bench"});
  EXPECT_FALSE(round.passed());
  project_.remove("lessons/01_one/verdict-tsan");
  round = play_round(project_.context(), lesson);
  EXPECT_EQ(round.verdicts.size(), 3u);
  EXPECT_TRUE(round.passed());
  round = play_round(project_.context(), lesson, {"bench"});
  EXPECT_EQ(round.verdicts.size(), 1u);
  EXPECT_FALSE(round.whole);
}

TEST(Rounds, PassWhenNothingFailedAndSomethingPassed) {
  EXPECT_TRUE(round_of({Outcome::pass, Outcome::pass}).passed());
  EXPECT_TRUE(round_of({Outcome::pass, Outcome::cannot_tell}).passed());
  EXPECT_FALSE(round_of({Outcome::pass, Outcome::race}).passed());
  EXPECT_FALSE(round_of({Outcome::pass, Outcome::environment}).passed());
  EXPECT_FALSE(round_of({Outcome::cannot_tell}).passed()) << "that proves nothing";
  EXPECT_FALSE(round_of({}).passed());
}

}  // namespace
}  // namespace threadlings::runner::testing
