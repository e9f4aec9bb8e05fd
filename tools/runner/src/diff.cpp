#include "diff.hpp"

#include <algorithm>

namespace threadlings::runner {
namespace {

using Lines = std::vector<std::string>;
using Table = std::vector<std::vector<int>>;

// common[i][j]: the most lines that left from i on and right from j on can share.
Table longest_common(const Lines& left, const Lines& right) {
  Table common(left.size() + 1, std::vector<int>(right.size() + 1, 0));
  for (std::size_t i = left.size(); i-- > 0;) {
    for (std::size_t j = right.size(); j-- > 0;) {
      common[i][j] = left[i] == right[j] ? common[i + 1][j + 1] + 1
                                         : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  return common;
}

}  // namespace

std::vector<DiffLine> diff_lines(const Lines& left, const Lines& right) {
  using Side = DiffLine::Side;
  const auto common = longest_common(left, right);
  std::vector<DiffLine> result;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < left.size() || j < right.size()) {
    if (i < left.size() && j < right.size() && left[i] == right[j]) {
      result.push_back({Side::both, left[i]});
      ++i, ++j;
    } else if (j == right.size() || (i < left.size() && common[i + 1][j] >= common[i][j + 1])) {
      result.push_back({Side::left, left[i++]});
    } else {
      result.push_back({Side::right, right[j++]});
    }
  }
  return result;
}

}  // namespace threadlings::runner
