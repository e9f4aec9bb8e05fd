// One child is measured again and again, and each time something else goes wrong.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include "machine.hpp"
#include "measure.hpp"
#include "threadlings/faults.hpp"

namespace {

// The true report: of a child that was killed it is empty, or there is none at all.
void measure_and_check() {
  const Memory memory = memory_of_child([] {}, smaps_of);
  EXPECT_GT(memory.resident, 0U) << "There was a child, and it had no memory at all.";
}

}  // namespace

TEST(Child, IsMeasuredWhateverFails) {
  threadlings::faults([] { measure_and_check(); });
}

// If no child can be started, there is none to wait for, and none to end: only the caller's other
// one.
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
    try {
      measure_and_check();
    } catch (...) {
      collect();
      throw;
    }
    if (!WIFEXITED(collect())) threadlings::gave_up("the other child was killed");
  });
}
