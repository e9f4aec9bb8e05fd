// What it means how a program ended, whatever it was run for.
#pragma once

#include <string>

#include "checks/attempt.hpp"

namespace threadlings {

// " in Suite.Name", or nothing: for the middle of a sentence.
std::string in_test(const std::string& test);

// Decides if the judge had to end the program, or a signal did. False if the program simply ended.
// `test` is the one that was running; it may be empty.
bool decide_on_ending(Attempt& attempt, const RunResult& result, const std::string& test);

// Decides if processes or shared memory were left. False if all was tidy.
bool decide_on_leftovers(Attempt& attempt, const RunResult& result);

// `when` is in_test(...) or the like.
void decide_on_early_end(Attempt& attempt, const RunResult& result, const std::string& when);

void decide_interrupted(Attempt& attempt);

}  // namespace threadlings
