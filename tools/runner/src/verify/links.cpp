#include "verify/links.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "files.hpp"
#include "markdown.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

// "https:", "mailto:": somebody else's to keep alive.
bool leads_elsewhere(const std::string& target) {
  const auto colon = target.find(':');
  return colon != std::string::npos && colon > 0 &&
         std::all_of(target.begin(), target.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](unsigned char c) { return std::isalpha(c) != 0; });
}

// The anchor that a forge makes of a heading: small letters, digits and dashes.
std::string anchor_of(const std::string& heading) {
  std::string anchor;
  for (const char c : heading) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == ' ') anchor += '-';
    if (std::isalnum(byte) != 0 || c == '-' || c == '_') {
      anchor += static_cast<char>(std::tolower(byte));
    }
    // Letters beyond ASCII stay; punctuation beyond ASCII such as "·" would go. Both are compared
    // without them.
  }
  return anchor;
}

std::string ascii_only(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x80) result += c;
  }
  return result;
}

bool has_anchor(const fs::path& file, const std::string& anchor) {
  const Markdown markdown(read_text(file));
  return std::any_of(markdown.headings().begin(), markdown.headings().end(),
                     [&](const auto& h) { return anchor_of(h.text) == ascii_only(anchor); });
}

std::string problem_with(const fs::path& root, const fs::path& file, const std::string& target) {
  const auto hash = target.find('#');
  const auto path = target.substr(0, hash);
  const auto goal =
      path.empty() ? root / file : (root / file.parent_path() / path).lexically_normal();
  if (shown_path(goal, root) == goal.string()) return "leads out of the project";
  if (!fs::exists(goal)) return "leads nowhere";
  const bool anchored = hash != std::string::npos && goal.extension() == ".md";
  if (anchored && !has_anchor(goal, target.substr(hash + 1))) return "names a missing heading";
  return {};
}

}  // namespace

std::vector<std::string> broken_links(const fs::path& root, const std::string& file) {
  std::vector<std::string> problems;
  if (!fs::is_regular_file(root / file)) return problems;
  const Markdown markdown(read_text(root / file));
  for (const auto& link : markdown.links()) {
    if (leads_elsewhere(link.target)) continue;
    const auto problem = problem_with(root, file, link.target);
    if (problem.empty()) continue;
    problems.push_back(fmt::format("{}:{}: the link {} {}", file, link.line, link.target, problem));
  }
  return problems;
}

}  // namespace threadlings::runner
