// From code addresses to lines of the source.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "trace.hpp"

namespace threadlings::explorer {

struct Line {
  std::string file;  // as the compiler saw it; "" if unknown
  int number = 0;
  std::string text;  // the line itself, without its indentation

  std::string place() const;  // "file.cpp:12", without folders
  explicit operator bool() const { return !file.empty(); }
};

class Source {
 public:
  // Looks all of them up at once; asking costs a process.
  void look_up(const std::vector<const void*>& pcs);

  // The innermost line that is not the library's: the one its reader has written.
  Line line_of(const Stack& stack) const;

  // `file` as a test's __FILE__ names it may be relative to a folder that nobody knows any more;
  // the debug information of what was looked up names whole paths.
  std::string full_path(const std::string& file) const;
};

Line read_line(const std::string& file, int number);

}  // namespace threadlings::explorer
