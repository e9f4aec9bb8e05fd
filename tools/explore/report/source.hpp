// From code addresses to lines of the source.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "../../report/source_line.hpp"
#include "trace.hpp"

namespace threadlings::explorer {

using report::Line;
using report::read_line;

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

}  // namespace threadlings::explorer
