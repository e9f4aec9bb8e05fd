// One grade again and again, and each time something else goes wrong.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <stdexcept>

#include "grading.hpp"
#include "threadlings/faults.hpp"

TEST(Score, ArrivesWhateverFails) {
  threadlings::faults([] {
    int mine = 1;
    const std::optional<int> score = grade_in_child([&] {
      mine = 2;
      return 42;
    });
    EXPECT_EQ(mine, 1) << "The grader has changed a variable of its caller.";
    if (!score) threadlings::gave_up("there is no score");
    EXPECT_EQ(score, 42);
  });
}

// The child is still running when something fails: it naps for a time of the run's own clock, which
// goes on only when everybody waits. So its caller always comes first.
TEST(Score, ArrivesAfterAWhileWhateverFails) {
  threadlings::faults([] {
    const std::optional<int> score = grade_in_child([] {
      usleep(1000);
      return 42;
    });
    if (!score) threadlings::gave_up("there is no score");
    EXPECT_EQ(score, 42);
  });
}

TEST(Score, IsMissingWhateverFails) {
  threadlings::faults([] { EXPECT_EQ(grade_in_child([] { return 256 + 50; }), std::nullopt); });
}

TEST(Output, AppearsOnceWhateverFails) {
  threadlings::faults([] {
    std::printf("[before]");
    const std::optional<int> score = grade_in_child([] {
      std::printf("[in the child]");
      return 42;
    });
    std::printf("[after]\n");
    std::fflush(stdout);
    if (!score) threadlings::gave_up("there is no score");
    EXPECT_EQ(score, 42);
  });
}

// If no child can be started, there is none to wait for: only the caller's other one.
TEST(OtherChildren, StayWhateverFails) {
  threadlings::faults([] {
    const pid_t other = fork();
    if (other < 0) throw std::runtime_error{"there is no other child this time"};
    if (other == 0) _exit(7);
    const auto collect = [=] {
      int status = 0;
      pid_t ended = -1;
      while ((ended = waitpid(other, &status, 0)) < 0 && errno == EINTR) {
      }
      EXPECT_EQ(ended, other) << "Somebody else has waited for the caller's other child.";
      return status;
    };
    std::optional<int> score;
    try {
      score = grade_in_child([] { return 42; });
    } catch (...) {
      collect();
      throw;
    }
    const int status = collect();
    if (!score) threadlings::gave_up("there is no score");
    EXPECT_EQ(score, 42);
    if (!WIFEXITED(status)) threadlings::gave_up("the other child was killed");
  });
}
