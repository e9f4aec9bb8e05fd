// What is the learner's outlives kills, a full disk and lessons that get other names.
#include <gtest/gtest.h>

#include <algorithm>

#include "killed.hpp"
#include "support.hpp"

namespace threadlings::runner::testing {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

constexpr auto kAnswer = "lessons/01_one/answer.cpp";

class Survival : public ::testing::Test {
 protected:
  Survival() {
    project_.add_lesson("01_one");
    project_.run({"--version"});  // brings the program there
    project_.write(kProgress, kPassed);
  }

  Strings words(const Strings& arguments) const {
    Strings all{(project_.context().programs / "threadlings").string()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
  }

  // The command, where no file may hold a single byte.
  Ended on_a_full_disk(const Strings& arguments) const {
    Command command;
    command.argv = {"/bin/sh", "-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""};
    for (const auto& word : words(arguments)) command.argv.push_back(word);
    command.folder = project_.root();
    return run_process(command);
  }

  Strings backups() const {
    Strings texts;
    std::error_code none;
    const auto folder = project_.root() / ".threadlings/backups";
    for (const auto& entry : fs::recursive_directory_iterator(folder, none)) {
      if (entry.is_regular_file()) texts.push_back(read_text(entry.path()));
    }
    return texts;
  }

  static bool holds(const Strings& texts, const std::string& text) {
    return std::find(texts.begin(), texts.end(), text) != texts.end();
  }

  static constexpr auto kProgress = ".threadlings/progress.json";
  static constexpr auto kPassed =
      R"({"version":1,"lessons":{"09_nine":{"passed":"2020-01-01T00:00:00Z"}}})";
  Project project_;
};

TEST_F(Survival, ProgressOutlivesAKillAtEveryMoment) {
  int n = 1;
  for (; run_and_kill(words({"hint", "01"}), project_.root(), n).killed; ++n) {
    const auto ended = project_.run({"list"});
    EXPECT_EQ(ended.err, "") << "killed before change " << n;
    EXPECT_NE(project_.read(kProgress).find("09_nine"), std::string::npos) << n;
  }
  EXPECT_GT(n, 3) << "so many calls at least change a file";
}

TEST_F(Survival, AnAnswerOutlivesAResetThatIsKilledAtAnyMoment) {
  int n = 1;
  while (true) {
    project_.write(kAnswer, "mine\n");
    project_.remove(".threadlings/backups");
    if (!run_and_kill(words({"reset", "01", "--yes"}), project_.root(), n).killed) break;
    EXPECT_TRUE(project_.read(kAnswer) == "mine\n" || holds(backups(), "mine\n")) << n;
    ++n;
  }
  EXPECT_GT(n, 5) << "so many calls at least change a file";
  EXPECT_TRUE(holds(backups(), "mine\n"));
}

TEST_F(Survival, BackupsAreNeverOverwritten) {
  for (const auto* text : {"one\n", "two\n", "three\n"}) {  // within one second, most likely
    project_.write(kAnswer, text);
    EXPECT_EQ(project_.run({"reset", "01", "--yes"}).code, 0);
  }
  for (const auto* text : {"one\n", "two\n", "three\n"})
    EXPECT_TRUE(holds(backups(), text)) << text;
}

TEST_F(Survival, ResetChangesNothingWhenTheDiskIsFull) {
  project_.write(kAnswer, "mine\n");
  const auto ended = on_a_full_disk({"reset", "01", "--yes"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_NE(ended.err.find("cannot write"), std::string::npos) << ended.err;
  EXPECT_EQ(project_.read(kAnswer), "mine\n");
  EXPECT_TRUE(backups().empty()) << "half a backup is none";
}

TEST_F(Survival, ProgressStaysAsItWasWhenTheDiskIsFull) {
  project_.write(kAnswer, "solved\n");
  project_.remove("lessons/01_one/verdict-tsan");
  project_.remove("asked");
  const auto ended = on_a_full_disk({"run", "01"});
  EXPECT_NE(ended.err.find("could not be saved"), std::string::npos) << ended.out << ended.err;
  EXPECT_EQ(project_.read(kProgress), kPassed);
  for (const auto& entry : fs::directory_iterator(project_.root() / ".threadlings")) {
    EXPECT_EQ(entry.path().string().find(".new"), std::string::npos) << "half a file is left";
  }
}

TEST_F(Survival, ARenamedLessonTakesAlongWhatIsTheLearners) {
  project_.write(kProgress,
                 R"({"version":1,"lessons":{"00_zero":{"passed":"2020-01-01T00:00:00Z"}}})");
  project_.write("lessons/00_zero/answer.cpp", "mine\n");
  project_.write("lessons/00_zero/notes.md", "notes\n");
  project_.write(".threadlings/backups/00_zero/then/answer.cpp", "earlier\n");
  project_.replace("lessons/01_one/README.md", "minutes: 10\n", "minutes: 10\nwas: 00_zero\n");
  auto ended = project_.run({"list"});
  EXPECT_NE(ended.err.find("Lesson 00_zero is 01_one now"), std::string::npos) << ended.err;
  EXPECT_NE(ended.out.find("done  01"), std::string::npos) << ended.out;
  EXPECT_EQ(project_.read(kAnswer), "mine\n") << "the stub there was untouched";
  EXPECT_EQ(project_.read("lessons/01_one/notes.md"), "notes\n");
  EXPECT_EQ(project_.read(".threadlings/backups/01_one/then/answer.cpp"), "earlier\n");
  EXPECT_FALSE(fs::exists(project_.root() / "lessons/00_zero"));
  EXPECT_EQ(project_.run({"list"}).err, "") << "it is said once";
}

TEST_F(Survival, ARenamedLessonDoesNotOverwriteWhatIsThere) {
  project_.write(kAnswer, "newer work\n");
  project_.write("lessons/00_zero/answer.cpp", "older work\n");
  project_.replace("lessons/01_one/README.md", "minutes: 10\n", "minutes: 10\nwas: 00_zero\n");
  project_.run({"list"});
  EXPECT_EQ(project_.read(kAnswer), "newer work\n");
  EXPECT_TRUE(holds(backups(), "older work\n"));
}

TEST_F(Survival, ALessonThatIsStillThereIsNotRenamed) {
  project_.add_lesson("00_zero");
  project_.write("lessons/00_zero/answer.cpp", "mine\n");
  project_.replace("lessons/01_one/README.md", "minutes: 10\n", "minutes: 10\nwas: 00_zero\n");
  EXPECT_EQ(project_.run({"list"}).err, "");
  EXPECT_EQ(project_.read("lessons/00_zero/answer.cpp"), "mine\n");
}

}  // namespace
}  // namespace threadlings::runner::testing
