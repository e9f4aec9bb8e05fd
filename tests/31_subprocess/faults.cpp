// One thing goes wrong in each run. Whatever it is: the text comes back whole or the caller learns
// that it does not, and nothing is left behind. The programs themselves are left in peace.
#include "threadlings/faults.hpp"

#include <gtest/gtest.h>
#include <malloc.h>

#include <cerrno>
#include <cstdlib>
#include <sstream>
#include <string>
#include <thread>

#include "open_files.hpp"
#include "subprocess.hpp"

namespace {

// Programs open many files for other languages. That would be long to watch.
const bool kEnglish = setenv("LC_ALL", "C", 1) == 0;

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

// Any exception leaves the scenario: then the answer has given up. So it has if it says that the
// program was killed.
std::string output_of(const Command& command, const std::string& input) {
  Finished finished = run_program(command, input);
  if (finished.code < 0) threadlings::gave_up("a signal ended the program");
  EXPECT_EQ(finished.code, 0);
  return std::move(finished.output);
}

}  // namespace

TEST(Faults, TextComesBackOrIsMissed) {
  threadlings::faults([] { EXPECT_EQ(output_of({"/bin/cat"}, "more light"), "more light"); });
}

// More than a pipe holds, and so much that memory has to be asked for. (Who is killed or late is
// seen with a short text as well.)
TEST(Faults, LongTextComesBackWholeOrIsMissed) {
  threadlings::FaultOptions options;
  options.killed = options.delayed = false;
  const std::string text = sample(300'000);
  const auto scenario = [&] {
    const std::string output = output_of({"/bin/cat"}, text);
    EXPECT_EQ(output.size(), text.size());
    EXPECT_TRUE(output == text) << "The number of bytes is right, but the bytes are not.";
  };
  threadlings::faults(scenario, options);
}

TEST(Faults, MissingProgramIsReported) {
  threadlings::faults([] {
    try {
      const Finished finished = run_program({"/nowhere/no-such-program"}, "more light");
      if (finished.code < 0) threadlings::gave_up("a signal ended the child");
      ADD_FAILURE() << "There is no such program, but code " << finished.code << " came back.";
    } catch (const CannotStart& error) {
      if (error.code() != std::errc::no_such_file_or_directory) throw;
    }
  });
}

TEST(Faults, ProgramNeedNotReadItsInput) {
  const std::string text = sample(100'000);
  threadlings::faults([&] { EXPECT_EQ(output_of({"/bin/true"}, text), ""); });
}

// Two threads start a program each, and one of them is delayed at one of its calls: so the other
// one goes on there. Nothing else goes wrong.
TEST(Faults, ProgramsOfTwoThreadsShareNoPipe) {
  threadlings::FaultOptions options;
  options.interrupted = options.short_transfers = options.again = false;
  options.refused = options.killed = false;
  Command list{"/bin/readlink"};
  for (int number = 3; number != 12; ++number)
    list.push_back("/proc/self/fd/" + std::to_string(number));
  const auto known = open_files();
  const auto scenario = [&] {
    std::thread other{[] { run_program({"/bin/true"}, ""); }};
    std::istringstream targets{run_program(list, "").output};
    other.join();
    for (std::string target; std::getline(targets, target);) {
      EXPECT_TRUE(known.contains(target))
          << "The other thread was starting a program, too. This one has inherited " << target;
    }
  };
  threadlings::faults(scenario, options);
}
