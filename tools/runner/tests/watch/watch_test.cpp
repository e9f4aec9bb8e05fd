// The watch mode as a person sees it: the real program in a pseudo-terminal.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "watch/seat.hpp"
#include "watch/snapshots.hpp"

namespace threadlings::runner::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Waits until it is so; the time only bounds a failure.
template <typename Condition>
bool comes_true(const Condition& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  return condition();
}

bool gone(pid_t process) {
  return comes_true([process] { return !alive(process); });
}

constexpr auto kAnswer = "lessons/01_one/answer.cpp";

class Watch : public ::testing::Test {
 protected:
  Watch() {
    for (const auto* key : {"01_one", "02_two", "03_three"}) project_.add_lesson(key);
  }

  // As if the learner had been here before: no welcome, no veil.
  void begin() const {
    project_.write(".threadlings/progress.json",
                   R"({"version": 1, "lessons": {"01_one": {"hints": 1}}})");
  }

  void save(const std::string& text) const { project_.write(kAnswer, text); }

  void solve(const std::string& key = "01_one") const {
    project_.remove("lessons/" + key + "/verdict-tsan");
    project_.write("lessons/" + key + "/answer.cpp", "int answer() {\n  return 40 + 2;\n}\n");
  }

  // The check `check` of 01_one stays until it is ended; `judge_runs` returns when it has begun.
  void stay(const std::string& check) const {
    project_.write("lessons/01_one/verdict-" + check, "wait");
    for (const auto* name : {"fifo", "never"}) {
      ASSERT_EQ(::mkfifo((project_.root() / name).c_str(), 0600), 0);
    }
  }
  pid_t judge_runs() const { return std::stoi(read_text(project_.root() / "fifo")); }

  // An interleaving that fails, with the trace of its steps.
  void explore() const {
    project_.write("tests/01_one/interleavings.cpp", "");
    project_.write("lessons/01_one/verdict-explore.json", explored().dump());
    project_.write("build/trace.json", trace().dump());
  }

  static json explored() {
    return {
        {"lesson", "01_one"},
        {"check", "explore"},
        {"answer", "lessons/01_one"},
        {"verdict", "race"},
        {"what",
         "In one interleaving of the test Count.HoldsForTwo: data race (hits): T2 reads at "
         "answer.cpp:3 what T1 writes at answer.cpp:3, and nothing orders the two."},
        {"places", {{{"file", "lessons/01_one/answer.cpp"}, {"line", 3}, {"what", "0 → 1 (T1)"}}}},
        {"details",
         {"                              │ T1     │ T2",
          "> answer.cpp:3  void hit() { ++hits; } │ 0 → 1  │", "── T1 is interrupted ──",
          "> answer.cpp:3  void hit() { ++hits; } │        │ read 1", "",
          "Found in interleaving 1 (exhaustive search)."}},
        {"notices", json::array()},
        {"tests", json::array()},
        {"output", ""},
        {"trace", "build/trace.json"},
        {"again", ""},
        {"build_seconds", 0.5},
        {"run_seconds", 0.25}};
  }

  static json trace() {
    const auto step = [](const char* thread, const char* what) {
      return json{
          {"thread", thread}, {"what", what},        {"file", "/p/lessons/01_one/answer.cpp"},
          {"line", 3},        {"source", "++hits;"}, {"culprit", true}};
    };
    return {{"format", "threadlings-explore-1"},
            {"test", "Count.HoldsForTwo"},
            {"verdict", "race"},
            {"message", "data race"},
            {"steps", {step("T1", "0 → 1"), step("T2", "read 1")}},
            {"waiting", json::array()}};
  }

  Project project_;
};

// What is shown.

TEST_F(Watch, WelcomesAndGivesTheTask) {
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("● tsan")) << seat.screen();
  expect_screen(seat, "welcome");
}

TEST_F(Watch, KeepsTheVerdictOfAFreshLessonBackUntilItIsAskedFor) {
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("● tsan"));
  EXPECT_EQ(seat.screen().find("race"), std::string::npos);
  seat.type(keys::kEnter);
  EXPECT_TRUE(seat.shows("race  (tsan)"));
}

TEST_F(Watch, ShowsTheVerdictFirst) {
  begin();
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("race  (tsan)")) << seat.screen();
  expect_screen(seat, "failing");
}

TEST_F(Watch, ShowsWhatIsRunningAndTheVerdictsThatAreThere) {
  begin();
  project_.write("lessons/01_one/verdict-test", "wrong");
  stay("tsan");  // the later one: on one core it begins when the earlier one has ended
  Seat seat(project_, {});
  judge_runs();
  ASSERT_TRUE(seat.shows("✗ test wrong"));
  expect_screen(seat, "running");
}

TEST_F(Watch, ShowsAnInterleaving) {
  begin();
  explore();
  Seat seat(project_, {}, {100, 30});
  ASSERT_TRUE(seat.shows("T1 is interrupted"));
  EXPECT_TRUE(seat.coloured());
  expect_screen(seat, "interleaving");
}

TEST_F(Watch, StepsThroughTheInterleaving) {
  begin();
  explore();
  Seat seat(project_, {}, {100, 30});
  ASSERT_TRUE(seat.shows("T1 is interrupted"));
  seat.type("e");
  ASSERT_TRUE(seat.shows("step 1 of 2"));
  seat.type(keys::kRight);
  ASSERT_TRUE(seat.shows("step 2 of 2"));
  seat.type(keys::kLeft);
  ASSERT_TRUE(seat.shows("step 1 of 2"));
  seat.type("q");
  EXPECT_TRUE(seat.shows("race  (explore)")) << "q only leaves the page";
}

TEST_F(Watch, ShowsAPassAndStaysThere) {
  begin();
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  solve();
  ASSERT_TRUE(seat.shows("Passed: 01 · Lesson 01"));
  expect_screen(seat, "passed");
  seat.type("n");
  EXPECT_TRUE(seat.shows("02 · Lesson 02"));
}

TEST_F(Watch, FitsANarrowScreen) {
  begin();
  explore();
  Seat seat(project_, {}, {40, 15});
  ASSERT_TRUE(seat.shows("race  (explore)"));
  expect_screen(seat, "narrow");
}

TEST_F(Watch, NeedsNoColour) {
  begin();
  explore();
  Seat seat(project_, {}, {100, 30, {"NO_COLOR=1"}});
  expect_screen(seat, "interleaving");
  EXPECT_FALSE(seat.coloured());
}

TEST_F(Watch, NeedsNoUnicode) {
  begin();
  explore();
  Seat seat(project_, {}, {100, 30, {"LANG=C"}});
  ASSERT_TRUE(seat.shows("T1 is interrupted"));
  expect_screen(seat, "ascii");
  EXPECT_TRUE(std::all_of(seat.bytes().begin(), seat.bytes().end(),
                          [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
}

TEST_F(Watch, NeedsNoEscapeSequences) {
  begin();
  Seat seat(project_, {}, {80, 24, {"TERM=dumb"}});
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  seat.type("h");
  ASSERT_TRUE(seat.shows("A nudge."));
  EXPECT_EQ(seat.bytes().find('\033'), std::string::npos);
  seat.type(keys::kEscape);
  solve();
  ASSERT_TRUE(seat.shows("Passed: 01"));
  seat.type("q");
  EXPECT_EQ(seat.ended(), 0);
  EXPECT_TRUE(seat.restored());
}

TEST_F(Watch, FollowsTheSizeOfTheScreen) {
  begin();
  explore();
  Seat seat(project_, {}, {100, 30});
  ASSERT_TRUE(seat.shows("T1 is interrupted"));
  seat.resize(40, 15);
  expect_screen(seat, "narrow");
  seat.resize(100, 30);
  expect_screen(seat, "interleaving");
  for (const auto& [columns, rows] : {std::pair{1, 1}, {3, 2}, {20, 5}, {500, 200}}) {
    seat.resize(columns, rows);
  }
  seat.resize(100, 30);
  expect_screen(seat, "interleaving");
}

// What the keys do.

TEST_F(Watch, UnfoldsHints) {
  Seat seat(project_, {}, {80, 30});
  ASSERT_TRUE(seat.shows("● tsan"));
  seat.type("h");
  ASSERT_TRUE(seat.shows("Hint 1 of 3"));
  EXPECT_EQ(seat.screen().find("Hint 2"), std::string::npos);
  seat.type("h");
  ASSERT_TRUE(seat.shows("Hint 2 of 3"));
  expect_screen(seat, "hints");
  seat.type("hh");
  ASSERT_TRUE(seat.shows("These are all the hints"));
  seat.type(keys::kEscape);
  ASSERT_TRUE(seat.lacks("Hint 3"));
  seat.type("h");
  EXPECT_TRUE(seat.shows("Hint 3 of 3")) << "those that were unfolded stay";
}

TEST_F(Watch, ListsLessonsAndJumps) {
  begin();
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  seat.type("l");
  ASSERT_TRUE(seat.shows("Choose a lesson"));
  expect_screen(seat, "list");
  seat.type("/03\r\r");
  EXPECT_TRUE(seat.shows("03 · Lesson 03"));
  EXPECT_TRUE(seat.lacks("01 · Lesson 01"));
}

TEST_F(Watch, Helps) {
  begin();
  Seat seat(project_, {}, {80, 30});
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  seat.type("?");
  ASSERT_TRUE(seat.shows("begin this lesson again"));
  expect_screen(seat, "help");
}

TEST_F(Watch, KeepsAPredictionAndShowsItBesideWhatHappened) {
  Seat seat(project_, {}, {80, 30});
  ASSERT_TRUE(seat.shows("● tsan"));
  seat.type("p");
  ASSERT_TRUE(seat.shows("What?"));
  seat.type("It says q\177x, näturlich.");
  ASSERT_TRUE(seat.shows("> It says x, näturlich."));
  seat.type(keys::kEnter);
  ASSERT_TRUE(seat.shows("said [31mred")) << "the small program was run";
  ASSERT_TRUE(seat.shows("It is race."));
  expect_screen(seat, "prediction");
  seat.type("\033q");
  EXPECT_EQ(seat.ended(), 0);
  const auto progress = json::parse(project_.read(".threadlings/progress.json"));
  EXPECT_EQ(progress["lessons"]["01_one"]["prediction"], "It says x, näturlich.");
}

TEST_F(Watch, ShowsTheSolutionAfterAPassOnly) {
  begin();
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  seat.type("s");
  ASSERT_TRUE(seat.shows("opens after your own answer has passed"));
  solve();
  ASSERT_TRUE(seat.shows("Passed: 01"));
  seat.type("s");
  ASSERT_TRUE(seat.shows("  -   return 40 + 2;"));
  EXPECT_TRUE(seat.shows("  +   return 42;"));
}

TEST_F(Watch, ResetsAfterAYesOnly) {
  begin();
  save("mine\n");
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  seat.type("x");
  ASSERT_TRUE(seat.shows("back as they were?"));
  seat.type("n");
  ASSERT_TRUE(seat.lacks("back as they were?"));
  EXPECT_EQ(project_.read(kAnswer), "mine\n");
  seat.type("x");
  ASSERT_TRUE(seat.shows("back as they were?"));
  seat.type("y");
  ASSERT_TRUE(seat.lacks("back as they were?"));
  EXPECT_EQ(project_.read(kAnswer), project_.read("tests/01_one/stub/answer.cpp"));
  EXPECT_TRUE(fs::exists(project_.root() / ".threadlings/backups/01_one"));
}

TEST_F(Watch, GoesOnOnlyAfterASecondThoughtWhileTheLessonIsNotDone) {
  begin();
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  seat.type("n");
  ASSERT_TRUE(seat.shows("Press n once more"));
  seat.type("n");
  EXPECT_TRUE(seat.shows("02 · Lesson 02"));
}

TEST_F(Watch, EndsWhenAllIsDone) {
  for (const auto* key : {"01_one", "02_two", "03_three"}) solve(key);
  begin();
  Seat seat(project_, {});
  for (const auto* number : {"01", "02", "03"}) {
    ASSERT_TRUE(seat.shows(std::string("Passed: ") + number)) << seat.screen();
    seat.type("n");
  }
  EXPECT_TRUE(seat.shows("All 3 lessons are done."));
  EXPECT_TRUE(seat.shows("3 of 3 lessons"));
}

TEST_F(Watch, OpensTheFileInAnEditorAndComesBack) {
  begin();
  project_.write("editor", "#!/bin/sh\nfor f; do :; done\necho mine > \"$f\"\n");
  fs::permissions(project_.root() / "editor", fs::perms::owner_all);
  Seat seat(project_, {}, {80, 24, {"VISUAL=" + (project_.root() / "editor").string()}});
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  project_.remove("lessons/01_one/verdict-tsan");
  seat.type("o");
  EXPECT_TRUE(seat.shows("Passed: 01")) << seat.screen();
  EXPECT_EQ(project_.read(kAnswer), "mine\n");
}

TEST_F(Watch, TakesALessonByName) {
  Seat seat(project_, {"watch", "two"});
  EXPECT_TRUE(seat.shows("02 · Lesson 02"));
}

TEST_F(Watch, NeedsATerminal) {
  const auto ended = project_.run({"watch"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.err.find("threadlings run"), std::string::npos) << ended.err;
}

TEST_F(Watch, IgnoresPastedTextWhereItWouldBeCommands) {
  begin();
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  seat.type("\033[200~xyq\033[201~?");
  EXPECT_TRUE(seat.shows("begin this lesson again"));
  EXPECT_EQ(project_.read(kAnswer), project_.read("tests/01_one/stub/answer.cpp"));
}

// Saving.

class Saving : public Watch, public ::testing::WithParamInterface<const char*> {
 protected:
  Saving() {
    begin();
    project_.remove("lessons/01_one/verdict-tsan");
    project_.write("lessons/01_one/echo", "");
  }
  Screen screen() const { return {80, 24, {std::string("THREADLINGS_POLL=") + GetParam()}}; }
  std::string file() const { return (project_.root() / kAnswer).string(); }
};

TEST_P(Saving, IsNoticedHoweverAnEditorDoesIt) {
  save("begin\n");
  Seat seat(project_, {}, screen());
  ASSERT_TRUE(seat.shows("begin"));
  save("in place\n");
  EXPECT_TRUE(seat.shows("in place"));
  project_.write("lessons/01_one/.new", "by renaming\n");
  fs::rename(project_.root() / "lessons/01_one/.new", file());
  EXPECT_TRUE(seat.shows("by renaming"));
  fs::rename(file(), file() + "~");
  save("with a backup\n");
  fs::remove(file() + "~");
  EXPECT_TRUE(seat.shows("with a backup"));
  project_.remove("lessons/01_one");
  project_.add_lesson("01_one");
  project_.remove("lessons/01_one/verdict-tsan");
  project_.write("lessons/01_one/echo", "");
  save("a folder that came back\n");
  EXPECT_TRUE(seat.shows("a folder that came back"));
}

INSTANTIATE_TEST_SUITE_P(ByEventsAndByLooking, Saving, ::testing::Values("0", "1"));

TEST_F(Watch, AFileThatIsNoPartOfTheLessonIsNoSave) {
  begin();
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  project_.write("lessons/01_one/.answer.cpp.swp", "swap");
  project_.write("lessons/01_one/answer.cpp~", "backup");
  project_.write("lessons/01_one/a.out", "program");
  seat.type("?");
  ASSERT_TRUE(seat.shows("begin this lesson again"));
  EXPECT_EQ(split_lines(project_.read("asked")).size(), 2u);
}

TEST_F(Watch, ANewerSaveEndsTheCheckThatRuns) {
  begin();
  stay("test");
  Seat seat(project_, {});
  const pid_t judge = judge_runs();
  project_.remove("lessons/01_one/verdict-test");
  solve();
  EXPECT_TRUE(seat.shows("Passed: 01"));
  EXPECT_EQ(project_.read("ended"), "gone\n");
  EXPECT_TRUE(gone(judge));
}

TEST_F(Watch, EveryKeyWorksDuringARun) {
  begin();
  stay("test");
  Seat seat(project_, {}, {80, 30});
  const pid_t judge = judge_runs();
  for (const auto& [key, text] :
       std::vector<std::pair<std::string, std::string>>{{"h", "A nudge."},
                                                        {"?", "begin this lesson again"},
                                                        {"i", "A story."},
                                                        {"l", "Lessons: 0 of 3"},
                                                        {"q", "Checking"},
                                                        {"s", "opens after your own"},
                                                        {"e", "not checked by exploring"},
                                                        {"p", "Enter keep it"},
                                                        {"\033", "Checking"}}) {
    seat.type(key);
    ASSERT_TRUE(seat.shows(text)) << key << "\n" << seat.screen();
    if (key == "\033") {
      ASSERT_TRUE(seat.lacks("Enter keep it"));
    }
  }
  seat.type("q");
  EXPECT_EQ(seat.ended(), 0);
  EXPECT_TRUE(gone(judge));
  EXPECT_TRUE(seat.restored());
}

int count_in(const fs::path& folder) {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder)) ++count;
  return count;
}

TEST_F(Watch, EnduresAThousandSaves) {
  begin();
  project_.remove("lessons/01_one/verdict-tsan");
  project_.write("lessons/01_one/echo", "");
  save("save 0.\n");
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("Passed: 01"));
  seat.rested();
  const auto process = fs::path("/proc") / std::to_string(seat.program());
  const int descriptors = count_in(process / "fd");
  for (int i = 1; i <= 1000; ++i) {
    const auto text = "save " + std::to_string(i) + ".";
    if (i % 3 == 0) {
      write_atomically(project_.root() / kAnswer, text + "\n");
    } else {
      save(text + "\n");
    }
    if (i % 50 == 0) {
      ASSERT_TRUE(seat.shows(text)) << seat.screen();
    }
  }
  ASSERT_TRUE(seat.shows("Passed: 01"));
  EXPECT_TRUE(comes_true([&] { return count_in(process / "fd") == descriptors; }));
  EXPECT_TRUE(comes_true([&] { return count_in(process / "task") == 1; }));
  seat.type("q");
  EXPECT_EQ(seat.ended(), 0);
}

// Switches of the processor, and clock ticks on it, of all threads so far.
long turns_of(pid_t process) {
  long turns = 0;
  const auto folder = fs::path("/proc") / std::to_string(process) / "task";
  for (const auto& task : fs::directory_iterator(folder)) {
    for (const auto& line : split_lines(read_text(task.path() / "status"))) {
      if (line.find("voluntary_ctxt_switches:\t") == std::string::npos) continue;
      if (!line.starts_with("nonvoluntary")) turns += std::stol(line.substr(line.find('\t')));
    }
  }
  return turns;
}

// The pause is no ordering: it is the time for which nothing must happen.
TEST_F(Watch, IdlesWithoutWakingUp) {
  begin();
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  ASSERT_TRUE(seat.shows("and save it."));
  seat.rested();
  const long before = turns_of(seat.program());
  std::this_thread::sleep_for(std::chrono::seconds(2));
  EXPECT_EQ(turns_of(seat.program()), before);
}

// The terminal.

TEST_F(Watch, QuitLeavesTheTerminalAsItWasAndALineBehind) {
  begin();
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  seat.type("q");
  EXPECT_EQ(seat.ended(), 0);
  EXPECT_TRUE(seat.restored());
  EXPECT_EQ(seat.screen(), "01 · Lesson 01: not done yet. To go on: ./threadlings\n");
}

class Death : public Watch, public ::testing::WithParamInterface<int> {};

TEST_P(Death, LeavesTheTerminalAsItWas) {
  begin();
  stay("tsan");
  for (const std::string where : {"", "?", "l", "p"}) {
    Seat seat(project_, {});
    const pid_t judge = judge_runs();
    ASSERT_TRUE(seat.shows("✓ test pass"));
    seat.type(where);
    if (where == "l") {
      ASSERT_TRUE(seat.shows("Lessons: 0 of 3"));
    }
    seat.send(GetParam());
    seat.ended();
    EXPECT_TRUE(seat.restored()) << "in \"" << where << "\"";
    EXPECT_TRUE(gone(judge));
  }
}

INSTANTIATE_TEST_SUITE_P(BySignal, Death,
                         ::testing::Values(SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGKILL));

TEST_F(Watch, ControlCQuits) {
  begin();
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  seat.type(keys::kControlC);
  const int status = seat.ended();
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 128 + SIGINT);
  EXPECT_TRUE(seat.restored());
}

TEST_F(Watch, CanBeStoppedAndGoesOn) {
  begin();
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  seat.type(keys::kControlZ);
  ASSERT_TRUE(seat.stopped());
  EXPECT_TRUE(seat.restored());
  seat.send(SIGCONT);
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  seat.send(SIGSTOP);
  ASSERT_TRUE(seat.stopped());
  seat.send(SIGCONT);
  seat.type("?");
  EXPECT_TRUE(seat.shows("begin this lesson again"));
}

TEST_F(Watch, EndsWhenTheTerminalGoes) {
  begin();
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  const pid_t program = seat.program();
  seat.hang_up();
  EXPECT_TRUE(gone(program));
}

// Files that mean harm.

class Hostile : public Watch {
 protected:
  Hostile() { begin(); }

  fs::path readme() const { return project_.root() / "lessons/01_one/README.md"; }

  // Whatever the lesson is like, the keys work.
  void expect_alive() {
    Seat seat(project_, {"watch", "01_one"}, {80, 30});
    for (const auto* key : {"i", "p", "\033", "h", "h", "t", "s", "e", "l", "q", "?"}) {
      seat.type(key);
      if (*key == '\033') {
        ASSERT_TRUE(seat.lacks("Enter keep it")) << seat.screen();
      }
    }
    ASSERT_TRUE(seat.shows("begin this lesson again")) << seat.screen();
    seat.type("qq");
    EXPECT_EQ(seat.ended(), 0);
    EXPECT_TRUE(seat.restored());
  }
};

TEST_F(Hostile, BinaryReadme) {
  std::string junk;
  unsigned state = 1;
  for (int i = 0; i < 100000; ++i) {
    state = state * 1103515245u + 12345u;
    junk += static_cast<char>(state >> 16);
  }
  project_.write("lessons/01_one/README.md", junk);
  expect_alive();
}

TEST_F(Hostile, ReadmeOfOneLongLine) {
  project_.write("lessons/01_one/README.md", "---\ntitle: " + std::string(3000000, 'x') +
                                                 "\n---\n# One\n" + std::string(3000000, '`') +
                                                 "\n## Hint 1\n" + std::string(3000000, 'a'));
  expect_alive();
}

TEST_F(Hostile, ReadmeThatNeverEnds) {
  fs::remove(readme());
  fs::create_symlink("/dev/zero", readme());
  expect_alive();
}

TEST_F(Hostile, ReadmeThatIsAPipe) {
  fs::remove(readme());
  ASSERT_EQ(::mkfifo(readme().c_str(), 0600), 0);
  expect_alive();
}

TEST_F(Hostile, AnswerThatIsAPipe) {
  fs::remove(project_.root() / kAnswer);
  ASSERT_EQ(::mkfifo((project_.root() / kAnswer).c_str(), 0600), 0);
  expect_alive();
}

TEST_F(Hostile, AnswerThatNeverEnds) {
  solve();
  project_.run({"run", "01"});
  fs::remove(project_.root() / kAnswer);
  fs::create_symlink("/dev/zero", project_.root() / kAnswer);
  expect_alive();
}

TEST_F(Hostile, EscapesInAVerdict) {
  explore();
  auto verdict = explored();
  verdict["what"] = "\033[2J\033[31mred\u009b2J\a";
  verdict["details"] = {std::string(500000, '#'), std::string("\0\033]0;title\a", 11)};
  verdict["output"] = std::string(20000, '\n');
  project_.write("lessons/01_one/verdict-explore.json", verdict.dump());
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("[2J[31mred2J"));
  expect_alive();
}

TEST_F(Hostile, FolderThatGoesAway) {
  Seat seat(project_, {});
  ASSERT_TRUE(seat.shows("race  (tsan)"));
  project_.remove("lessons");
  seat.type("i");
  seat.type("h");
  seat.type("l");
  ASSERT_TRUE(seat.shows("lessons")) << seat.screen();
  seat.type("?");
  ASSERT_TRUE(seat.shows("begin this lesson again")) << seat.screen();
  seat.type("qq");
  EXPECT_EQ(seat.ended(), 0);
}

}  // namespace
}  // namespace threadlings::runner::testing
