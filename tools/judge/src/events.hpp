// What the harness reported, read and checked against what it should have reported.
//
// Purpose:        the only source of truth about tests: never exit status, never printed text.
// Thread safety:  plain functions.
#pragma once

#include <string>
#include <vector>

#include "threadlings/judge/verdict.hpp"

namespace threadlings {

struct Failure {
  std::string test;
  Place place;  // what: the message of the failed expectation
};

struct LeakReport {
  std::string test;
  std::string kind;  // "thread", "zombie", "process", "descriptor"
  std::string text;
};

struct ThreadStack {
  std::string thread;
  // "+1a2b" is an offset into the program; anything else the name of a library function.
  std::vector<std::string> frames;
};

struct TestLog {
  bool started = false;  // main was reached
  std::string process;   // the number of the process that reached it
  bool done = false;     // all tests have run and main was about to return
  bool canary_failed = false;
  bool ran_on = false;  // a child process ran on into its parent's tests
  std::string doubled;  // what a child printed that its parent had printed before; or nothing
  std::string running;  // the test that had started and not ended when the log stopped
  std::vector<TestResult> tests;       // in the order of the manifest
  std::vector<std::string> surprises;  // tests that are not in the manifest, or ran twice
  std::vector<Failure> failures;
  std::vector<LeakReport> leaks;
  std::vector<ThreadStack> stacks;

  bool all_passed() const;
};

// How many tests the program has begun so far. Those that a child runs on into do not count.
std::size_t tests_begun(const std::string& events);

TestLog read_events(const std::string& events, const std::vector<std::string>& manifest,
                    const std::string& nonce);

}  // namespace threadlings
