#include "pattern.hpp"

#include <regex>

namespace threadlings {
namespace {

Match groups_of(const std::smatch& found) {
  Match groups;
  for (const auto& group : found) groups.push_back(group.str());
  return groups;
}

}  // namespace

struct Pattern::Compiled {
  explicit Compiled(const char* expression) : regex(expression) {}
  std::regex regex;
};

Pattern::Pattern(const char* expression)
    : compiled_(std::make_unique<const Compiled>(expression)) {}

Pattern::~Pattern() = default;

Match Pattern::whole(const std::string& text) const {
  std::smatch found;
  return std::regex_match(text, found, compiled_->regex) ? groups_of(found) : Match{};
}

Match Pattern::first_in(const std::string& text) const {
  std::smatch found;
  return std::regex_search(text, found, compiled_->regex) ? groups_of(found) : Match{};
}

std::vector<Match> Pattern::all_in(const std::string& text) const {
  std::vector<Match> matches;
  for (std::sregex_iterator it(text.begin(), text.end(), compiled_->regex), end; it != end; ++it) {
    matches.push_back(groups_of(*it));
  }
  return matches;
}

std::string Pattern::replaced(const std::string& text, const char* replacement) const {
  return std::regex_replace(text, compiled_->regex, replacement);
}

}  // namespace threadlings
