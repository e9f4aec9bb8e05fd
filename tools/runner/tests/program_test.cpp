// The real program beside the paper judge: what a person sees, and the exit status.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "support.hpp"

namespace threadlings::runner::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class Program : public ::testing::Test {
 protected:
  Program() {
    project_.add_lesson("01_one");
    project_.add_lesson("02_two");
  }

  void solve(const std::string& key) const {
    project_.write("lessons/" + key + "/answer.cpp", "solved\n");
    project_.remove("lessons/" + key + "/verdict-tsan");
  }

  Ended run(const std::vector<std::string>& arguments,
            const std::vector<std::string>& environment = {}) const {
    return project_.run(arguments, environment);
  }

  static ::testing::AssertionResult says(const std::string& text, const std::string& part) {
    if (text.find(part) != std::string::npos) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "\"" << part << "\" is not in:\n" << text;
  }

  Project project_;
};

TEST_F(Program, ShowsTheMostTellingVerdictAndWhatToDo) {
  project_.write("lessons/01_one/verdict-test", "wrong");
  const auto ended = run({});
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.out, "Welcome"));
  EXPECT_TRUE(says(ended.out, "race  (tsan)\n  It is race."));
  EXPECT_TRUE(says(ended.out, "lessons/01_one/answer.cpp:7  here"));
  EXPECT_TRUE(says(ended.out, "edit    lessons/01_one/answer.cpp"));
  EXPECT_TRUE(says(ended.out, "./threadlings hint 01"));
  EXPECT_TRUE(says(ended.out, "lessons/01_one/README.md"));
  EXPECT_TRUE(says(ended.out, "./threadlings run 01 --check tsan"));
  EXPECT_EQ(ended.out.find('\033'), std::string::npos) << "no escapes without a terminal";
  EXPECT_EQ(ended.err, "");
}

TEST_F(Program, WelcomesOnlyOnce) {
  run({});
  EXPECT_EQ(run({}).out.find("Welcome"), std::string::npos);
}

TEST_F(Program, GoesOnToTheNextLessonAfterAPassAndCongratulatesAtTheEnd) {
  solve("01_one");
  auto ended = run({});
  EXPECT_EQ(ended.code, 0);
  EXPECT_TRUE(says(ended.out, "Passed: 01 · Lesson 01"));
  EXPECT_TRUE(says(ended.out, "02 · Lesson 02"));
  EXPECT_TRUE(says(ended.out, "book/01_one.md"));
  EXPECT_TRUE(says(ended.out, "Put the bug back"));
  ended = run({});
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.out, "02 · Lesson 02  (1 of 2"));
  solve("02_two");
  EXPECT_EQ(run({}).code, 0);
  ended = run({});
  EXPECT_EQ(ended.code, 0);
  EXPECT_TRUE(says(ended.out, "All 2 lessons are done."));
}

TEST_F(Program, DoesNotRecordAPassOfOneCheckOnly) {
  const auto ended = run({"run", "01", "--check", "test"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(run({"solution", "01"}).code, 1) << "the lesson is not passed";
}

TEST_F(Program, BlamesTheMachineForABrokenJudge) {
  project_.remove("build/bin/judge");
  const auto ended = run({});
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.out, "environment"));
  EXPECT_TRUE(says(ended.out, "./threadlings doctor"));
  EXPECT_EQ(ended.out.find("edit    "), std::string::npos) << "the learner has nothing to edit";
}

TEST_F(Program, SpeaksJson) {
  auto ended = run({"run", "1", "--json"});
  EXPECT_EQ(ended.code, 1);
  const auto round = json::parse(ended.out);
  EXPECT_EQ(round["verdict"], "race");
  EXPECT_EQ(round["passed"], false);
  EXPECT_EQ(round["lesson"]["key"], "01_one");
  EXPECT_EQ(round["verdicts"].size(), 2u);
  ended = run({"--json"});
  EXPECT_EQ(json::parse(ended.out)["next"], "01_one");
  const auto list = json::parse(run({"list", "--json"}).out);
  EXPECT_EQ(list["lessons"].size(), 2u);
  EXPECT_EQ(list["lessons"][0]["next"], true);
  const auto error = run({"run", "77", "--json"});
  EXPECT_EQ(error.code, 2);
  EXPECT_TRUE(json::parse(error.out)["error"].is_string());
}

TEST_F(Program, HasStatusTwoForUsage) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"frobnicate"},
                                             {"run", "--frobnicate"},
                                             {"run", "77"},
                                             {"run", "01", "--check", "bench"},
                                             {"reset"},
                                             {"reset", "01"},
                                             {"solution"},
                                             {"new", "nonsense"},
                                             {"verify", "--only", "x"},
                                             {"--root", "/nowhere"},
                                             {"bench-loop", "--edits", "0"},
                                             {"verify", "--jobs", "-1"}}) {
    const auto ended = run(arguments);
    EXPECT_EQ(ended.code, 2) << shell_line(arguments) << "\n" << ended.out << ended.err;
    EXPECT_NE(ended.err, "") << shell_line(arguments);
  }
}

TEST_F(Program, HasStatusZeroForHelpAndVersion) {
  EXPECT_TRUE(says(run({"--help"}).out, "hint"));
  EXPECT_TRUE(says(run({"--version"}).out, "threadlings "));
  for (const auto* command : {"run", "try", "list", "hint", "reset", "solution", "verify", "doctor",
                              "new", "bench-loop", "explore", "faults"}) {
    EXPECT_EQ(run({command, "--help"}).code, 0) << command;
  }
}

TEST_F(Program, FindsItsRoot) {
  const auto copy = project_.context().programs / "threadlings";
  run({"--version"});
  Command command;
  command.argv = {copy.string(), "list"};
  command.folder = project_.root() / "lessons/01_one";
  EXPECT_TRUE(run_process(command).ok()) << "from a folder inside";
  command.folder = "/";
  command.environment = {"THREADLINGS_ROOT=" + project_.root().string()};
  EXPECT_TRUE(run_process(command).ok()) << "from the launcher's variable";
  command.environment = {"THREADLINGS_ROOT="};
  const auto lost = run_process(command);
  EXPECT_EQ(lost.code, 2);
  EXPECT_TRUE(says(lost.err, "--root"));
  command.argv = {copy.string(), "list", "--root", project_.root().string()};
  EXPECT_TRUE(run_process(command).ok()) << "from --root";
}

TEST_F(Program, UnfoldsOneMoreHintEachTime) {
  auto ended = run({"hint", "01"});
  EXPECT_TRUE(says(ended.out, "A nudge."));
  EXPECT_EQ(ended.out.find("Hint 2"), std::string::npos);
  ended = run({"hint", "01"});
  EXPECT_TRUE(says(ended.out, "A nudge.")) << "earlier ones stay";
  EXPECT_TRUE(says(ended.out, "Hint 2"));
  EXPECT_EQ(ended.out.find("Nearly."), std::string::npos);
  EXPECT_TRUE(says(run({"hint", "01"}).out, "Nearly."));
  ended = run({"hint", "01"});
  EXPECT_TRUE(says(ended.out, "Nearly."));
  EXPECT_TRUE(says(ended.out, "These are all the hints"));
  EXPECT_EQ(run({"hint", "02"}).out.find("Hint 2"), std::string::npos) << "each lesson for itself";
}

TEST_F(Program, ResetsWithABackup) {
  project_.write("lessons/01_one/answer.cpp", "mine\n");
  auto ended = run({"reset", "01"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_TRUE(says(ended.err, "--yes"));
  EXPECT_EQ(project_.read("lessons/01_one/answer.cpp"), "mine\n");
  ended = run({"reset", "01", "--yes"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(project_.read("lessons/01_one/answer.cpp"),
            project_.read("tests/01_one/stub/answer.cpp"));
  std::vector<std::string> kept;
  for (const auto& entry :
       fs::recursive_directory_iterator(project_.root() / ".threadlings/backups/01_one")) {
    if (entry.is_regular_file()) kept.push_back(read_text(entry.path()));
  }
  EXPECT_NE(std::find(kept.begin(), kept.end(), "mine\n"), kept.end());
}

TEST_F(Program, ResetsWhenTheLauncherTookTheYes) {
  project_.write("lessons/01_one/answer.cpp", "mine\n");
  EXPECT_EQ(run({"reset", "01"}, {"THREADLINGS_YES=1"}).code, 0);
}

TEST_F(Program, ResetBringsBackADeletedFile) {
  project_.remove("lessons/01_one/answer.cpp");
  EXPECT_EQ(run({"reset", "01", "--yes"}).code, 0);
  EXPECT_TRUE(fs::exists(project_.root() / "lessons/01_one/answer.cpp"));
}

TEST_F(Program, OpensTheSolutionAfterAPass) {
  auto ended = run({"solution", "01"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.out.find("42"), std::string::npos);
  solve("01_one");
  run({});
  ended = run({"solution", "01"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_TRUE(says(ended.out, "  - solved"));
  EXPECT_TRUE(says(ended.out, "  +   return 42;"));
  EXPECT_TRUE(says(ended.out, "solutions/01_one/answer.cpp"));
}

TEST_F(Program, TriesTheSmallProgramWithoutItsEscapes) {
  const auto ended = run({"try", "01"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out, "said [31mred\n");
}

TEST_F(Program, LaysOutANewLessonAndNeverOverwrites) {
  auto ended = run({"new", "55_my_lesson"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_TRUE(says(ended.out, "lessons/55_my_lesson/my_lesson.cpp"));
  EXPECT_TRUE(fs::exists(project_.root() / "tests/55_my_lesson/behaviour.cpp"));
  EXPECT_EQ(run({"new", "55_my_lesson"}).code, 2);
  EXPECT_EQ(run({"new", "55_other"}).code, 2) << "the number is taken";
  project_.write("book/56_mine.md", "mine");
  EXPECT_EQ(run({"new", "56_mine"}).code, 2);
  EXPECT_EQ(project_.read("book/56_mine.md"), "mine");
  EXPECT_FALSE(fs::exists(project_.root() / "lessons/56_mine")) << "nothing half done";
}

TEST_F(Program, ShowsTheVerdictEvenIfProgressCannotBeSaved) {
  project_.write(".threadlings", "in the way");
  solve("01_one");
  const auto ended = run({});
  EXPECT_EQ(ended.code, 0);
  EXPECT_TRUE(says(ended.out, "Passed"));
  EXPECT_TRUE(says(ended.err, "could not be saved"));
}

TEST_F(Program, SaysWhenTheProgressFileIsBroken) {
  project_.write(".threadlings/progress.json", "{");
  const auto ended = run({"list"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_TRUE(says(ended.err, "progress.json.broken-"));
  EXPECT_EQ(run({"list"}).err, "");
}

TEST_F(Program, VerifiesAndEndsWithTheSum) {
  const auto ended = run({"verify", "01", "02", "--junit", "out/report.xml"});
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  const auto lines = split_lines(ended.out);
  EXPECT_EQ(lines.back(), "42 passed, 0 failed");
  EXPECT_TRUE(says(project_.read("out/report.xml"), "<testsuite name=\"02_two\" tests=\"21\""));
}

TEST_F(Program, VerifyFailsWithACommandForEachFailure) {
  project_.write("tests/02_two/wrong/one/verdict-test", "pass");
  const auto ended = run({"verify", "02"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.out, "FAILED 02_two wrong one: expected wrong, got pass"));
  EXPECT_TRUE(says(ended.out, "build/bin/judge 02_two test --answer tests/02_two/wrong/one"));
  EXPECT_EQ(split_lines(ended.out).back(), "20 passed, 1 failed");
}

TEST_F(Program, VerifyRunsTheToolsOwnTests) {
  const auto whole = run({"verify"});
  EXPECT_EQ(whole.code, 1) << "there is no build to run the tools' tests in";
  EXPECT_TRUE(says(whole.out, "project tools"));
  EXPECT_EQ(run({"verify", "--only", "files"}).code, 0);
}

TEST_F(Program, VerifyStressCountsEachVerdict) {
  const auto ended = run({"verify", "01", "--stress", "--repeat", "4"});
  EXPECT_EQ(ended.code, 0) << ended.out;
  EXPECT_TRUE(says(ended.out, "4 x pass"));
  EXPECT_TRUE(says(ended.out, "01_one solution tsan (one core)"));
  EXPECT_TRUE(says(ended.out, "1 x race"));
  EXPECT_EQ(split_lines(ended.out).back(), "22 passed, 0 failed")
      << "2 x 4 busy, 2 x 1 on one core, 6 x 1 busy, 6 x 1 idle";
}

TEST_F(Program, VerifySpeaksJson) {
  const auto report = json::parse(run({"verify", "01", "--json"}).out);
  EXPECT_EQ(report["passed"], 21);
  EXPECT_EQ(report["good"], true);
  EXPECT_EQ(report["costs"]["version"], 1);
  EXPECT_EQ(report["costs"]["unit_seconds"], 0.5);
  EXPECT_EQ(report["costs"]["lessons"][0]["name"], "01_one");
  EXPECT_GT(report["costs"]["lessons"][0]["units"], 0);
}

TEST_F(Program, VerifyEndsWithWhatItCost) {
  const auto ended = run({"verify", "01", "--most-units", "1000"});
  EXPECT_EQ(ended.code, 0) << ended.out;
  EXPECT_TRUE(says(ended.out, "1 u = 0.50 CPU s"));
  EXPECT_TRUE(says(ended.out, "the 10 dearest\n"));
}

TEST_F(Program, VerifyFailsForALessonThatCostsTooMuch) {
  const auto ended = run({"verify", "01", "--most-units", "0.0001"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.out, "FAILED 01_one cost: "));
  EXPECT_TRUE(says(ended.out, "at most 0.0001 u are allowed"));
  EXPECT_EQ(split_lines(ended.out).back(), "21 passed, 1 failed");
}

TEST_F(Program, MeasuresTheLoopOnACopy) {
  const auto ended = run({"bench-loop", "01", "--edits", "3"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_TRUE(says(ended.out, "01_one"));
  EXPECT_EQ(project_.read("solutions/01_one/answer.cpp").find("kEdit"), std::string::npos);
  const auto asked = project_.read("asked");
  EXPECT_EQ(asked.find("lessons/"), std::string::npos) << "the learner's files are not touched";
  EXPECT_EQ(split_lines(asked).size(), 4u + 2u * 4u);
}

TEST_F(Program, DoctorFindsARealRaceWithTheConfiguredCompiler) {
  const char* cxx = std::getenv("THREADLINGS_CXX");
  ASSERT_NE(cxx, nullptr);
  project_.write("build/judge/toolchain.json", json{{"cxx", cxx}, {"compiler_id", "?"}}.dump());
  const auto ended = run({"doctor", "--json"});
  const auto findings = json::parse(ended.out)["findings"];
  for (const auto& finding : findings) {
    EXPECT_NE(finding["state"], "broken") << finding.dump();
    if (finding["name"] == "ThreadSanitizer" && finding["state"] == "good") {
      EXPECT_TRUE(says(finding["text"], "data race"));
    }
  }
  EXPECT_EQ(ended.code, 0);
}

TEST_F(Program, DoctorGivesACommandForWhatIsBroken) {
  project_.write("build/judge/toolchain.json", R"({"cxx": "/nowhere/g++"})");
  auto ended = run({"doctor"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.out, "/nowhere/g++"));
  EXPECT_TRUE(says(ended.out, "mend: "));
  project_.write("build/judge/toolchain.json", "half a fi");
  ended = run({"doctor"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.out, "mend: cmake -S"));
}

// Starts the program, waits until the judge says that it runs, and interrupts the program.
TEST_F(Program, EndsItsJudgesOnCtrlC) {
  project_.write("lessons/01_one/verdict-test", "wait");
  run({"--version"});  // brings the program there
  const auto fifo = (project_.root() / "fifo").string();
  const auto never = (project_.root() / "never").string();
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  ASSERT_EQ(::mkfifo(never.c_str(), 0600), 0);
  const auto program = (project_.context().programs / "threadlings").string();
  const auto root = project_.root().string();
  const pid_t runner = ::fork();
  if (runner == 0) {
    ::execl(program.c_str(), program.c_str(), "run", "01", "--check", "test", "--root",
            root.c_str(), nullptr);
    ::_exit(127);
  }
  const int judge_pid = std::stoi(read_text(fifo));  // opens when the judge does
  ASSERT_EQ(::kill(runner, SIGINT), 0);
  int status = 0;
  ASSERT_EQ(::waitpid(runner, &status, 0), runner);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 128 + SIGINT);
  EXPECT_EQ(project_.read("ended"), "gone\n") << "the judge was asked to end and did";
  EXPECT_EQ(::kill(judge_pid, 0), -1) << "the judge is still there";
}

}  // namespace
}  // namespace threadlings::runner::testing
