// A program that is killed before one of its calls: the n-th that changes a file.
//
// Purpose:        deterministic: for n = 1, 2, 3, ... every moment at which a power cut or kill -9
//                 could leave something half done, until a run in which nothing was left to kill.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace threadlings::runner::testing {

struct KilledRun {
  bool killed = false;  // false: it ended before its n-th such call
  int status = -1;      // exit status, if it was not killed
};

// SIGKILL before the n-th call (counted from 1) of write, rename, link, unlink, mkdir, rmdir,
// chmod, truncate, fsync, or an open that creates or truncates. The program's children are left
// alone.
KilledRun run_and_kill(const std::vector<std::string>& argv, const std::filesystem::path& folder,
                       int n);

}  // namespace threadlings::runner::testing
