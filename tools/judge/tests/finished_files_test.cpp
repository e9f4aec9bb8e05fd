// Links beside somebody who builds the libraries anew.
#include "finished_files.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "lesson_tree.hpp"
#include "toolchain.hpp"

namespace {

using namespace threadlings;
using std::chrono::seconds;
using testing_support::write;
namespace fs = std::filesystem;

class FinishedFiles : public testing::Test {
 protected:
  void write_library(seconds age) {
    write(library_, "!<arch>\n");
    fs::last_write_time(library_, fs::file_time_type::clock::now() - age);
  }

  // Counts how often it is run, and fails each time but the last of `times`.
  CommandResult link(int times) {
    return with_finished_files({library_}, [&] {
      CommandResult result;
      result.status = ++runs_ < times ? 1 : 0;
      return result;
    });
  }

  const testing_support::LessonTree tree_;
  const fs::path library_ = tree_.root() / "library.a";
  int runs_ = 0;
};

TEST_F(FinishedFiles, AFailedLinkWithAFinishedLibraryIsAFailedLink) {
  write_library(seconds(60));
  EXPECT_EQ(link(2).status, 1);
  EXPECT_EQ(runs_, 1);
}

TEST_F(FinishedFiles, AFailedLinkWithAFreshLibraryIsTriedAgain) {
  write_library(seconds(0));
  EXPECT_EQ(link(2).status, 0);
  EXPECT_EQ(runs_, 2);
}

TEST_F(FinishedFiles, AMissingLibraryIsWaitedFor) {
  std::thread builder;
  const auto result = with_finished_files({library_}, [&] {
    CommandResult link;
    link.status = fs::exists(library_) ? 0 : 1;
    if (++runs_ == 1) builder = std::thread([&] { write_library(seconds(60)); });
    return link;
  });
  builder.join();
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(runs_, 2);
}

TEST_F(FinishedFiles, ALibraryThatChangesDuringTheLinkIsWaitedFor) {
  write_library(seconds(60));
  const auto result = with_finished_files({library_}, [&] {
    CommandResult link;
    link.status = ++runs_ == 1 ? 1 : 0;
    write_library(seconds(30));
    return link;
  });
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(runs_, 2);
}

TEST_F(FinishedFiles, WithoutAnyThereIsNothingToWaitFor) {
  EXPECT_EQ(with_finished_files({}, [] { return CommandResult{3, false, ""}; }).status, 3);
}

}  // namespace
