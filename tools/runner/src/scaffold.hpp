// The files of a new lesson: a skeleton that compiles, is judged, and is honest about what is still
// to be written.
//
// Thread safety:  pure functions.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace threadlings::runner {

// What an author must replace carries this mark; verify fails a lesson as long as one is left.
inline constexpr auto kAuthorMark = "TODO(author)";

// "55_my_lesson": two or three digits, then small letters, digits and underscores.
bool is_lesson_key(const std::string& key);

// Paths relative to the project's root, and their texts. Precondition: is_lesson_key(key).
std::vector<std::pair<std::string, std::string>> skeleton(const std::string& key);

}  // namespace threadlings::runner
