#include "names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string_view>

namespace threadlings::explorer {
namespace {

using Words = std::vector<std::string>;  // in the order of the line, each once

bool is_part_of_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

bool is_keyword(const std::string& word) {
  static constexpr std::array<std::string_view, 33> kWords = {
      "auto",   "bool",   "char",     "const",   "constexpr", "delete", "do",
      "double", "else",   "false",    "float",   "for",       "if",     "int",
      "long",   "move",   "new",      "nullptr", "return",    "size_t", "static",
      "std",    "struct", "template", "this",    "throw",     "true",   "try",
      "using",  "void",   "volatile", "while",   "unsigned"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

// What may be a variable: no keyword, no number, nothing that is called, no part of a qualified
// name.
bool may_be_variable(const std::string& text, std::size_t begin, std::size_t end) {
  if (std::isdigit(static_cast<unsigned char>(text[begin]))) return false;
  const std::string_view rest = std::string_view(text).substr(end);
  if (rest.starts_with("(") || rest.starts_with("::") || rest.starts_with("{")) return false;
  if (begin >= 2 && text.compare(begin - 2, 2, "::") == 0) return false;
  return !is_keyword(text.substr(begin, end - begin));
}

// Comments and texts are no code.
std::string code_of(const std::string& line) {
  std::string code = line.substr(0, line.find("//"));
  return code.substr(0, code.find('"'));
}

std::size_t end_of_word(const std::string& code, std::size_t at) {
  while (at < code.size() && is_part_of_word(code[at])) ++at;
  return at;
}

// Behind "slot.jobs_" or "slot->jobs_" that begins at `at`, without a member that is called.
std::size_t end_of_variable(const std::string& code, std::size_t at) {
  const std::size_t end = end_of_word(code, at);
  std::size_t member = end;
  if (code.compare(end, 1, ".") == 0) member = end + 1;
  if (code.compare(end, 2, "->") == 0) member = end + 2;
  const std::size_t member_end = end_of_word(code, member);
  const bool has_member = member != end && member_end != member;
  return has_member && may_be_variable(code, member, member_end) ? member_end : end;
}

Words words_of(const std::string& line) {
  const std::string code = code_of(line);
  Words words;
  const auto add = [&](const std::string& word) {
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
  };
  for (std::size_t begin = 0; begin < code.size();) {
    const std::size_t end = end_of_word(code, begin);
    if (end == begin) {
      ++begin;
      continue;
    }
    const std::size_t whole = end_of_variable(code, begin);
    if (whole != end || may_be_variable(code, begin, end)) add(code.substr(begin, whole - begin));
    begin = end;
  }
  return words;
}

// "count_" of "++count_;" and of "count_ = 3;"
std::string target_of(const std::string& line) {
  const std::string code = code_of(line);
  for (const char* prefix : {"++", "--"}) {
    const std::size_t at = code.find(prefix);
    if (at == code.npos) continue;
    const std::size_t end = end_of_variable(code, at + 2);
    if (end != at + 2) return code.substr(at + 2, end - at - 2);
  }
  const std::size_t begin = code.find_first_not_of(" *");
  if (begin == code.npos) return "";
  const std::size_t end = end_of_variable(code, begin);
  for (const char* assignment : {" = ", " += ", " -= ", "++", "--"})
    if (code.compare(end, std::string_view(assignment).size(), assignment) == 0)
      return code.substr(begin, end - begin);
  return "";
}

// The words that every line has, or the one that is written to. If they have none in common, the
// first line counts: a mutex is locked again where a condition variable is waited for.
Words common_words(const Usage& usage) {
  for (const Line& line : usage.writing)
    if (const std::string target = target_of(line.text); !target.empty()) return {target};
  if (usage.lines.empty()) return {};
  const Words first = words_of(usage.lines.front().text);
  Words common = first;
  for (const Line& line : usage.lines) {
    const Words words = words_of(line.text);
    std::erase_if(common, [&](const std::string& word) {
      return std::find(words.begin(), words.end(), word) == words.end();
    });
  }
  return common.empty() ? first : common;
}

// The one that fewest others have; of these a member, of these the first.
std::string most_telling(const Words& words, const std::map<std::string, int>& users) {
  const auto rank = [&](const std::string& word) {
    return users.at(word) * 2 - (word.ends_with('_') ? 1 : 0);
  };
  const auto best = std::min_element(
      words.begin(), words.end(),
      [&](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
  return best == words.end() ? "" : *best;
}

// "lock_", "lock_ (2)"
void make_different(std::vector<std::string>& names) {
  std::map<std::string, int> seen;
  for (std::string& name : names) {
    const int count = ++seen[name];
    if (count > 1) name += " (" + std::to_string(count) + ")";
  }
}

}  // namespace

std::vector<std::string> names_of(const std::vector<Usage>& usages) {
  std::vector<Words> candidates;
  std::map<std::string, int> users;
  for (const Usage& usage : usages) {
    candidates.push_back(common_words(usage));
    for (const std::string& word : candidates.back()) ++users[word];
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i != usages.size(); ++i) {
    std::string name = usages[i].known_as;
    if (name.empty()) name = most_telling(candidates[i], users);
    if (name.empty() && !usages[i].lines.empty()) name = usages[i].lines.front().place();
    names.push_back(name.empty() ? "something" : name);
  }
  make_different(names);
  return names;
}

}  // namespace threadlings::explorer
