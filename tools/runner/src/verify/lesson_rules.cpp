#include "verify/lesson_rules.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "files.hpp"
#include "hints.hpp"
#include "markdown.hpp"
#include "renamed.hpp"
#include "scaffold.hpp"
#include "verify/links.hpp"
#include "verify/quotes.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

constexpr std::size_t kFewestHints = 3;
constexpr std::size_t kFewestWrongAnswers = 5;
constexpr std::size_t kMostWrongAnswers = 16;
constexpr int kFewestWords = 600;
constexpr int kMostWords = 1500;
constexpr int kMostMinutes = 120;

fs::path readme_of(const Lesson& lesson) {
  return lesson.folder() / "README.md";
}

std::string shown(const Lesson& lesson, const fs::path& file) {
  return shown_path(file, lesson.root);
}

// The file's text; empty, and a problem, if it is not there.
std::string text_of(const Lesson& lesson, const fs::path& file, Findings& findings) {
  if (fs::is_regular_file(file)) return read_text(file);
  findings.problems.push_back(shown(lesson, file) + " is missing");
  return {};
}

bool is_code(const fs::path& file) {
  const auto ending = file.extension();
  return ending == ".cpp" || ending == ".hpp" || ending == ".c" || ending == ".h";
}

Strings code_files_in(const fs::path& folder) {
  Strings names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (is_code(entry.path())) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string joined(const Strings& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text.empty() ? "nothing" : text;
}

// "Predict", "Task", "Hint 1", ...: the second-level headings, in their order.
Strings second_level_headings(const Markdown& markdown) {
  Strings names;
  for (const auto& heading : markdown.headings()) {
    if (heading.level == 2) names.push_back(heading.text);
  }
  return names;
}

Strings expected_headings(std::size_t hints) {
  Strings names{"Predict", "Task"};
  for (std::size_t i = 1; i <= std::max(hints, kFewestHints); ++i) {
    names.push_back(fmt::format("Hint {}", i));
  }
  return names;
}

void check_story(const Lesson& lesson, const Markdown& markdown, Findings& findings) {
  const auto title = front_matter(lesson)["title"];
  const auto expected = fmt::format("{} · {}", lesson.number(), title);
  const auto& headings = markdown.headings();
  const auto readme = shown(lesson, readme_of(lesson));
  if (headings.empty() || headings[0].level != 1 || headings[0].text != expected) {
    findings.problems.push_back(fmt::format("{} does not begin with `# {}`", readme, expected));
  } else if (markdown.text_below(headings[0]).empty()) {
    findings.problems.push_back(readme + " has no story below its title");
  }
}

void check_empty_sections(const Lesson& lesson, const Markdown& markdown, Findings& findings) {
  for (const auto& heading : markdown.headings()) {
    if (heading.level != 2 || !markdown.section(heading).empty()) continue;
    findings.problems.push_back(fmt::format("{}:{} has nothing below `## {}`",
                                            shown(lesson, readme_of(lesson)), heading.line,
                                            heading.text));
  }
}

bool is_number_of_minutes(const std::string& text) {
  if (text.empty() || text.size() > 3) return false;
  if (text.find_first_not_of("0123456789") != std::string::npos) return false;
  return std::stoi(text) >= 1 && std::stoi(text) <= kMostMinutes;
}

Findings links_of(const Lesson& lesson, const Strings& files) {
  Findings findings;
  for (const auto& file : files) {
    for (auto& problem : broken_links(lesson.root, file)) {
      findings.problems.push_back(std::move(problem));
    }
  }
  return findings;
}

// Tells how the code files of `folder` differ from those of the solution.
void compare_files(const Lesson& lesson, const fs::path& folder, Findings& findings) {
  const auto expected = lesson.answer_files();
  const auto found = code_files_in(folder);
  if (found == expected) return;
  findings.problems.push_back(fmt::format("{} holds {}, but the solution consists of {}",
                                          shown(lesson, folder), joined(found), joined(expected)));
}

// The code of an answer without line comments and white space.
std::string bare_code(const Lesson& lesson, const fs::path& folder) {
  std::string code;
  for (const auto& name : lesson.answer_files()) {
    if (!fs::is_regular_file(folder / name)) continue;
    for (const auto& line : split_lines(read_text(folder / name))) {
      for (const char c : line.substr(0, line.find("//"))) {
        if (c != ' ' && c != '\t') code += c;
      }
    }
    code += '\n';
  }
  return code;
}

void find_copies(const Lesson& lesson, const Strings& answers, Findings& findings) {
  std::map<std::string, std::string> known;
  for (const auto& answer : answers) {
    const auto [other, fresh] =
        known.emplace(bare_code(lesson, lesson.tests() / "wrong" / answer), answer);
    if (fresh) continue;
    findings.problems.push_back(fmt::format("tests/{}/wrong/{} has the same code as {}: remove one",
                                            lesson.key, answer, other->second));
  }
}

void add_if_marked(const Lesson& lesson, const fs::path& file, Findings& findings) {
  const auto lines = split_lines(read_text(file));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find(kAuthorMark) == std::string::npos) continue;
    findings.problems.push_back(
        fmt::format("{}:{} is still to be written ({})", shown(lesson, file), i + 1, kAuthorMark));
  }
}

void add_marked_files(const Lesson& lesson, const fs::path& folder, Findings& findings) {
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file()) add_if_marked(lesson, entry.path(), findings);
  }
}

}  // namespace

Findings check_front_matter(const Lesson& lesson) {
  Findings findings;
  const auto readme = shown(lesson, readme_of(lesson));
  auto matter = front_matter(lesson);
  for (const auto* name : {"title", "minutes", "concept", "part"}) {
    if (!matter[name].empty()) continue;
    findings.problems.push_back(fmt::format("{} has no `{}:` in its front matter", readme, name));
  }
  if (!matter["minutes"].empty() && !is_number_of_minutes(matter["minutes"])) {
    findings.problems.push_back(fmt::format("{} says `minutes: {}`; expected a number up to {}",
                                            readme, matter["minutes"], kMostMinutes));
  }
  for (const auto& key : former_keys(matter["was"])) {
    if (!fs::exists(lesson.root / "lessons" / key)) continue;
    findings.problems.push_back(
        fmt::format("{} says `was: {}`, but there still is such a lesson", readme, key));
  }
  return findings;
}

Findings check_headings(const Lesson& lesson) {
  Findings findings;
  const auto text = text_of(lesson, readme_of(lesson), findings);
  if (text.empty()) return findings;
  const Markdown markdown(text);
  check_story(lesson, markdown, findings);
  const auto expected = expected_headings(hints_in(text).size());
  if (const auto found = second_level_headings(markdown); found != expected) {
    findings.problems.push_back(fmt::format("{} has the headings {}; expected {}",
                                            shown(lesson, readme_of(lesson)), joined(found),
                                            joined(expected)));
  }
  check_empty_sections(lesson, markdown, findings);
  return findings;
}

Findings check_hints(const Lesson& lesson) {
  Findings findings;
  const auto hints = hints_in(text_of(lesson, readme_of(lesson), findings));
  const auto readme = shown(lesson, readme_of(lesson));
  if (hints.size() < kFewestHints) {
    findings.problems.push_back(
        fmt::format("{} has {} hints; at least {} are needed", readme, hints.size(), kFewestHints));
  }
  const auto chapter = "book/" + lesson.key + ".md";
  if (hints.size() >= 2 && hints[1].find(chapter) == std::string::npos) {
    findings.problems.push_back(readme + ": Hint 2 does not link to the chapter " + chapter);
  }
  return findings;
}

Findings check_chapter(const Lesson& lesson) {
  Findings findings;
  const auto text = text_of(lesson, lesson.chapter(), findings);
  if (!findings.problems.empty()) return findings;
  const int words = Markdown(text).words();
  if (words < kFewestWords || words > kMostWords) {
    findings.problems.push_back(fmt::format("{} has {} words of prose; expected {} to {}",
                                            shown(lesson, lesson.chapter()), words, kFewestWords,
                                            kMostWords));
  }
  return findings;
}

Findings check_quotes(const Lesson& lesson) {
  Findings findings;
  const auto text = text_of(lesson, lesson.chapter(), findings);
  if (!findings.problems.empty()) return findings;
  findings.problems = wrong_quotes(lesson.root, shown(lesson, lesson.chapter()), text);
  return findings;
}

Findings check_links(const Lesson& lesson) {
  return links_of(lesson, {shown(lesson, readme_of(lesson)), shown(lesson, lesson.chapter()),
                           "tests/" + lesson.key + "/wrong/README.md"});
}

Findings check_wrong_answers(const Lesson& lesson) {
  Findings findings;
  const auto answers = lesson.wrong_answers();
  if (answers.size() < kFewestWrongAnswers) {
    findings.problems.push_back(
        fmt::format("tests/{}/wrong holds {} wrong answers; at least {} are "
                    "needed",
                    lesson.key, answers.size(), kFewestWrongAnswers));
  }
  if (answers.size() > kMostWrongAnswers) {
    findings.problems.push_back(
        fmt::format("tests/{}/wrong holds {} wrong answers; at most {} are allowed, each for a "
                    "reason of its own. To see which fail the same tests: ./threadlings verify {} "
                    "--matrix",
                    lesson.key, answers.size(), kMostWrongAnswers, lesson.number()));
  }
  find_copies(lesson, answers, findings);
  const auto readme = lesson.tests() / "wrong" / "README.md";
  const auto text = text_of(lesson, readme, findings);
  for (const auto& answer : answers) {
    if (text.empty() || text.find(answer) != std::string::npos) continue;
    findings.problems.push_back(shown(lesson, readme) + " says nothing about " + answer);
  }
  return findings;
}

Findings check_same_files(const Lesson& lesson) {
  Findings findings;
  if (lesson.answer_files().empty()) {
    findings.problems.push_back("solutions/" + lesson.key + " holds no C++ files");
  }
  compare_files(lesson, lesson.stub(), findings);
  for (const auto& what : lesson.wrong_answers()) {
    compare_files(lesson, lesson.tests() / "wrong" / what, findings);
  }
  for (const auto& name : lesson.answer_files()) {
    text_of(lesson, lesson.folder() / name, findings);
  }
  return findings;
}

Findings check_program(const Lesson& lesson) {
  Findings findings;
  text_of(lesson, lesson.folder() / "main.cpp", findings);
  text_of(lesson, lesson.tests() / "behaviour.cpp", findings);
  const auto answers = lesson.answer_files();
  if (std::find(answers.begin(), answers.end(), "main.cpp") != answers.end()) {
    findings.problems.push_back("solutions/" + lesson.key +
                                "/main.cpp: the small program is no answer file");
  }
  return findings;
}

Findings check_gate(const Lesson& lesson) {
  Findings findings;
  const auto lines = split_lines(text_of(lesson, lesson.benchmark(), findings));
  const bool gated = !lines.empty() && lines[0].starts_with("// gate: ") &&
                     lines[0].find(" >= ") != std::string::npos;
  if (findings.problems.empty() && !gated) {
    findings.problems.push_back(shown(lesson, lesson.benchmark()) +
                                " does not begin with `// gate: SLOW / FAST >= RATIO on N cores`");
  }
  return findings;
}

Findings check_untouched(const Lesson& lesson, bool pristine) {
  Findings findings;
  if (lesson.untouched(lesson.folder())) return findings;
  const auto text =
      fmt::format("lessons/{} is not as in tests/{}/stub (edited)", lesson.key, lesson.key);
  (pristine ? findings.problems : findings.notes).push_back(text);
  return findings;
}

Findings check_author_marks(const Lesson& lesson) {
  Findings findings;
  for (const auto& folder : {lesson.folder(), lesson.solution(), lesson.tests()}) {
    add_marked_files(lesson, folder, findings);
  }
  if (fs::is_regular_file(lesson.chapter())) add_if_marked(lesson, lesson.chapter(), findings);
  return findings;
}

std::vector<LessonRule> lesson_rules(bool pristine) {
  return {
      {"front matter", check_front_matter},
      {"headings", check_headings},
      {"hints", check_hints},
      {"chapter", check_chapter},
      {"quotes", check_quotes},
      {"links", check_links},
      {"wrong answers", check_wrong_answers},
      {"same files", check_same_files},
      {"program", check_program},
      {"author's marks", check_author_marks},
      {"gate",
       [](const Lesson& lesson) {
         return fs::exists(lesson.benchmark()) ? check_gate(lesson) : Findings{};
       }},
      {"untouched", [pristine](const Lesson& lesson) { return check_untouched(lesson, pristine); }},
  };
}

}  // namespace threadlings::runner
