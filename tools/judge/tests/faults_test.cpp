// What the fault explorer wrote down, read; and the check `faults` on a small lesson.
#include "faults.hpp"

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <thread>

#include "command.hpp"
#include "lesson_tree.hpp"

namespace {

using namespace threadlings;
using testing_support::LessonTree;
using testing_support::write;

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

// A lesson whose answer must bring its argument back from a child process; -1 if it cannot.
class TheCheckFaults : public testing::Test {
 protected:
  void SetUp() override {
    write(tree_.root() / "tests/90_echo/faults.cpp",
          "#include <gtest/gtest.h>\n"
          "#include <threadlings/faults.hpp>\n"
          "#include \"echo.hpp\"\n"
          "TEST(Echo, ComesBackFromAChild) {\n"
          "  threadlings::faults([] {\n"
          "    const int echoed = echo(3);\n"
          "    if (echoed < 0) threadlings::gave_up(\"no echo\");\n"
          "    EXPECT_EQ(echoed, 3) << \"what went in\";\n"
          "  });\n"
          "}\n");
    write(tree_.root() / "solutions/90_echo/echo.cpp", kHead + kStart + kWait + kTail);
  }

  Verdict judged(const std::string& text, const std::string& replay = "") {
    const auto answer = tree_.answer("faulty", text);
    std::vector<std::string> call{std::getenv("THREADLINGS_JUDGE"),
                                  "90",
                                  "faults",
                                  "--json",
                                  "--root",
                                  tree_.root().string(),
                                  "--answer",
                                  answer.string()};
    if (!replay.empty()) call.insert(call.end(), {"--replay", replay});
    const auto result = run_command(call, "/", std::chrono::seconds(300));
    EXPECT_TRUE(result.output.starts_with("{")) << result.output;
    return verdict_from_json(result.output);
  }

  static std::string details_of(const Verdict& verdict) {
    std::string text = verdict.what + "\n";
    for (const auto& line : verdict.details) text += line + "\n";
    return text;
  }

  inline static const std::string kHead =
      "#include \"echo.hpp\"\n#include <errno.h>\n#include <sys/wait.h>\n#include <unistd.h>\n"
      "int echo(int value) {\n  int status = 0;\n";
  inline static const std::string kStart =
      "  const pid_t child = fork();\n  if (child < 0) return -1;\n"
      "  if (child == 0) _exit(value);\n";
  inline static const std::string kWait =
      "  while (waitpid(child, &status, 0) < 0) {\n    if (errno != EINTR) return -1;\n  }\n";
  inline static const std::string kTail =
      "  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;\n}\n";

  LessonTree tree_;
};

TEST_F(TheCheckFaults, PassesARightAnswerAndSaysWhatWasTried) {
  const Verdict verdict = judged(kHead + kStart + kWait + kTail);
  EXPECT_EQ(verdict.outcome, Outcome::pass) << details_of(verdict);
  EXPECT_TRUE(verdict.what.starts_with("The test passed; ")) << verdict.what;
  EXPECT_TRUE(verdict.what.ends_with(" calls.")) << verdict.what;
  EXPECT_TRUE(verdict.notices.empty()) << verdict.notices.front();
}

TEST_F(TheCheckFaults, ShowsTheFaultThatWasNotHiddenAndReplaysIt) {
  const std::string once = "  if (waitpid(child, &status, 0) < 0) return -1;\n";
  const Verdict verdict = judged(kHead + kStart + once + kTail);
  ASSERT_EQ(verdict.outcome, Outcome::wrong) << details_of(verdict);
  EXPECT_NE(verdict.what.find("EINTR"), std::string::npos) << verdict.what;
  EXPECT_NE(details_of(verdict).find("injected: EINTR"), std::string::npos) << details_of(verdict);
  ASSERT_FALSE(verdict.places.empty());
  EXPECT_EQ(verdict.places.front().line, 10) << "where waitpid is called";
  EXPECT_FALSE(verdict.trace.empty());

  const auto from = verdict.again.find('\'');
  ASSERT_NE(from, std::string::npos) << verdict.again;
  const auto token = verdict.again.substr(from + 1, verdict.again.size() - from - 2);
  EXPECT_TRUE(token.find("@f:") != std::string::npos || token.find("@p:") != std::string::npos)
      << token;
  const Verdict again = judged(kHead + kStart + once + kTail, token);
  EXPECT_EQ(again.outcome, Outcome::wrong) << again.what;
  EXPECT_EQ(again.what, verdict.what);
  EXPECT_EQ(judged(kHead + kStart + kWait + kTail, token).outcome, Outcome::pass);
}

TEST_F(TheCheckFaults, NamesZombiesDeadlocksAndChildrenThatComeBack) {
  const std::string only_looks =
      "  siginfo_t end;\n"
      "  while (waitid(P_PID, child, &end, WEXITED | WNOWAIT) < 0 && errno == EINTR) {\n  }\n"
      "  status = end.si_code == CLD_EXITED ? end.si_status << 8 : 9;\n";
  Verdict verdict = judged(kHead + kStart + only_looks + kTail);
  EXPECT_EQ(verdict.outcome, Outcome::leak) << details_of(verdict);
  EXPECT_NE(verdict.what.find("zombie"), std::string::npos) << verdict.what;

  const std::string keeps_the_write_end =
      "  int ends[2];\n  if (pipe(ends) != 0) return -1;\n" + kStart +
      "  char c;\n  while (read(ends[0], &c, 1) < 0) {\n  }\n  close(ends[0]), close(ends[1]);\n" +
      kWait;
  verdict = judged(kHead + keeps_the_write_end + kTail);
  EXPECT_EQ(verdict.outcome, Outcome::deadlock) << details_of(verdict);
  EXPECT_NE(verdict.what.find("write end"), std::string::npos) << verdict.what;

  verdict = judged(kHead + "  const pid_t child = fork();\n  if (child < 0) return -1;\n" +
                   "  if (child == 0) return value;\n" + kWait + kTail);
  EXPECT_EQ(verdict.outcome, Outcome::wrong) << details_of(verdict);
  EXPECT_NE(verdict.what.find("came back"), std::string::npos) << verdict.what;
}

TEST_F(TheCheckFaults, SaysWhichExpectationFailedAfterWhichFault) {
  const std::string takes_the_status =
      "  return WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);\n}\n";
  const Verdict verdict = judged(kHead + kStart + kWait + takes_the_status);
  EXPECT_EQ(verdict.outcome, Outcome::wrong) << details_of(verdict);
  EXPECT_NE(verdict.what.find("killed"), std::string::npos) << verdict.what;
  EXPECT_NE(details_of(verdict).find("what went in"), std::string::npos) << details_of(verdict);
}

TEST_F(TheCheckFaults, NamesACrash) {
  const Verdict verdict =
      judged(kHead + kStart + kWait + "  if (!WIFEXITED(status)) *(volatile int*)8 = 0;\n" + kTail);
  EXPECT_EQ(verdict.outcome, Outcome::crash) << details_of(verdict);
}

TEST_F(TheCheckFaults, IsNotSatisfiedByAnAnswerThatStopsTheProgram) {
  EXPECT_TRUE(is_failure(judged(kHead + "  _exit(0);\n}\n").outcome));
  EXPECT_TRUE(is_failure(judged(kHead + "  for (;;) {\n  }\n}\n").outcome));
  EXPECT_TRUE(is_failure(judged(kHead + "  for (;;) pause();\n}\n").outcome));
}

// Of the calling thread, and of all that it starts.
void forbid_ptrace() {
  std::array<sock_filter, 4> rules{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ptrace, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  const sock_fprog filter{rules.size(), rules.data()};
  ASSERT_EQ(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
  ASSERT_EQ(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter), 0);
}

TEST_F(TheCheckFaults, BlamesNobodyWhereTracingIsForbidden) {
  Verdict verdict;
  std::thread([&] {
    forbid_ptrace();
    verdict = judged(kHead + kStart + kWait + kTail);
  }).join();
  EXPECT_EQ(verdict.outcome, Outcome::environment) << details_of(verdict);
  EXPECT_NE(verdict.what.find("ptrace"), std::string::npos) << verdict.what;
}

}  // namespace
