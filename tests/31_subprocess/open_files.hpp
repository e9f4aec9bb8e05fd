// What a process has open, and what it should not have.
#pragma once

#include <set>
#include <string>

// All that this process has open: "pipe:[4711]", "/dev/null" ...
std::set<std::string> open_files();

// From the list of a program's descriptors, as `ls -l /proc/self/fd` prints it: those above 2 that
// lead to something which is not in `known`. Empty, or for example "7 (pipe:[4711])".
std::string new_files(const std::string& list, const std::set<std::string>& known);
