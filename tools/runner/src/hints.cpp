#include "hints.hpp"

#include "markdown.hpp"

namespace threadlings::runner {

std::vector<std::string> hints_in(const std::string& readme) {
  const Markdown markdown(readme);
  std::vector<std::string> hints;
  for (const auto& heading : markdown.headings()) {
    const bool next = heading.text == "Hint " + std::to_string(hints.size() + 1);
    if (heading.level == 2 && next) hints.push_back(markdown.section(heading));
  }
  return hints;
}

}  // namespace threadlings::runner
