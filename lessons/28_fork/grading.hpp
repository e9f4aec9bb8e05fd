// Grading homework that somebody else wrote. You need not edit this.
#pragma once

#include <functional>
#include <optional>

// Looks at one homework and gives it a score.
using Grader = std::function<int()>;

// Runs `grade` in a child process of its own and waits until that has ended.
//
// Returns:      the score, if it is one of 0 .. 100. Nothing if `grade` gave any other number,
//               threw an exception, or its process was killed.
// Errors:       throws std::system_error if there can be no child.
// Signals:      may interrupt any call that waits. That changes nothing.
// Memory:       what `grade` does to variables stays in the child.
// Output:       what was printed before the call, and what `grade` prints with printf or std::cout,
//               appears exactly once. Handlers of atexit run in the parent only.
// Leaves behind nothing: no process, and no zombie.
std::optional<int> grade_in_child(const Grader& grade);
