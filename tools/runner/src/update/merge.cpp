#include "update/merge.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "diff.hpp"

namespace threadlings::runner {
namespace {

using Lines = std::vector<std::string>;
using Span = std::pair<std::size_t, std::size_t>;  // [first, second)

constexpr std::size_t kLargestTable = 25'000'000;  // lines times lines: what a diff may cost
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// With their line ends, so that a last line without one stays as it is.
Lines lines_with_ends(const std::string& text) {
  Lines lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size() - 1) + 1;
    lines.push_back(text.substr(at, end - at));
    at = end;
  }
  return lines;
}

// For each line of `base` the line of `side` that it became, or kNone. Ascending.
std::vector<std::size_t> matches(const Lines& base, const Lines& side) {
  std::vector<std::size_t> partner(base.size(), kNone);
  const auto shorter = std::min(base.size(), side.size());
  std::size_t front = 0;
  while (front < shorter && base[front] == side[front]) {
    partner[front] = front;
    ++front;
  }
  std::size_t back = 0;
  while (back < shorter - front && base[base.size() - 1 - back] == side[side.size() - 1 - back]) {
    ++back;
    partner[base.size() - back] = side.size() - back;
  }
  const auto middle = [&](const Lines& lines) {
    return Lines(lines.begin() + static_cast<std::ptrdiff_t>(front),
                 lines.end() - static_cast<std::ptrdiff_t>(back));
  };
  const auto left = middle(base);
  const auto right = middle(side);
  if (left.size() * right.size() > kLargestTable) return partner;  // as if all of it had changed
  std::size_t i = front;
  std::size_t j = front;
  for (const auto& line : diff_lines(left, right)) {
    if (line.side == DiffLine::Side::both) partner[i] = j;
    if (line.side != DiffLine::Side::right) ++i;
    if (line.side != DiffLine::Side::left) ++j;
  }
  return partner;
}

bool same(const Lines& a, Span in_a, const Lines& b, Span in_b) {
  const auto at = [](const Lines& lines, std::size_t i) {
    return lines.begin() + static_cast<std::ptrdiff_t>(i);
  };
  return std::equal(at(a, in_a.first), at(a, in_a.second), at(b, in_b.first), at(b, in_b.second));
}

class Merger {
 public:
  Merger(const std::string& base, const std::string& ours, const std::string& theirs)
      : base_(lines_with_ends(base)),
        ours_(lines_with_ends(ours)),
        theirs_(lines_with_ends(theirs)),
        in_ours_(matches(base_, ours_)),
        in_theirs_(matches(base_, theirs_)) {}

  std::optional<std::string> run() {
    std::size_t b = 0;
    std::size_t o = 0;
    std::size_t t = 0;
    while (true) {
      while (b < base_.size() && in_ours_[b] == o && in_theirs_[b] == t) {
        result_ += base_[b];
        ++b, ++o, ++t;
      }
      // Up to the next line that all three have, at least one side has changed something.
      auto next = b;
      while (next < base_.size() && (in_ours_[next] == kNone || in_theirs_[next] == kNone)) ++next;
      const bool last = next == base_.size();
      const Span in_ours{o, last ? ours_.size() : in_ours_[next]};
      const Span in_theirs{t, last ? theirs_.size() : in_theirs_[next]};
      if (!take_changed({b, next}, in_ours, in_theirs)) return std::nullopt;
      if (last) return result_;
      b = next;
      o = in_ours.second;
      t = in_theirs.second;
    }
  }

 private:
  bool take_changed(Span base, Span ours, Span theirs) {
    if (same(ours_, ours, base_, base)) {
      append(theirs_, theirs);
      return true;
    }
    const bool kept = same(theirs_, theirs, base_, base) || same(ours_, ours, theirs_, theirs);
    if (kept) append(ours_, ours);
    return kept;
  }

  void append(const Lines& lines, Span span) {
    for (auto i = span.first; i < span.second; ++i) result_ += lines[i];
  }

  Lines base_;
  Lines ours_;
  Lines theirs_;
  std::vector<std::size_t> in_ours_;
  std::vector<std::size_t> in_theirs_;
  std::string result_;
};

std::string without_returns(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') result += text[i];
  }
  return result;
}

std::string with_returns(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return result;
}

}  // namespace

std::optional<std::string> merge_texts(const std::string& base, const std::string& ours,
                                       const std::string& theirs) {
  const auto plain = without_returns(ours);
  auto merged = Merger(without_returns(base), plain, without_returns(theirs)).run();
  if (merged && plain != ours) merged = with_returns(*merged);
  return merged;
}

}  // namespace threadlings::runner
