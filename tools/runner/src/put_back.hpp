// A lesson's files, put back as they were.
//
// Thread safety:  plain function; the files change one after the other, each whole.
// Errors:         RunnerError if the untouched files are missing, or the disk is full. What was
//                 replaced until then has its backup.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "threadlings/judge/lesson.hpp"

namespace threadlings::runner {

struct PutBack {
  std::vector<std::string> names;  // of the files
  std::filesystem::path backup;    // the folder that keeps what was there; empty if nothing was
};

// Keeps the learner's files in .threadlings/backups first.
PutBack put_back(const Lesson& lesson);

}  // namespace threadlings::runner
