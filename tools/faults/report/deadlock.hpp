// Who waits for what, and who holds the other end.
#pragma once

#include <string>

#include "../engine/record.hpp"

namespace threadlings::faulting {

std::string deadlock_in_words(const Record& record);

}  // namespace threadlings::faulting
