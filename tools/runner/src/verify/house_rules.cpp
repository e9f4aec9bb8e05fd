#include "verify/house_rules.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>

#include "files.hpp"
#include "threadlings/judge/lesson.hpp"
#include "verify/links.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;
using Keys = std::set<std::string>;

bool is_row(const std::string& line) {
  const auto begin = line.find_first_not_of(' ');
  return begin != std::string::npos && std::string("|-*").find(line[begin]) != std::string::npos;
}

// A key starts with its number; "README.md" or "node_modules" do not.
bool looks_like_key(const std::string& name) {
  return name.size() > 3 && std::isdigit(static_cast<unsigned char>(name[0])) != 0 &&
         name.find('_') != std::string::npos;
}

Keys keys_in(const fs::path& folder) {
  Keys keys;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const auto name = entry.path().stem().string();
    if (looks_like_key(name)) keys.insert(name);
  }
  return keys;
}

Keys lesson_keys(const fs::path& root) {
  Keys keys;
  for (const auto& lesson : find_lessons(root)) keys.insert(lesson.key);
  return keys;
}

Keys without(const Keys& keys, const Keys& others) {
  Keys rest;
  std::set_difference(keys.begin(), keys.end(), others.begin(), others.end(),
                      std::inserter(rest, rest.end()));
  return rest;
}

}  // namespace

std::vector<std::string> check_readme_lists_lessons(const fs::path& root) {
  if (!fs::is_regular_file(root / "README.md")) return {"README.md is missing"};
  const auto lines = split_lines(read_text(root / "README.md"));
  std::vector<std::string> problems;
  for (const auto& key : lesson_keys(root)) {
    const bool listed = std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
      return is_row(line) && line.find(key) != std::string::npos;
    });
    if (!listed) problems.push_back("README.md: no row of its list of parts names " + key);
  }
  return problems;
}

std::vector<std::string> check_folders_agree(const fs::path& root) {
  const auto lessons = lesson_keys(root);
  std::vector<std::string> problems;
  if (lessons.empty()) problems.emplace_back("there are no lessons");
  for (const auto& key : without(keys_in(root / "lessons"), lessons)) {
    problems.push_back("lessons/" + key + " has no README.md");
  }
  for (const std::string room : {"solutions", "tests", "bench", "book"}) {
    for (const auto& key : without(keys_in(root / room), lessons)) {
      problems.push_back(room + "/" + key + " belongs to no lesson");
    }
  }
  for (const std::string room : {"solutions", "tests", "book"}) {
    for (const auto& key : without(lessons, keys_in(root / room))) {
      problems.push_back("the lesson " + key + " has nothing in " + room);
    }
  }
  return problems;
}

std::vector<HouseRule> house_rules() {
  return {
      {"list of parts", check_readme_lists_lessons},
      {"links", [](const fs::path& root) { return broken_links(root, "README.md"); }},
      {"links of CONTRIBUTING",
       [](const fs::path& root) { return broken_links(root, "CONTRIBUTING.md"); }},
      {"folders", check_folders_agree},
  };
}

}  // namespace threadlings::runner
