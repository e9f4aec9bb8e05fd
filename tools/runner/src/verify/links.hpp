// Links between the project's own files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace threadlings::runner {

// One sentence for each relative link in the Markdown file `file` (relative to `root`) that leads
// nowhere or out of the project. A missing file has no links.
std::vector<std::string> broken_links(const std::filesystem::path& root, const std::string& file);

}  // namespace threadlings::runner
