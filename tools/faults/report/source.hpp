// From code addresses to lines of the source.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../engine/record.hpp"

namespace threadlings::faulting {

struct Line {
  std::string file;
  int number = 0;
  std::string text;  // without its indentation

  std::string place() const;  // "file.cpp:12", without folders
  explicit operator bool() const { return !file.empty(); }
};

// Looks up all calls of a record at once: the innermost line that the learner wrote.
std::vector<Line> lines_of(const Record& record);

}  // namespace threadlings::faulting
