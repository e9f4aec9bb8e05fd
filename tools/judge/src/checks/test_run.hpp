// Runs a program that the harness's main drives, and decides on what its tests say.
//
// Purpose:        what the checks that consist of GoogleTest tests have in common: `test`, `tsan`
//                 and `explore`. Each of them first looks at what only it can see.
// Thread safety:  one run at a time in a process.
// Errors:         throws EnvironmentError if the lesson has no tests for this check.
#pragma once

#include "checks/attempt.hpp"
#include "events.hpp"

namespace threadlings {

struct TestRun {
  RunResult result;
  TestLog log;
};

// Runs attempt.build.program with the manifest of the attempt's check. `request` is
// attempt.request(...) with what the check has added to it.
TestRun run_tests(Attempt& attempt, RunRequest request);

// Decides by how the program ended and what its tests reported, for all verdicts but `pass`: false
// if every test has run and passed, and nothing was left behind.
bool decide_on_tests(Attempt& attempt, const TestRun& run);

// Says which expectation failed in which test, the first of each of the first few tests.
// Precondition: log.failures is not empty.
void decide_on_failures(Attempt& attempt, const TestLog& log);

}  // namespace threadlings
