#include "threadlings/judge/lesson.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>

#include "pattern.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestFrontMatter = 4096;

// Enough of a file for its front matter, however long the rest. Nothing of what is no file.
std::string beginning_of(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return {};
  std::ifstream stream(file, std::ios::binary);
  std::string text(kLongestFrontMatter, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

bool is_key(const std::string& name) {
  static const Pattern kKey("[0-9]{2,3}_[a-z0-9_]+");
  return !kKey.whole(name).empty();
}

bool is_code(const fs::path& file) {
  const auto ending = file.extension();
  return ending == ".cpp" || ending == ".hpp" || ending == ".c" || ending == ".h";
}

std::vector<std::string> names_in(const fs::path& folder, bool (*wanted)(const fs::path&)) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (wanted(entry.path())) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<Declared> declared_in_first_line(const fs::path& file, const std::string& label) {
  std::ifstream input(file);
  std::string line;
  if (!std::getline(input, line)) return std::nullopt;
  static const Pattern kDeclaration("// ([a-z ]+): ([a-z]+) \\(([a-z ]+)\\)\\s*");
  const Match match = kDeclaration.whole(line);
  if (match.empty() || match[1] != label) return std::nullopt;
  return Declared{match[2], match[3]};
}

// A pipe or a device in the place of a file is read by nobody: it might never end.
bool same_file(const fs::path& one, const fs::path& other) {
  std::error_code error;
  return fs::is_regular_file(one, error) && fs::is_regular_file(other, error) &&
         fs::file_size(one, error) == fs::file_size(other, error) &&
         read_file(one) == read_file(other);
}

std::string list_of(const std::vector<Lesson>& lessons) {
  std::string text;
  for (const Lesson& lesson : lessons) text += (text.empty() ? "" : ", ") + lesson.key;
  return text;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool names_number(const Lesson& lesson, std::string_view name) {
  return all_digits(name) && name.size() <= 4 &&
         std::stoi(lesson.number()) == std::stoi(std::string(name));
}

}  // namespace

std::string Lesson::number() const {
  return key.substr(0, key.find('_'));
}
std::string Lesson::slug() const {
  return key.substr(key.find('_') + 1);
}
fs::path Lesson::folder() const {
  return root / "lessons" / key;
}
fs::path Lesson::solution() const {
  return root / "solutions" / key;
}
fs::path Lesson::tests() const {
  return root / "tests" / key;
}
fs::path Lesson::stub() const {
  return tests() / "stub";
}
fs::path Lesson::benchmark() const {
  return root / "bench" / (key + ".cpp");
}
fs::path Lesson::chapter() const {
  return root / "book" / (key + ".md");
}

std::vector<std::string> Lesson::answer_files() const {
  return names_in(solution(), is_code);
}

std::vector<std::string> Lesson::checks() const {
  const std::map<std::string_view, fs::path> file_of = {
      {"test", tests() / "behaviour.cpp"},
      {"tsan", tests() / "tsan.supp"},
      {"explore", tests() / "interleavings.cpp"},
      {"faults", tests() / "faults.cpp"},
      {"bench", benchmark()},
  };
  std::vector<std::string> found;
  for (std::string_view check : kChecks) {
    if (fs::exists(file_of.at(check))) found.emplace_back(check);
  }
  return found;
}

std::vector<std::string> Lesson::wrong_answers() const {
  return names_in(tests() / "wrong", [](const fs::path& path) { return fs::is_directory(path); });
}

bool Lesson::untouched(const fs::path& answer) const {
  const auto names = answer_files();
  return !names.empty() && std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    return same_file(answer / name, stub() / name);
  });
}

std::vector<Lesson> find_lessons(const fs::path& root) {
  const fs::path folder = root / "lessons";
  if (!fs::is_directory(folder)) {
    throw LessonError("there is no folder " + folder.string() +
                      ": start from the project's folder, or name it with --root");
  }
  std::vector<Lesson> lessons;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string key = entry.path().filename().string();
    // A required file is asked for: a stray folder is not a lesson.
    if (is_key(key) && fs::exists(entry.path() / "README.md")) lessons.push_back({root, key});
  }
  std::sort(lessons.begin(), lessons.end(),
            [](const Lesson& a, const Lesson& b) { return a.key < b.key; });
  return lessons;
}

Lesson find_lesson(const fs::path& root, std::string_view name) {
  const auto lessons = find_lessons(root);
  std::vector<Lesson> candidates;
  for (const Lesson& lesson : lessons) {
    if (lesson.key == name || lesson.slug() == name || names_number(lesson, name)) return lesson;
    // A number is a number: "3" must not become 30 where there is no lesson 03.
    if (!name.empty() && !all_digits(name) &&
        (lesson.key.starts_with(name) || lesson.slug().starts_with(name))) {
      candidates.push_back(lesson);
    }
  }
  if (candidates.size() == 1) return candidates.front();
  const std::string quoted = "\"" + std::string(name) + "\"";
  if (candidates.empty()) {
    throw LessonError("there is no lesson " + quoted + "; there are: " + list_of(lessons));
  }
  throw LessonError(quoted + " could mean any of: " + list_of(candidates) + "; type more of it");
}

std::map<std::string, std::string> front_matter(const Lesson& lesson) {
  std::map<std::string, std::string> values;
  std::istringstream file(beginning_of(lesson.folder() / "README.md"));
  std::string line;
  if (!std::getline(file, line) || line != "---") return values;
  while (std::getline(file, line) && line != "---") {
    const auto colon = line.find(": ");
    if (colon != std::string::npos) values[line.substr(0, colon)] = line.substr(colon + 2);
  }
  return values;
}

std::optional<Declared> declared_for_stub(const Lesson& lesson) {
  return declared_in_first_line(lesson.tests() / "behaviour.cpp", "stub");
}

std::optional<Declared> declared_for_wrong_answer(const Lesson& lesson, const std::string& what) {
  const fs::path folder = lesson.tests() / "wrong" / what;
  const auto names = names_in(folder, is_code);
  if (names.empty()) return std::nullopt;
  return declared_in_first_line(folder / names.front(), "caught by");
}

}  // namespace threadlings
