// Code in a chapter is quoted from files that are compiled.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace threadlings::runner {

// One sentence for each C++ block of `text` (the chapter `name`) that has no marker
// `<!-- quoted from PATH -->` directly above it, names no code file, or is not in that file word
// for word; and for each marker without a block. Common indentation and spaces at line ends may
// differ.
std::vector<std::string> wrong_quotes(const std::filesystem::path& root, const std::string& name,
                                      const std::string& text);

}  // namespace threadlings::runner
