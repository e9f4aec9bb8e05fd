// `threadlings faults`, and what else the runner knows of the check `faults`.
#include <gtest/gtest.h>

#include <cstdlib>

#include "doctor/tracing.hpp"
#include "support.hpp"

namespace threadlings::runner::testing {
namespace {

class FaultsCommand : public ::testing::Test {
 protected:
  void SetUp() override { project_.add_lesson("01_one"); }

  bool says(const std::string& text, const std::string& part) const {
    return text.find(part) != std::string::npos;
  }

  Project project_;
};

TEST_F(FaultsCommand, OfALessonIsItsCheckFaults) {
  auto ended = project_.run({"faults", "01"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_TRUE(says(ended.err, "has no check \"faults\"")) << ended.err;
  ended = project_.run({"faults", "01", "--seconds", "3"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_TRUE(says(ended.err, "only --replay")) << ended.err;
  project_.write("tests/01_one/faults.cpp", "");
  EXPECT_EQ(project_.run({"faults", "01"}).code, 0);
  EXPECT_EQ(project_.read("asked"), "01_one faults lessons/01_one\n");
}

TEST_F(FaultsCommand, SaysWhatIsWrongWithWhatItIsGiven) {
  auto ended = project_.run({"faults", "nowhere.c"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_TRUE(says(ended.err, "there is no file nowhere.c")) << ended.err;
  project_.write("build/judge/toolchain.json", "half a fi");
  project_.write("program.c", "int main(void) { return 0; }\n");
  ended = project_.run({"faults", (project_.root() / "program.c").string()});
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.err, "start ./threadlings once")) << ended.err;
}

TEST_F(FaultsCommand, AReplayAsksTheCheckThatPrintedIt) {
  project_.write("tests/01_one/faults.cpp", "");
  project_.write("tests/01_one/interleavings.cpp", "");
  EXPECT_EQ(project_.run({"run", "01", "--replay", "A.One@f:0.7:EINTR"}).code, 0);
  EXPECT_EQ(project_.read("asked"), "01_one faults lessons/01_one\n");
  EXPECT_EQ(project_.run({"run", "01", "--replay", "A.One@tl1:1"}).code, 0);
  EXPECT_TRUE(says(project_.read("asked"), "01_one explore")) << project_.read("asked");
  const auto ended =
      project_.run({"run", "01", "--check", "explore", "--replay", "A.One@f:0.7:EINTR"});
  EXPECT_EQ(ended.code, 2) << ended.err;
}

TEST(Tracing, IsPossibleHereOrHasAMendingCommand) {
  const auto finding = examine_tracing();
  EXPECT_EQ(finding.state == Finding::State::good, finding.mend.empty()) << finding.text;
  EXPECT_TRUE(how_to_allow_tracing(2).find("sysctl") != std::string::npos);
  EXPECT_TRUE(how_to_allow_tracing(1).find("SYS_PTRACE") != std::string::npos);
}

}  // namespace
}  // namespace threadlings::runner::testing
