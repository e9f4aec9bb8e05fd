#include "progress.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "errors.hpp"
#include "support.hpp"

namespace threadlings::runner::testing {
namespace {

namespace fs = std::filesystem;

constexpr auto kFile = ".threadlings/progress.json";

class ProgressFile : public ::testing::Test {
 protected:
  Progress loaded() const {
    Progress progress(project_.root());
    progress.load();
    return progress;
  }

  std::vector<fs::path> set_aside() const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(project_.root() / ".threadlings")) {
      const auto name = entry.path().filename().string();
      if (name.starts_with("progress.json.broken-")) files.push_back(entry.path());
    }
    return files;
  }

  // Loading `text` says so, keeps it, and goes on with nothing done.
  void expect_put_aside(const std::string& text, const std::string& reason) {
    project_.write(kFile, text);
    auto progress = loaded();
    const auto notices = progress.take_notices();
    ASSERT_EQ(notices.size(), 1u) << text;
    EXPECT_NE(notices[0].find(reason), std::string::npos) << notices[0];
    EXPECT_FALSE(progress.of("01_one").done());
    ASSERT_EQ(set_aside().size(), 1u);
    EXPECT_EQ(read_text(set_aside()[0]), text);
    EXPECT_TRUE(loaded().take_notices().empty()) << "the second load must be content";
  }

  Project project_;
};

TEST_F(ProgressFile, IsEmptyBeforeTheFirstUse) {
  auto progress = loaded();
  EXPECT_FALSE(progress.begun());
  EXPECT_FALSE(progress.of("01_one").done());
  EXPECT_TRUE(progress.take_notices().empty());
  EXPECT_FALSE(fs::exists(project_.root() / kFile)) << "looking must not write";
}

TEST_F(ProgressFile, RemembersAPass) {
  loaded().record_pass("01_one");
  const auto progress = loaded();
  EXPECT_TRUE(progress.begun());
  EXPECT_TRUE(progress.of("01_one").done());
  EXPECT_TRUE(progress.of("01_one").passed.ends_with("Z"));
  EXPECT_FALSE(progress.of("02_two").done());
}

TEST_F(ProgressFile, KeepsTheTimeOfTheFirstPass) {
  project_.write(kFile, R"({"version":1,"lessons":{"01_one":{"passed":"2020-01-01T00:00:00Z"}}})");
  auto progress = loaded();
  progress.record_pass("01_one");
  EXPECT_EQ(loaded().of("01_one").passed, "2020-01-01T00:00:00Z");
}

TEST_F(ProgressFile, OpensALessonAgainAfterAResetButRemembersThatItWasPassed) {
  auto progress = loaded();
  progress.record_pass("01_one");
  progress.record_hints("01_one", 2);
  progress.record_reset("01_one");
  EXPECT_FALSE(loaded().of("01_one").done());
  EXPECT_TRUE(loaded().of("01_one").ever_passed());
  EXPECT_EQ(loaded().of("01_one").hints, 0);
  progress.record_pass("01_one");
  EXPECT_TRUE(loaded().of("01_one").done());
}

TEST_F(ProgressFile, KeepsWhatItDoesNotKnow) {
  project_.write(kFile, R"({"version":1,"colour":"blue","lessons":{"99_gone":{"note":"mine"}}})");
  auto progress = loaded();
  progress.record_pass("01_one");
  const auto text = project_.read(kFile);
  EXPECT_NE(text.find("blue"), std::string::npos) << text;
  EXPECT_NE(text.find("mine"), std::string::npos) << text;
}

TEST_F(ProgressFile, HalfWrittenIsPutAside) {
  expect_put_aside(R"({"version":1,"lessons":{"01_one":{"pas)", "not complete JSON");
}

TEST_F(ProgressFile, EmptyIsPutAside) {
  expect_put_aside("", "it is empty");
}

TEST_F(ProgressFile, BinaryIsPutAside) {
  expect_put_aside(std::string("\0\xff\xfe", 3), "not complete JSON");
}

TEST_F(ProgressFile, ListForLessonsIsPutAside) {
  expect_put_aside(R"({"version":1,"lessons":[]})", "no table");
}

TEST_F(ProgressFile, NoObjectIsPutAside) {
  expect_put_aside("[1, 2]", "wrong type");
}

TEST_F(ProgressFile, MissingVersionIsPutAside) {
  expect_put_aside(R"({"lessons":{}})", "wrong type or is missing");
}

TEST_F(ProgressFile, NumberForATimeIsPutAside) {
  expect_put_aside(R"({"version":1,"lessons":{"01_one":{"passed":5}}})", "wrong type");
}

TEST_F(ProgressFile, TextForHintsIsPutAside) {
  expect_put_aside(R"({"version":1,"lessons":{"01_one":{"hints":"all"}}})", "wrong type");
}

TEST_F(ProgressFile, ListForALessonIsPutAside) {
  expect_put_aside(R"({"version":1,"lessons":{"01_one":[]}})", "wrong type");
}

TEST_F(ProgressFile, NegativeHintsArePutAside) {
  expect_put_aside(R"({"version":1,"lessons":{"01_one":{"hints":-1}}})", "negative");
}

constexpr auto kNewer =
    R"({"version":2,"streak":7,"lessons":{"01_one":{"passed":"2020-01-01T00:00:00Z"},"02_two":9}})";

TEST_F(ProgressFile, NewerVersionIsReadAndLeftAsItIs) {
  project_.write(kFile, kNewer);
  auto progress = loaded();
  const auto notices = progress.take_notices();
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_NE(notices[0].find("newer Threadlings (version 2)"), std::string::npos) << notices[0];
  EXPECT_TRUE(progress.of("01_one").done());
  EXPECT_FALSE(progress.of("02_two").done()) << "its form is not known";
  progress.record_pass("03_three");
  EXPECT_EQ(project_.read(kFile), kNewer);
  progress = loaded();
  EXPECT_TRUE(progress.take_notices().empty()) << "it was said once";
  EXPECT_TRUE(progress.of("01_one").done());
  EXPECT_TRUE(progress.of("03_three").done());
  EXPECT_TRUE(set_aside().empty());
}

TEST_F(ProgressFile, TakesOverWhatWasRecordedBesideANewerVersion) {
  project_.write(kFile, kNewer);
  loaded().record_pass("03_three");
  // As if a runner that understands it had come: here, by making the file one of our version.
  project_.write(kFile, R"({"version":1,"lessons":{"01_one":{"hints":3}}})");
  const auto progress = loaded();
  EXPECT_TRUE(progress.of("01_one").done());
  EXPECT_EQ(progress.of("01_one").hints, 3);
  EXPECT_TRUE(progress.of("03_three").done());
  EXPECT_FALSE(fs::exists(project_.root() / ".threadlings/progress-v1.json"));
}

TEST_F(ProgressFile, SurvivesNonsenseBesideANewerVersion) {
  project_.write(kFile, kNewer);
  project_.write(".threadlings/progress-v1.json", kNewer);
  auto progress = loaded();
  EXPECT_TRUE(progress.of("01_one").done());
  EXPECT_EQ(progress.take_notices().size(), 1u);
  EXPECT_EQ(project_.read(kFile), kNewer);
}

TEST_F(ProgressFile, CarriesARenamedLessonOver) {
  project_.write(kFile, R"({"version":1,"lessons":{
      "04_old":{"passed":"2020-01-01T00:00:00Z","hints":2,"note":"mine"},
      "06_new":{"passed":"2021-01-01T00:00:00Z","hints":1}}})");
  auto progress = loaded();
  EXPECT_TRUE(progress.record_rename("04_old", "06_new"));
  EXPECT_FALSE(progress.record_rename("04_old", "06_new")) << "there is nothing left of it";
  EXPECT_EQ(loaded().of("06_new").passed, "2020-01-01T00:00:00Z");
  EXPECT_EQ(loaded().of("06_new").hints, 2);
  EXPECT_TRUE(progress.record_rename("06_new", "07_newer"));
  EXPECT_TRUE(loaded().of("07_newer").done());
  EXPECT_FALSE(loaded().of("06_new").done());
}

TEST_F(ProgressFile, ClearsAwayWhatKilledWritersLeft) {
  project_.write(".threadlings/progress.json.4711.new", "{\"half\":");
  loaded().record_pass("01_one");
  EXPECT_FALSE(fs::exists(project_.root() / ".threadlings/progress.json.4711.new"));
}

TEST_F(ProgressFile, TwoBrokenOnesInOneSecondAreBothKept) {
  project_.write(kFile, "first");
  loaded();
  project_.write(kFile, "second");
  loaded();
  EXPECT_EQ(set_aside().size(), 2u);
}

TEST_F(ProgressFile, DamageMetWhileRecordingIsPutAsideToo) {
  auto progress = loaded();
  project_.write(kFile, "{");
  progress.record_pass("01_one");
  EXPECT_EQ(progress.take_notices().size(), 1u);
  EXPECT_TRUE(loaded().of("01_one").done());
  EXPECT_EQ(set_aside().size(), 1u);
}

TEST_F(ProgressFile, ManyWritersLoseNothing) {
  constexpr int kWriters = 4;
  constexpr int kPasses = 10;
  const auto key = [](int writer, int pass) {
    return std::to_string(writer) + "_" + std::to_string(pass);
  };
  {
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
      writers.emplace_back([&, writer] {
        auto progress = loaded();
        for (int pass = 0; pass < kPasses; ++pass) progress.record_pass(key(writer, pass));
      });
    }
  }
  const auto progress = loaded();
  for (int writer = 0; writer < kWriters; ++writer) {
    for (int pass = 0; pass < kPasses; ++pass) {
      EXPECT_TRUE(progress.of(key(writer, pass)).done()) << key(writer, pass);
    }
  }
}

TEST_F(ProgressFile, ReadersNeverSeeAHalfWrittenFile) {
  loaded().record_pass("01_one");
  std::jthread writer([&](const std::stop_token& stop) {
    auto progress = loaded();
    for (int i = 0; !stop.stop_requested(); i = (i + 1) % 3) progress.record_hints("01_one", i);
  });
  for (int i = 0; i < 50; ++i) {
    auto progress = loaded();
    EXPECT_TRUE(progress.of("01_one").done());
    EXPECT_TRUE(progress.take_notices().empty());
  }
}

TEST_F(ProgressFile, OnADiskThatCannotBeWrittenSaysSoAndChangesNothing) {
  project_.write(".threadlings", "a file where the folder should be");
  auto progress = loaded();
  try {
    progress.record_pass("01_one");
    FAIL() << "nothing was thrown";
  } catch (const RunnerError& error) {
    EXPECT_NE(std::string(error.what()).find(".threadlings"), std::string::npos) << error.what();
  }
  EXPECT_EQ(project_.read(".threadlings"), "a file where the folder should be");
}

}  // namespace
}  // namespace threadlings::runner::testing
