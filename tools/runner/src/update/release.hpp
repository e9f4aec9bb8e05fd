// The files that belong to the project, and which of them are as a release brought them.
//
// Purpose:        a folder that was unpacked from an archive has no history. So the first start
//                 notes a fingerprint of every file, and an update does so again: whatever still
//                 has its fingerprint is not the learner's work.
// Thread safety:  plain functions and values.
// Errors:         throw RunnerError.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace threadlings::runner {

inline constexpr auto kReleaseFile = ".threadlings/release";  // below the project's root

// Path below the root -> fingerprint of the text.
using Release = std::map<std::string, std::string>;

std::string fingerprint(std::string_view text);

// The regular files below `root`, sorted: without builds, history, and what is the learner's only.
std::vector<std::string> project_files(const std::filesystem::path& root);

// Empty if there is none or it cannot be read: then nothing is known.
Release read_release(const std::filesystem::path& root);
std::string release_text(const Release& release);
Release fingerprints_of(const std::filesystem::path& root);

// At the first start in a folder without history. A disk that is full or read-only is no reason to
// stop, so this throws nothing.
void note_release_at_first_start(const std::filesystem::path& root);

}  // namespace threadlings::runner
