#include "symbols.hpp"

#include "command.hpp"
#include "pattern.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

SourceLine parse_line(const std::string& function, const std::string& place,
                      const std::filesystem::path& root) {
  static const Pattern kPlace(R"(^(.*):(\d+)(?: \(discriminator \d+\))?$)");
  SourceLine result;
  result.function = function;
  const Match match = kPlace.whole(place);
  if (!match.empty() && match[1] != "??") {
    result.file = below(root, std::filesystem::path(match[1]).lexically_normal().string());
    result.line = std::stoi(match[2]);
  }
  return result;
}

}  // namespace

std::vector<std::vector<SourceLine>> look_up(const Toolchain& chain,
                                             const std::filesystem::path& program,
                                             const std::vector<std::string>& offsets) {
  std::vector<std::vector<SourceLine>> found;
  if (offsets.empty()) return found;
  // -a prints the address before its lines, so that each offset's lines can be told apart.
  std::vector<std::string> argv = {chain.addr2line, "-a", "-C", "-f", "-i", "-e", program.string()};
  for (const std::string& offset : offsets) argv.push_back("0x" + offset);
  const auto result = run_command(argv, chain.root.string(), std::chrono::seconds(30));
  const auto lines = lines_of(result.output);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].starts_with("0x")) {
      found.emplace_back();
    } else if (!found.empty() && i + 1 < lines.size()) {
      found.back().push_back(parse_line(lines[i], lines[i + 1], chain.root));
      ++i;
    }
  }
  found.resize(offsets.size());
  return found;
}

}  // namespace threadlings
