// Three texts made into one: what we changed and what they changed, line by line.
//
// Thread safety:  a pure function.
#pragma once

#include <optional>
#include <string>

namespace threadlings::runner {

// `base` with the changes of both sides; nothing where both changed the same or touching lines
// differently. If `ours` has lines that end in CR LF, so has the result.
std::optional<std::string> merge_texts(const std::string& base, const std::string& ours,
                                       const std::string& theirs);

}  // namespace threadlings::runner
