#include "threadlings/judge/verdict.hpp"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

namespace {

using namespace threadlings;

Verdict with(Outcome outcome) {
  Verdict verdict;
  verdict.outcome = outcome;
  return verdict;
}

TEST(Verdicts, KeepEverythingOnTheWayThroughJson) {
  Verdict verdict = with(Outcome::cannot_tell);
  verdict.lesson = "03_split_the_work";
  verdict.check = "bench";
  verdict.answer = "lessons/03_split_the_work";
  verdict.what = "A \"noisy\" machine\n\tindeed";
  verdict.places = {{"a.cpp", 7, "write of 4 bytes"}};
  verdict.details = {"one", "two"};
  verdict.notices = {"three"};
  verdict.tests = {{"A.B", "passed"}};
  verdict.output = "printed";
  verdict.again = "./threadlings run 03";
  verdict.trace = "trace.json";
  verdict.build_seconds = 0.5;
  verdict.run_seconds = 0.25;
  const std::string json = to_json(verdict);
  EXPECT_EQ(json.find('\n'), std::string::npos) << "must be one line";
  EXPECT_EQ(to_json(verdict_from_json(json)), json);
}

TEST(Verdicts, SurviveOutputThatIsNoUtf8) {
  Verdict verdict = with(Outcome::wrong);
  verdict.output = "\xff\xfe";
  EXPECT_NO_THROW(verdict_from_json(to_json(verdict)));
}

TEST(Verdicts, RefuseWhatIsNone) {
  for (const char* text : {"", "{", "[]", "{\"verdict\": \"fine\"}"}) {
    EXPECT_THROW(verdict_from_json(text), std::runtime_error) << text;
  }
}

TEST(Verdicts, HaveNamesThatLeadBack) {
  for (int i = 0; i <= static_cast<int>(Outcome::environment); ++i) {
    const auto outcome = static_cast<Outcome>(i);
    EXPECT_EQ(outcome_from_name(name_of(outcome)), outcome);
  }
  EXPECT_THROW(outcome_from_name("fine"), std::runtime_error);
}

TEST(Verdicts, FailUnlessTheyPassOrCannotTell) {
  EXPECT_FALSE(is_failure(Outcome::pass));
  EXPECT_FALSE(is_failure(Outcome::cannot_tell));
  EXPECT_TRUE(is_failure(Outcome::unsolved));
  EXPECT_TRUE(is_failure(Outcome::environment));
}

TEST(Verdicts, ARaceExplainsAWrongTotalAndNotTheOtherWayRound) {
  EXPECT_EQ(most_telling({with(Outcome::wrong), with(Outcome::race)}).outcome, Outcome::race);
  EXPECT_EQ(most_telling({with(Outcome::hang), with(Outcome::deadlock)}).outcome,
            Outcome::deadlock);
  EXPECT_EQ(most_telling({with(Outcome::pass), with(Outcome::cannot_tell)}).outcome,
            Outcome::cannot_tell);
  EXPECT_EQ(most_telling({with(Outcome::pass), with(Outcome::pass)}).outcome, Outcome::pass);
}

TEST(Verdicts, OfTwoThatSayTheSameTheOneWithAStoryIsShown) {
  Verdict test = with(Outcome::leak);
  test.check = "test";
  Verdict faults = with(Outcome::leak);
  faults.check = "faults";
  Verdict explore = with(Outcome::leak);
  explore.check = "explore";
  EXPECT_EQ(most_telling({test, faults}).check, "faults");
  EXPECT_EQ(most_telling({test, faults, explore}).check, "explore");
}

TEST(Verdicts, SayForPeopleWhatHappenedWhereAndHowToSeeItAgain) {
  Verdict verdict = with(Outcome::race);
  verdict.lesson = "01_first_race";
  verdict.check = "tsan";
  verdict.what = "Two threads meet.";
  verdict.places = {{"visits.cpp", 8, "write of 4 bytes"}};
  verdict.again = "./threadlings run 01";
  EXPECT_EQ(to_text(verdict),
            "01_first_race tsan: race\n"
            "  Two threads meet.\n"
            "  visits.cpp:8  write of 4 bytes\n"
            "  again: ./threadlings run 01\n");
}

}  // namespace
