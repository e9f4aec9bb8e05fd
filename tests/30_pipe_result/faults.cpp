// One thing goes wrong in each run. Whatever it is: the result is whole or there is none, and
// nothing is left behind.
#include "threadlings/faults.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

#include "results.hpp"

namespace {

// Large pieces of memory come from the system each time, and so can be refused: mallopt(3).
const bool kAskForMemory =
    mallopt(M_MMAP_THRESHOLD, 64 * 1024) == 1 && mallopt(M_ARENA_MAX, 1) == 1;

// Text in which every place looks different from its surroundings.
std::string sample(std::size_t size) {
  std::string text(size, '\0');
  unsigned state = 1;
  for (char& c : text) {
    state = state * 1664525U + 1013904223U;
    c = static_cast<char>(state >> 24);
  }
  return text;
}

void expect_own_descriptors() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    EXPECT_TRUE(fcntl(number, F_GETFD) >= 0)
        << "The caller's descriptor " << number << " has been closed. Was it an end of a pipe?";
  }
}

// Calls the answer. ChildFailed, and any other exception, leaves the scenario: then the answer has
// given up.
std::string result_of(const Work& work) {
  try {
    return result_from_child(work);
  } catch (...) {
    expect_own_descriptors();
    throw;
  }
}

}  // namespace

TEST(Faults, ResultArrivesOrIsMissed) {
  threadlings::faults([] {
    const std::string result = result_of([] { return std::string{"forty-two"}; });
    EXPECT_EQ(result, "forty-two");
  });
}

// More than a pipe holds, so the child has to wait for its parent. And so much that the parent has
// to ask the system for memory.
TEST(Faults, LongResultArrivesWholeOrIsMissed) {
  const std::string expected = sample(300'000);
  threadlings::faults([&] {
    const std::string result = result_of([&] { return expected; });
    EXPECT_EQ(result.size(), expected.size());
    EXPECT_TRUE(result == expected) << "The number of bytes is right, but the bytes are not.";
  });
}

TEST(Faults, FailureIsReported) {
  threadlings::faults([] {
    try {
      result_from_child([]() -> std::string { throw std::runtime_error{"out of paint"}; });
      ADD_FAILURE() << "The work threw an exception, and the caller was given a result.";
    } catch (const ChildFailed&) {
    }
  });
}

// The child has a child. When it is killed, nobody is left to read what that one writes.
TEST(Faults, ChildOfAChildDoesNotWaitForTheDead) {
  const std::string expected = sample(100'000);
  threadlings::faults([&] {
    const std::string result =
        result_of([&] { return result_from_child([&] { return expected; }); });
    EXPECT_TRUE(result == expected);
  });
}
