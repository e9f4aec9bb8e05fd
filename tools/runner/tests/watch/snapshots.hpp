// Screens as they must be, kept as text files in tests/watch/snapshots/.
//
// THREADLINGS_NEW_SNAPSHOTS=1 writes them anew: look at each before you commit it.
#pragma once

#include <string>

#include "watch/seat.hpp"

namespace threadlings::runner::testing {

// Waits until the screen is as the file `name` says; fails with both if that does not come.
void expect_screen(Seat& seat, const std::string& name);

}  // namespace threadlings::runner::testing
