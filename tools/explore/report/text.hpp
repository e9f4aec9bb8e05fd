#pragma once

#include <string>

#include "story.hpp"

namespace threadlings::explorer {

// What went wrong, in one or two sentences.
std::string message_for(const Failure& failure, const Story& story);

// The interleaving: one column for each thread, at most some thirty lines.
std::string columns(const Story& story);

// Who waits for what, held by whom since which line.
std::string table_of(const Story& story);

}  // namespace threadlings::explorer
