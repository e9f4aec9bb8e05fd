// Work that is done in a child process and has a long result. You need not edit this.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>

// Computes something; the result may be any bytes, and any number of them.
using Work = std::function<std::string()>;

// The child did not do its work to the end.
struct ChildFailed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Runs `work` in a child process of its own and returns all that it returned.
//
// Errors:       throws ChildFailed if `work` threw an exception, or if its process was killed or
//               ended by itself: then there is no result, not even a part of one.
//               Any other exception if there can be no pipe, no child or no memory.
// Signals:      may interrupt any call that waits. That changes nothing.
// Output:       what was printed before the call appears once.
// Leaves behind nothing, not after an error either: no process, no zombie, no open descriptor.
std::string result_from_child(const Work& work);
