// Answers that hang, shout, fork, cheat or destroy: each gets the right verdict, costs nobody
// anything, and leaves nothing behind. Every one is judged with namespaces and in the plain way.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <mqueue.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include <chrono>
#include <cstdlib>
#include <string>

#include "command.hpp"
#include "lesson_tree.hpp"
#include "processes.hpp"
#include "text.hpp"
#include "threadlings/judge/verdict.hpp"

namespace {

namespace fs = std::filesystem;
using namespace threadlings;
using testing_support::LessonTree;

std::string judge_program() {
  const char* path = std::getenv("THREADLINGS_JUDGE");
  if (path == nullptr)
    throw std::runtime_error("run this through ctest: THREADLINGS_JUDGE is not set");
  return path;
}

// Other judges may be at work on this machine: this one gets a temporary folder of its own.
class OwnTemporaryFolder {
 public:
  OwnTemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "hostile-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
    setenv("TMPDIR", folder_.c_str(), 1);
  }
  ~OwnTemporaryFolder() {
    unsetenv("TMPDIR");
    fs::remove_all(folder_);
  }
  OwnTemporaryFolder(const OwnTemporaryFolder&) = delete;
  OwnTemporaryFolder& operator=(const OwnTemporaryFolder&) = delete;
  bool empty() const { return fs::is_empty(folder_); }

 private:
  fs::path folder_;
};

// The parameter is the way of containment.
class Hostile : public testing::TestWithParam<const char*> {
 protected:
  Verdict judged(const std::string& body, const std::string& check = "test") {
    return judged_file(
        "#include <cstdio>\n#include <cstdlib>\n#include <string>\n#include <thread>\n"
        "#include <fcntl.h>\n#include <signal.h>\n#include <sys/mman.h>\n"
        "#include <sys/wait.h>\n#include <unistd.h>\n#include \"echo.hpp\"\n" +
            body,
        check);
  }

  Verdict judged_file(const std::string& text, const std::string& check = "test") {
    const fs::path answer = tree().answer("hostile", text);
    setenv("THREADLINGS_CONTAINMENT", GetParam(), 1);
    const auto result = run_command({judge_program(), "90", check, "--root", tree().root().string(),
                                     "--answer", answer.string(), "--json"},
                                    "/", std::chrono::seconds(300));
    EXPECT_FALSE(result.timed_out);
    EXPECT_TRUE(fs::exists(answer / "echo.cpp")) << "the answer itself is gone";
    EXPECT_TRUE(result.output.starts_with("{")) << result.output;
    return verdict_from_json(result.output);
  }

  static std::string name(const Verdict& verdict) {
    return std::string(name_of(verdict.outcome)) + ": " + verdict.what;
  }

  static const LessonTree& tree() {
    static const LessonTree kTree;
    return kTree;
  }
};

#define EXPECT_VERDICT(verdict, expected)                          \
  do {                                                             \
    const Verdict judged_ = (verdict);                             \
    EXPECT_EQ(name_of(judged_.outcome), expected) << judged_.what; \
  } while (false)

constexpr const char* kRightEcho = "int echo(int value) { return value; }\n";

TEST_P(Hostile, ARightAnswerPasses) {
  EXPECT_VERDICT(judged(kRightEcho), "pass");
  EXPECT_VERDICT(judged(kRightEcho, "tsan"), "pass");
}

TEST_P(Hostile, AWrongAnswerIsWrongWithExpectedAndActual) {
  const Verdict verdict = judged("int echo(int) { return 7; }\n");
  EXPECT_EQ(verdict.outcome, Outcome::wrong);
  ASSERT_FALSE(verdict.places.empty());
  EXPECT_EQ(verdict.places.front().file, "tests/90_echo/behaviour.cpp");
  EXPECT_EQ(verdict.places.front().line, 5);
}

TEST_P(Hostile, CodeThatDoesNotCompile) {
  const Verdict verdict =
      judged_file("#include \"echo.hpp\"\nint echo(int value) { return valeu; }\n");
  EXPECT_EQ(verdict.outcome, Outcome::compile);
  ASSERT_FALSE(verdict.places.empty());
  EXPECT_EQ(verdict.places.front().line, 2);
}

TEST_P(Hostile, AnEmptyFile) {
  const Verdict verdict = judged_file("");
  EXPECT_EQ(verdict.outcome, Outcome::compile);
  EXPECT_NE(verdict.what.find("echo(int)"), std::string::npos) << verdict.what;
}

TEST_P(Hostile, LoopsForEver) {
  const Verdict verdict =
      judged("int echo(int) { for (volatile unsigned i = 0;; i = i + 1) {} }\n");
  EXPECT_EQ(verdict.outcome, Outcome::hang) << verdict.what;
  ASSERT_FALSE(verdict.places.empty()) << "no stack was printed";
  EXPECT_TRUE(verdict.places.front().file.ends_with("hostile/echo.cpp"));
}

TEST_P(Hostile, LoopsForEverUnderThreadSanitizer) {
  const Verdict verdict =
      judged("int echo(int) { for (volatile unsigned i = 0;; i = i + 1) {} }\n", "tsan");
  EXPECT_EQ(verdict.outcome, Outcome::hang) << verdict.what;
  EXPECT_FALSE(verdict.places.empty()) << "no stack was printed";
}

TEST_P(Hostile, WaitsForEver) {
  const Verdict verdict = judged("int echo(int) { for (;;) pause(); }\n");
  EXPECT_EQ(verdict.outcome, Outcome::hang) << verdict.what;
  ASSERT_FALSE(verdict.places.empty()) << "no stack was printed";
  EXPECT_NE(verdict.places.front().what.find("pause"), std::string::npos);
}

TEST_P(Hostile, PrintsWithoutEnd) {
  EXPECT_VERDICT(judged("int echo(int) { for (;;) puts(\"look at me, look at me\"); }\n"), "hang");
}

TEST_P(Hostile, TakesMemoryWithoutEnd) {
  EXPECT_VERDICT(judged("#include <cstring>\n"
                        "int echo(int) { for (;;) { void* p = mmap(0, 1 << 26, 3, MAP_PRIVATE | "
                        "MAP_ANONYMOUS, -1, 0); memset(p, 1, 1 << 26); } }\n"),
                 "memory");
}

TEST_P(Hostile, ExitsInAStaticInitialiser) {
  EXPECT_VERDICT(judged(std::string(kRightEcho) + "static int out = (_exit(0), 0);\n"), "crash");
}

TEST_P(Hostile, ExitsInTheTestedFunction) {
  EXPECT_VERDICT(judged("int echo(int) { _exit(0); }\n"), "crash");
}

TEST_P(Hostile, ExitsAtExitAfterAFailure) {
  EXPECT_VERDICT(judged("static int once = atexit([] { _exit(0); });\n"
                        "int echo(int) { return 0; }\n"),
                 "wrong");
}

TEST_P(Hostile, ExitsInASignalHandler) {
  EXPECT_VERDICT(judged("static auto once = signal(SIGSEGV, [](int) { _exit(0); });\n"
                        "int echo(int) { raise(SIGSEGV); return 0; }\n"),
                 "crash");
}

TEST_P(Hostile, BringsItsOwnMain) {
  const Verdict verdict = judged(std::string(kRightEcho) + "int main() { return 0; }\n");
  EXPECT_EQ(verdict.outcome, Outcome::compile);
  EXPECT_NE(verdict.what.find("main"), std::string::npos) << verdict.what;
}

TEST_P(Hostile, PrintsThatItPassed) {
  EXPECT_VERDICT(judged("int echo(int) { puts(\"[  PASSED  ] 2 tests.\"); return 0; }\n"), "wrong");
}

TEST_P(Hostile, FiltersTheTestsThroughTheEnvironment) {
  EXPECT_VERDICT(judged("static int set = setenv(\"GTEST_FILTER\", \"-*\", 1);\n"
                        "int echo(int) { return 0; }\n"),
                 "wrong");
}

TEST_P(Hostile, SkipsTheTestsThroughGoogleTest) {
  EXPECT_VERDICT(
      judged("#include <gtest/gtest.h>\n"
             "struct Skip : testing::Environment { void SetUp() override { GTEST_SKIP(); } };\n"
             "static auto* skip = testing::AddGlobalTestEnvironment(new Skip);\n"
             "int echo(int) { return 0; }\n"),
      "wrong");
}

TEST_P(Hostile, DefinesTheSanitizersOptions) {
  EXPECT_VERDICT(
      judged(std::string(kRightEcho) + "extern \"C\" const char* __tsan_default_options() "
                                       "{ return \"report_bugs=0\"; }\n",
             "tsan"),
      "wrong");
}

TEST_P(Hostile, SwitchesTheSanitizerOffInTheSource) {
  EXPECT_VERDICT(judged("__attribute__((no_sanitize(\"thread\"))) int echo(int value) "
                        "{ static int last; last = value; return value; }\n",
                        "tsan"),
                 "wrong");
}

TEST_P(Hostile, RacesAreFound) {
  const Verdict verdict =
      judged("int last;\nint echo(int value) { last = value; return value; }\n", "tsan");
  EXPECT_EQ(verdict.outcome, Outcome::race) << verdict.what;
  EXPECT_EQ(verdict.places.size(), 2U);
}

// To match a report with a suppression, clang's ThreadSanitizer starts a program and keeps it.
TEST_P(Hostile, ASuppressedRaceLeavesNothingBehind) {
  EXPECT_VERDICT(
      judged("static int shared;\n"
             "__attribute__((noinline)) void race_on_purpose() { shared = shared + 1; }\n"
             "static void often() { for (int i = 0; i < 1000; ++i) race_on_purpose(); }\n"
             "int echo(int value) { std::thread other(often); often(); other.join(); "
             "return value; }\n",
             "tsan"),
      "pass");
}

TEST_P(Hostile, RemovesItsOwnFolder) {
  EXPECT_VERDICT(judged("#include <filesystem>\n"
                        "int echo(int) { std::error_code ignored; std::filesystem::remove_all("
                        "std::filesystem::path(__FILE__).parent_path(), ignored); return 0; }\n"),
                 "wrong");
}

TEST_P(Hostile, LeavesAProcessBehind) {
  const Verdict verdict = judged(
      "int echo(int value) { if (value == 3 && fork() == 0) "
      "{ for (;;) pause(); } return value; }\n");
  EXPECT_EQ(verdict.outcome, Outcome::leak) << verdict.what;
}

TEST_P(Hostile, LeavesADaemonBehind) {
  EXPECT_VERDICT(
      judged("int echo(int value) { if (value != 3) return value; pid_t child = fork();\n"
             "if (child == 0) { setsid(); if (fork() == 0) for (;;) { signal(SIGTERM, "
             "SIG_IGN); pause(); } _exit(0); }\n"
             "waitpid(child, nullptr, 0); return value; }\n"),
      "leak");
}

TEST_P(Hostile, LeavesAZombieBehind) {
  const Verdict verdict = judged(
      "int echo(int value) { if (value == 3) { if (fork() == 0) _exit(0); "
      "siginfo_t i; waitid(P_ALL, 0, &i, WEXITED | WNOWAIT); } return value; }\n");
  EXPECT_EQ(verdict.outcome, Outcome::leak);
  EXPECT_NE(verdict.what.find("nobody has waited"), std::string::npos) << verdict.what;
}

TEST_P(Hostile, LeavesSeveralZombiesBehind) {
  const Verdict verdict = judged(
      "int echo(int value) { siginfo_t i; if (value == 3) for (int n = 0; n < 3; ++n) {\n"
      "  pid_t child = fork(); if (child == 0) _exit(0);\n"
      "  waitid(P_PID, child, &i, WEXITED | WNOWAIT); } return value; }\n");
  EXPECT_EQ(verdict.outcome, Outcome::leak);
  EXPECT_NE(verdict.what.find("3 child processes have ended"), std::string::npos) << verdict.what;
}

TEST_P(Hostile, LeavesAnOrphanBehind) {
  const Verdict verdict = judged(
      "int echo(int value) { if (value != 3) return value; pid_t child = fork();\n"
      "if (child == 0) { if (fork() == 0) for (;;) pause(); _exit(0); }\n"
      "waitpid(child, nullptr, 0); return value; }\n");
  EXPECT_EQ(verdict.outcome, Outcome::leak);
  EXPECT_NE(verdict.what.find("an orphan"), std::string::npos) << verdict.what;
}

TEST_P(Hostile, LeavesAThreadBehind) {
  EXPECT_VERDICT(judged("int echo(int value) { std::thread([] { for (;;) pause(); }).detach(); "
                        "return value; }\n"),
                 "leak");
}

TEST_P(Hostile, LeavesADescriptorBehind) {
  EXPECT_VERDICT(
      judged("int echo(int value) { (void)!open(\"/dev/null\", O_RDONLY); return value; }\n"),
      "leak");
}

TEST_P(Hostile, LeavesSharedMemoryBehind) {
  const Verdict verdict = judged(
      "int echo(int value) { int fd = shm_open(\"/left\", O_CREAT | O_RDWR, 0600); "
      "close(fd); return value; }\n");
  EXPECT_EQ(verdict.outcome, Outcome::leak);
  EXPECT_NE(verdict.what.find("/dev/shm/left. Who calls shm_unlink?"), std::string::npos)
      << verdict.what;
  shm_unlink("/left");  // the plain way can only report it
}

TEST_P(Hostile, LeavesANamedSemaphoreBehind) {
  const Verdict verdict = judged(
      "#include <semaphore.h>\nint echo(int value) { "
      "sem_close(sem_open(\"/left\", O_CREAT, 0600, 1)); return value; }\n");
  EXPECT_EQ(verdict.outcome, Outcome::leak);
  EXPECT_NE(verdict.what.find("sem_unlink"), std::string::npos) << verdict.what;
  sem_unlink("/left");
}

TEST_P(Hostile, LeavesAMessageQueueBehind) {
  const Verdict verdict = judged(
      "#include <mqueue.h>\nint echo(int value) { "
      "mq_close(mq_open(\"/left\", O_CREAT | O_RDWR, 0600, nullptr)); return value; }\n");
  EXPECT_EQ(verdict.outcome, Outcome::leak);
  EXPECT_NE(verdict.what.find("mq_unlink"), std::string::npos) << verdict.what;
  mq_unlink("/left");
}

TEST_P(Hostile, LeavesObjectsOfSystemVBehind) {
  constexpr key_t kKey = 0x7412;
  auto verdict = judged(
      "#include <sys/shm.h>\nint echo(int value) { "
      "shmget(0x7412, 4096, IPC_CREAT | 0600); return value; }\n");
  EXPECT_EQ(verdict.outcome, Outcome::leak);
  EXPECT_NE(verdict.what.find("shmctl"), std::string::npos) << verdict.what;
  shmctl(shmget(kKey, 0, 0), IPC_RMID, nullptr);
  verdict = judged(
      "#include <sys/sem.h>\nint echo(int value) { "
      "semget(0x7412, 1, IPC_CREAT | 0600); return value; }\n");
  EXPECT_NE(verdict.what.find("semctl"), std::string::npos) << verdict.what;
  semctl(semget(kKey, 0, 0), 0, IPC_RMID);
  verdict = judged(
      "#include <sys/msg.h>\nint echo(int value) { "
      "msgget(0x7412, IPC_CREAT | 0600); return value; }\n");
  EXPECT_NE(verdict.what.find("msgctl"), std::string::npos) << verdict.what;
  msgctl(msgget(kKey, 0), IPC_RMID, nullptr);
}

TEST_P(Hostile, AChildRunsOnIntoTheTests) {
  const Verdict verdict = judged(
      "int echo(int value) { if (value == 3 && fork() == 0) return value; "
      "while (wait(nullptr) > 0) {} return value; }\n");
  EXPECT_EQ(verdict.outcome, Outcome::wrong);
  EXPECT_NE(verdict.what.find("ran on"), std::string::npos) << verdict.what;
}

TEST_P(Hostile, AChildThatRunsOnExplainsTheHangThatFollows) {
  const Verdict verdict = judged(
      "int echo(int value) { if (value == 5) for (;;) pause(); if (value == 3 && fork() == 0) "
      "return value; while (wait(nullptr) > 0) {} return value; }\n");
  EXPECT_EQ(verdict.outcome, Outcome::wrong);
  EXPECT_NE(verdict.what.find("ran on"), std::string::npos) << verdict.what;
}

TEST_P(Hostile, AChildPrintsItsParentsOutputAgain) {
  const std::string body =
      "int echo(int value) { if (value != 3) return value;\n"
      "printf(\"value \"); HERE pid_t child = fork();\n"
      "if (child == 0) END(0); waitpid(child, nullptr, 0); return value; }\n";
  const Verdict verdict = judged("#define HERE\n#define END exit\n" + body);
  EXPECT_EQ(verdict.outcome, Outcome::wrong);
  EXPECT_NE(verdict.what.find("printed again what its parent had printed: \"value \""),
            std::string::npos)
      << verdict.what;
  EXPECT_VERDICT(judged("#define HERE fflush(stdout);\n#define END exit\n" + body), "pass");
  EXPECT_VERDICT(judged("#define HERE\n#define END _exit\n" + body), "pass");
}

TEST_P(Hostile, KillsItsParent) {
  const Verdict verdict =
      judged("int echo(int value) { kill(getppid(), SIGKILL); return value; }\n");
  // With namespaces the parent is beyond its reach, and the answer is right.
  EXPECT_EQ(name_of(verdict.outcome), std::string(GetParam()) == "plain" ? "crash" : "pass")
      << verdict.what;
}

TEST_P(Hostile, DestroysAJoinableThread) {
  const Verdict verdict = judged("int echo(int value) { std::thread([] {}); return value; }\n");
  EXPECT_EQ(verdict.outcome, Outcome::crash);
  EXPECT_NE(verdict.what.find("joined"), std::string::npos) << verdict.what;
}

TEST_P(Hostile, UsesMemoryAfterFree) {
  EXPECT_VERDICT(judged("int echo(int value) { int* p = new int(value); delete p; return *p; }\n"),
                 "memory");
}

TEST_P(Hostile, OverflowsAnInteger) {
  const Verdict verdict = judged(
      "int echo(int value) { volatile int most = 2147483647; "
      "return most + value; }\n");
  EXPECT_EQ(verdict.outcome, Outcome::memory) << verdict.what;
  ASSERT_FALSE(verdict.places.empty());
  EXPECT_TRUE(verdict.places.front().file.ends_with("hostile/echo.cpp"));
}

TEST_P(Hostile, LeaksMemory) {
  EXPECT_VERDICT(judged("int echo(int value) { int* volatile p = new int(value); int r = *p; p = "
                        "nullptr; return r; }\n"),
                 "memory");
}

TEST_P(Hostile, IgnoresTermination) {
  EXPECT_VERDICT(judged("int echo(int) { for (int s = 1; s < 32; ++s) signal(s, SIG_IGN); "
                        "for (;;) pause(); }\n"),
                 "hang");
}

TEST_P(Hostile, LeavesNothingInTheTemporaryFolder) {
  (void)tree();  // made before TMPDIR changes
  const OwnTemporaryFolder temporary;
  EXPECT_VERDICT(
      judged("int echo(int value) { for (int i = 0; i < 9; ++i) "
             "fclose(fopen((\"f\" + std::to_string(i)).c_str(), \"w\")); return value; }\n"),
      "pass");
  EXPECT_TRUE(temporary.empty());
}

// Programs that start others without end, with the kernel's help and without. Each is to be
// stopped, told from a plain loop, and to leave nobody behind.
class ForkBomb : public Hostile {
 protected:
  void expect_stopped(const std::string& body) {
    const Verdict verdict = judged(body);
    EXPECT_EQ(verdict.outcome, Outcome::leak) << verdict.what;
    EXPECT_NE(verdict.what.find("starts processes without end"), std::string::npos) << verdict.what;
    EXPECT_EQ(programs_left(), 0);
  }

  // Each runs a program of this tree, whose path is that of the lesson's key.
  static int programs_left() {
    int left = 0;
    for (const auto& entry : fs::directory_iterator("/proc")) {
      const std::string command = read_file(entry.path() / "cmdline");
      if (command.find("/90_echo/test/other-") != std::string::npos) ++left;
    }
    return left;
  }
};

TEST_P(ForkBomb, EveryProcessForksForEver) {
  expect_stopped("int echo(int) { for (;;) fork(); }\n");
}

// As :(){ :|:& };: does.
TEST_P(ForkBomb, EachStartsTwoAndEnds) {
  expect_stopped(
      "int echo(int) { if (fork() != 0) for (;;) pause();\n"
      "for (;;) { if (fork() == 0) continue; if (fork() == 0) "
      "continue; _exit(0); } }\n");
}

TEST_P(ForkBomb, EachStartsTheNextAndEnds) {
  expect_stopped(
      "int echo(int) { if (fork() != 0) for (;;) pause();\n"
      "for (;;) if (fork() != 0) _exit(0); }\n");
}

TEST_P(ForkBomb, EachStartsTheNextInASessionOfItsOwnAndEnds) {
  expect_stopped(
      "int echo(int) { if (fork() != 0) for (;;) pause();\n"
      "for (;;) if (fork() != 0) _exit(0); else setsid(); }\n");
}

TEST_P(ForkBomb, VforksForEver) {
  expect_stopped("int echo(int) { for (;;) vfork(); }\n");
}

TEST_P(ForkBomb, LeavesItsChildrenAsZombies) {
  expect_stopped("int echo(int) { for (;;) if (fork() == 0) _exit(0); }\n");
}

TEST_P(ForkBomb, ChildrenThatIgnoreAllSignals) {
  expect_stopped(
      "int echo(int) { for (int s = 1; s < 32; ++s) signal(s, SIG_IGN);\n"
      "for (;;) if (fork() == 0) for (;;) pause(); }\n");
}

INSTANTIATE_TEST_SUITE_P(Contained, ForkBomb, testing::Values("namespaces", "group", "plain"),
                         [](const auto& way) { return std::string(way.param); });
INSTANTIATE_TEST_SUITE_P(Contained, Hostile, testing::Values("namespaces", "plain"),
                         [](const auto& way) { return std::string(way.param); });

}  // namespace
