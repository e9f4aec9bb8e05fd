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
  EXPECT_EQ(project_.run({"run", "01", "--replay", "A.One@p:0.7:EINTR"}).code, 0);
  EXPECT_EQ(project_.read("asked"), "01_one faults lessons/01_one\n01_one faults lessons/01_one\n");
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

// RETRY is what the program does when waitpid is interrupted.
TEST_F(FaultsCommand, LetsTheCallsOfAProgramFail) {
  const char* toolchain = std::getenv("THREADLINGS_TOOLCHAIN");
  ASSERT_NE(toolchain, nullptr) << "run this through ctest";
  project_.write("build/judge/toolchain.json", read_text(toolchain));
  project_.write("program.c",
                 "#include <errno.h>\n#include <stdio.h>\n#include <sys/wait.h>\n"
                 "#include <unistd.h>\n"
                 "int main(void) {\n"
                 "  pid_t child = fork();\n"
                 "  if (child < 0) { perror(\"fork\"); return 1; }\n"
                 "  if (child == 0) _exit(0);\n"
                 "  int status = 0;\n"
                 "  while (waitpid(child, &status, 0) < 0) if (errno != RETRY) return 1;\n"
                 "  return status != 0;\n"
                 "}\n");
  const auto program = (project_.root() / "program.c").string();
  auto ended = project_.run({"faults", program, "--", "-DRETRY=EINTR"});
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_TRUE(says(ended.out, "pass (")) << ended.out;

  const auto trace = (project_.root() / "trace.json").string();
  ended = project_.run({"faults", program, "--trace", trace, "--", "-DRETRY=ENOENT"});
  EXPECT_EQ(ended.code, 1) << ended.out << ended.err;
  EXPECT_TRUE(says(ended.out, "injected: EINTR")) << ended.out;
  EXPECT_TRUE(read_text(trace).starts_with("{\"format\":\"threadlings-faults-1\""));
  const auto from = ended.out.find("THREADLINGS_REPLAY='") + 20;
  const auto token = ended.out.substr(from, ended.out.find('\'', from) - from);
  ended = project_.run({"faults", program, "--replay", token, "--", "-DRETRY=ENOENT"});
  EXPECT_EQ(ended.code, 1) << ended.out << ended.err;
  EXPECT_TRUE(says(ended.out, "injected: EINTR")) << ended.out;
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
