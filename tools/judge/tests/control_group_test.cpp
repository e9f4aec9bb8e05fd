// Control groups, in a file system made of paper: plain folders and files in the kernel's places.
#include "control_group.hpp"

#include <gtest/gtest.h>

#include "lesson_tree.hpp"
#include "text.hpp"

namespace {

using namespace threadlings;
using testing_support::write;
namespace fs = std::filesystem;

class ControlGroups : public testing::Test {
 protected:
  // `mount` is the end of a line of mountinfo, from the place in the hierarchy that is shown on.
  std::optional<ControlGroup> make(const std::string& root, const std::string& type,
                                   const std::string& membership) {
    write(mounts_, "20 1 0:1 / /proc rw - proc proc rw\n31 20 0:2 " + root + " " + top_.string() +
                       " rw,relatime shared:9 - " + type + "\n");
    write(membership_, membership);
    return ControlGroup::make({1000, 4096}, mounts_, membership_);
  }

  static constexpr const char* kSecond = "cgroup2 cgroup2 rw,nsdelegate";
  static constexpr const char* kFirst = "cgroup cgroup rw,pids";

  const testing_support::LessonTree tree_;
  const fs::path top_ = tree_.root() / "cgroup";
  const fs::path mounts_ = tree_.root() / "mountinfo";
  const fs::path membership_ = tree_.root() / "membership";
};

TEST_F(ControlGroups, AreMadeBelowTheNearestGroupThatHandsOutTheController) {
  write(top_ / "user.slice/app.slice/cgroup.subtree_control", "memory pids\n");
  write(top_ / "user.slice/cgroup.subtree_control", "pids\n");
  write(top_ / "user.slice/app.slice/shell.scope/cgroup.subtree_control", "\n");
  const auto group =
      make("/", kSecond, "1:name=systemd:/x\n0::/user.slice/app.slice/shell.scope\n");
  ASSERT_TRUE(group);
  const fs::path folder = group->entrance().parent_path();
  EXPECT_EQ(folder.parent_path(), top_ / "user.slice/app.slice");
  EXPECT_EQ(read_file(folder / "pids.max"), "1000");
  EXPECT_EQ(read_file(folder / "memory.max"), "4096");
}

TEST_F(ControlGroups, OfTheFirstVersionNeedNoPermissionOfTheirParents) {
  fs::create_directories(top_ / "here");
  const auto group = make("/", kFirst, "9:cpu,cpuacct:/\n8:pids:/here\n0::/\n");
  ASSERT_TRUE(group);
  EXPECT_EQ(group->entrance().parent_path().parent_path(), top_ / "here");
}

TEST_F(ControlGroups, MayBeSeenOnlyInPart) {
  write(top_ / "cgroup.subtree_control", "pids\n");
  const auto group = make("/docker/1234", kSecond, "0::/docker/1234\n");
  ASSERT_TRUE(group);
  EXPECT_EQ(group->entrance().parent_path().parent_path(), top_);
  EXPECT_FALSE(make("/docker/1234", kSecond, "0::/somewhere/else\n"));
}

TEST_F(ControlGroups, AreNotMadeWhereNobodyHandsOutTheController) {
  write(top_ / "shell.scope/cgroup.subtree_control", "cpu\n");
  write(top_ / "cgroup.subtree_control", "cpu memory\n");
  EXPECT_FALSE(make("/", kSecond, "0::/shell.scope\n"));
  EXPECT_FALSE(make("/", "cgroup cgroup rw,cpu", "8:pids:/shell.scope\n"));
  EXPECT_FALSE(ControlGroup::make({}, "/nowhere", "/nowhere"));
}

TEST_F(ControlGroups, SayWhatTheKernelRefused) {
  fs::create_directories(top_);
  const auto group = make("/", kFirst, "8:pids:/\n");
  ASSERT_TRUE(group);
  const fs::path folder = group->entrance().parent_path();
  EXPECT_FALSE(group->refused_a_task() || group->out_of_memory());
  write(folder / "pids.events", "max 0\n");
  write(folder / "memory.events", "low 0\nmax 12\noom 1\noom_kill 0\n");
  EXPECT_FALSE(group->refused_a_task() || group->out_of_memory());
  write(folder / "pids.events", "max 3\n");
  write(folder / "memory.events", "oom_kill 1\n");
  EXPECT_TRUE(group->refused_a_task() && group->out_of_memory());
}

TEST_F(ControlGroups, AreRemovedWithTheObject) {
  fs::create_directories(top_);
  fs::path folder;
  {
    const auto group = make("/", kFirst, "8:pids:/\n");
    ASSERT_TRUE(group);
    folder = group->entrance().parent_path();
    fs::remove(folder / "pids.max");  // the kernel removes its own files with the folder
    fs::remove(folder / "memory.max");
  }
  EXPECT_FALSE(fs::exists(folder));
}

TEST_F(ControlGroups, OfJudgesThatWereKilledAreRemoved) {
  fs::create_directories(top_ / "threadlings-judge-999999999-1");
  fs::create_directories(top_ / "threadlings-judge-1-1");  // somebody has this number
  ASSERT_TRUE(make("/", kFirst, "8:pids:/\n"));
  EXPECT_FALSE(fs::exists(top_ / "threadlings-judge-999999999-1"));
  EXPECT_TRUE(fs::exists(top_ / "threadlings-judge-1-1"));
}

}  // namespace
