// Lessons that have another name now.
//
// Purpose:        a lesson's front matter may say `was: 04_old_slug` (several, with commas). What
//                 the learner had under the old name, progress, backups and files, goes along.
// Errors:         throws nothing; what cannot be moved stays, and a line says so.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "progress.hpp"

namespace threadlings::runner {

// The lines say what was moved where. Doing it again does nothing.
std::vector<std::string> follow_renamed_lessons(const std::filesystem::path& root,
                                                Progress& progress);

// Reads the progress with all that belongs to it: the first start notes what the release brought
// (update/release.hpp), and renamed lessons are followed. The lines are for the learner.
std::vector<std::string> begin_progress(const std::filesystem::path& root, Progress& progress);

// The names after `was:`.
std::vector<std::string> former_keys(const std::string& was);

}  // namespace threadlings::runner
