// What the fault explorer wrote down, read.
#include "faults.hpp"

#include <gtest/gtest.h>

namespace {

using namespace threadlings;

const std::string kPass =
    R"({"test":"A.One","verdict":"pass","calls":31,"faults":87,"complete":true,)"
    R"("coverage":"87 faults tried at 31 calls.","steps":[]})";
const std::string kNotHidden =
    R"x({"test":"A.Two","verdict":"not hidden","calls":31,"faults":4,"complete":false,)x"
    R"x("coverage":"4 faults tried at 31 calls.","fault":"read is interrupted",)x"
    R"x("message":"it gave up","report":"it gave up\n…","token":"f:0.7:EINTR","where":"a.cpp:3",)x"
    R"x("steps":[)x"
    R"x({"process":"parent","call":"fork()","result":"child 1","file":"a.cpp","line":1},)x"
    R"x({"process":"parent","call":"read(3, 65536)","result":"-1 EINTR","injected":true,)x"
    R"x("file":"a.cpp","line":3},)x"
    R"x({"process":"child 1","call":"write(4, 10)","culprit":true,"file":"a.cpp","line":9}]})x";

TEST(Faults, AreReadLineByLine) {
  const auto found = read_fault_searches(kPass + "\n" + kNotHidden + "\n");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_TRUE(found[0].passed() && found[0].complete);
  EXPECT_EQ(found[0].calls, 31U);
  EXPECT_EQ(found[0].faults, 87U);
  EXPECT_EQ(found[1].outcome, Outcome::wrong);
  EXPECT_EQ(found[1].fault, "read is interrupted");
  EXPECT_EQ(found[1].token, "f:0.7:EINTR");
  EXPECT_EQ(found[1].json, kNotHidden);
}

TEST(Faults, ShowFirstWhereItWentWrongAndThenWhereTheFaultWas) {
  const auto found = read_fault_searches(kNotHidden);
  ASSERT_EQ(found.size(), 1U);
  ASSERT_EQ(found[0].places.size(), 2U) << "the other steps are no news";
  EXPECT_EQ(found[0].places[0].line, 9);
  EXPECT_EQ(found[0].places[0].what, "write(4, 10) (child 1)");
  EXPECT_EQ(found[0].places[1].line, 3);
  EXPECT_EQ(found[0].places[1].what, "read(3, 65536) = -1 EINTR (parent)");
}

TEST(Faults, LeaveOutALineThatWasNotWrittenToItsEnd) {
  EXPECT_EQ(read_fault_searches(kPass + "\n" + kNotHidden.substr(0, 90)).size(), 1U);
  EXPECT_TRUE(read_fault_searches("").empty());
}

TEST(Faults, HaveAVerdictOfTheJudgeForEachOfTheFaultExplorers) {
  for (const char* verdict : {"check", "not hidden", "unnoticed", "came back", "deadlock", "hang",
                              "crash", "leak", "nondeterministic"}) {
    EXPECT_NE(outcome_of_faults(verdict), Outcome::environment) << verdict;
    EXPECT_NE(outcome_of_faults(verdict), Outcome::pass) << verdict;
  }
  EXPECT_EQ(outcome_of_faults("environment"), Outcome::environment);
  EXPECT_EQ(outcome_of_faults("a word of a later version"), Outcome::environment);
}

TEST(Faults, HaveTokensOfTheirOwn) {
  EXPECT_TRUE(is_token_of_faults("f:0.7:EINTR"));
  EXPECT_FALSE(is_token_of_faults("tl1:1"));
}

}  // namespace
