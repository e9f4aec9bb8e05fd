// What must hold for the project as a whole.
//
// Thread safety:  rules only read files; apply them at the same time.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace threadlings::runner {

struct HouseRule {
  std::string name;
  std::function<std::vector<std::string>(const std::filesystem::path& root)> check;
};

std::vector<HouseRule> house_rules();

// Every lesson has a row (of a table or a list) of README.md that contains its key.
std::vector<std::string> check_readme_lists_lessons(const std::filesystem::path& root);

// What lies in solutions/, tests/, bench/ and book/ belongs to a lesson, and each lesson has a
// solution, tests and a chapter.
std::vector<std::string> check_folders_agree(const std::filesystem::path& root);

}  // namespace threadlings::runner
