// The timetable of a workshop.
#include "minutes.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace threadlings::runner::testing {
namespace {

using Kind = TimetableEntry::Kind;

TEST(Timetable, SumsPartsAndRunsOn) {
  const auto entries = timetable({{"one", "A", 20}, {"two", "A", 15}, {"three", "B", 30}}, {});
  ASSERT_EQ(entries.size(), 5u);
  EXPECT_EQ(entries[0].kind, Kind::part);
  EXPECT_EQ(entries[0].minutes, 35);
  EXPECT_EQ(entries[2].begin, 20);
  EXPECT_EQ(entries[3].text, "B");
  EXPECT_EQ(entries[4].begin, 35);
}

TEST(Timetable, BreaksBeforeItIsMoreThanNinetyMinutesInARow) {
  const auto entries =
      timetable({{"one", "A", 60}, {"two", "A", 30}, {"three", "A", 20}, {"long", "A", 100}}, 540);
  ASSERT_EQ(entries.size(), 7u);
  EXPECT_EQ(entries[3].kind, Kind::pause) << "ninety minutes are over";
  EXPECT_EQ(entries[3].begin, 540 + 90);
  EXPECT_EQ(entries[4].begin, 540 + 105);
  EXPECT_EQ(entries[5].kind, Kind::pause);
  EXPECT_EQ(entries[6].begin, 540 + 140) << "a long lesson is not cut";
}

TEST(Timetable, ReadsAndWritesTimes) {
  EXPECT_EQ(time_of_day("09:05"), 545);
  EXPECT_EQ(time_of_day("9:05"), 545);
  for (const auto* wrong : {"", "9", "25:00", "09:60", "09:5", "ab:cd", "09:00:00", "-1:00"}) {
    EXPECT_FALSE(time_of_day(wrong)) << wrong;
  }
  EXPECT_EQ(hours_and_minutes(545), "9:05");
  EXPECT_EQ(clock_time(545), "09:05");
  EXPECT_EQ(clock_time(24 * 60 + 5), "00:05");
}

TEST(MinutesCommand, PrintsTheScheduleOfTheLessons) {
  Project project;
  project.add_lesson("01_one");
  project.add_lesson("02_two");
  auto ended = project.run({"minutes", "--from", "09:00", "--part", "a p"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_NE(ended.out.find("09:10 - 09:20"), std::string::npos) << ended.out;
  EXPECT_NE(ended.out.find("2 lessons: 0:20 h"), std::string::npos) << ended.out;
  EXPECT_EQ(project.run({"minutes", "--part", "nonsense"}).code, 2);
  EXPECT_EQ(project.run({"minutes", "--from", "noon"}).code, 2);
}

TEST(BundleCommand, NeedsAFolderToWriteTo) {
  Project project;
  project.add_lesson("01_one");
  EXPECT_EQ(project.run({"bundle", "/nowhere/at/all.tar.gz"}).code, 1) << "there is no script";
  project.write("tools/launcher/bundle.sh", "echo \"$1 $2\"\n");
  EXPECT_EQ(project.run({"bundle", "/nowhere/at/all.tar.gz"}).code, 2);
  const auto root = project.root().string();
  EXPECT_EQ(project.run({"bundle", "b.tar.gz"}).out, root + " " + root + "/b.tar.gz\n");
}

}  // namespace
}  // namespace threadlings::runner::testing
