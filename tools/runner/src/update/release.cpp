#include "update/release.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>

#include "errors.hpp"
#include "files.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

bool is_private(const fs::path& name) {
  const auto text = name.string();
  return text == ".git" || text == ".threadlings" || text == "node_modules" ||
         text == "compile_commands.json" || text == ".cache" || text.starts_with("build");
}

}  // namespace

// FNV-1a with 64 bits, and the length: this guards against accidents, not against forgers.
std::string fingerprint(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211U;
  }
  return fmt::format("{:016x}-{}", hash, text.size());
}

std::vector<std::string> project_files(const fs::path& root) {
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator entry(root, fs::directory_options::none, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const bool at_root = entry.depth() == 0;
    if (is_private(entry->path().filename()) &&
        (at_root || entry->path().filename() == "node_modules")) {
      entry.disable_recursion_pending();
      continue;
    }
    if (entry->is_regular_file() && !entry->is_symlink()) {
      files.push_back(entry->path().lexically_relative(root).string());
    }
  }
  if (error) throw RunnerError("cannot read " + root.string() + ": " + error.message());
  std::sort(files.begin(), files.end());
  return files;
}

Release read_release(const fs::path& root) {
  Release release;
  std::error_code ignored;
  if (!fs::is_regular_file(root / kReleaseFile, ignored)) return release;
  for (const auto& line : split_lines(read_text(root / kReleaseFile))) {
    const auto space = line.find(' ');
    if (space != std::string::npos) release[line.substr(space + 1)] = line.substr(0, space);
  }
  return release;
}

std::string release_text(const Release& release) {
  std::string text;
  for (const auto& [path, print] : release) text += print + " " + path + "\n";
  return text;
}

Release fingerprints_of(const fs::path& root) {
  Release release;
  for (const auto& path : project_files(root)) release[path] = fingerprint(read_text(root / path));
  return release;
}

void note_release_at_first_start(const fs::path& root) {
  std::error_code ignored;
  if (fs::exists(root / ".git", ignored) || fs::exists(root / kReleaseFile, ignored)) return;
  try {
    write_atomically(root / kReleaseFile, release_text(fingerprints_of(root)));
  } catch (const std::exception&) {
    // Without it an update keeps a copy of whatever it replaces.
  }
}

}  // namespace threadlings::runner
