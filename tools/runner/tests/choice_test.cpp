#include "choice.hpp"

#include <gtest/gtest.h>

#include "errors.hpp"
#include "support.hpp"

namespace threadlings::runner::testing {
namespace {

class Choice : public ::testing::Test {
 protected:
  Choice() {
    for (const auto* key : {"01_first_race", "02_start_and_join", "12_first_event"}) {
      project_.add_lesson(key);
    }
  }

  std::string key_of(const std::string& name) const {
    return named_lesson(project_.context(), name).key;
  }

  template <typename Error>
  std::string error_for(const std::string& name) const {
    try {
      named_lesson(project_.context(), name);
    } catch (const Error& error) {
      return error.what();
    }
    return "(no error of this kind)";
  }

  Project project_;
};

TEST_F(Choice, TakesNumberKeySlugAndUniquePrefix) {
  for (const auto* name : {"1", "01", "01_first_race", "first_race", "first_r", "01_f"}) {
    EXPECT_EQ(key_of(name), "01_first_race") << name;
  }
}

TEST_F(Choice, NamesTheCandidatesOfAnAmbiguousPrefix) {
  const auto line = error_for<UsageError>("first");
  EXPECT_NE(line.find("01_first_race"), std::string::npos) << line;
  EXPECT_NE(line.find("12_first_event"), std::string::npos) << line;
}

TEST_F(Choice, RefusesANameOfNoLesson) {
  for (const auto* name : {"3", "nothing", "../01_first_race", ""}) {
    EXPECT_NE(error_for<UsageError>(name), "(no error of this kind)") << name;
  }
}

TEST_F(Choice, TellsHowToGetADeletedLessonBack) {
  project_.remove("lessons/01_first_race");
  const auto line = error_for<RunnerError>("01");
  EXPECT_NE(line.find("git checkout -- lessons/01_first_race"), std::string::npos) << line;
}

TEST_F(Choice, SaysWhenThereAreNoLessonsAtAll) {
  project_.remove("lessons");
  EXPECT_THROW(named_lesson(project_.context(), "01"), LessonError);
  project_.write("lessons/stray", "");
  EXPECT_THROW(all_lessons(project_.context()), RunnerError);
}

TEST_F(Choice, NextIsTheFirstThatIsNotDone) {
  Progress progress(project_.root());
  progress.record_pass("01_first_race");
  progress.record_pass("12_first_event");
  const auto next = next_unfinished(all_lessons(project_.context()), progress);
  ASSERT_TRUE(next);
  EXPECT_EQ(next->key, "02_start_and_join");
  progress.record_pass("02_start_and_join");
  EXPECT_FALSE(next_unfinished(all_lessons(project_.context()), progress));
}

TEST_F(Choice, NamesALessonTwiceOnlyOnce) {
  EXPECT_EQ(named_lessons(project_.context(), {"01", "first_race", "2"}).size(), 2u);
}

}  // namespace
}  // namespace threadlings::runner::testing
