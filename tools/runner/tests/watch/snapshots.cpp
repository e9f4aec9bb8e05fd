#include "watch/snapshots.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "files.hpp"

namespace threadlings::runner::testing {

void expect_screen(Seat& seat, const std::string& name) {
  const auto file = std::filesystem::path(THREADLINGS_SNAPSHOTS) / (name + ".txt");
  if (std::getenv("THREADLINGS_NEW_SNAPSHOTS") != nullptr) {
    std::ofstream(file) << seat.rested();
    return;
  }
  const auto wanted = read_text(file);
  if (!seat.is(wanted)) {
    ADD_FAILURE() << "the screen is not " << name << ", but\n"
                  << seat.screen() << "\nbut should be\n"
                  << wanted;
  }
}

}  // namespace threadlings::runner::testing
