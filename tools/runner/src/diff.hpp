// Two texts, line by line.
#pragma once

#include <string>
#include <vector>

namespace threadlings::runner {

struct DiffLine {
  enum class Side { both, left, right };
  Side side = Side::both;
  std::string text;

  bool operator==(const DiffLine&) const = default;
};

// Every line of both, in order, with as many as possible in common.
std::vector<DiffLine> diff_lines(const std::vector<std::string>& left,
                                 const std::vector<std::string>& right);

}  // namespace threadlings::runner
