#include "finished_files.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include "interrupt.hpp"
#include "toolchain.hpp"

namespace threadlings {
namespace {

namespace fs = std::filesystem;
using FileClock = fs::file_time_type::clock;

// An archive is written in several steps (ar for some objects each, ranlib), a moment apart.
constexpr std::chrono::seconds kQuiet{2};
constexpr std::chrono::milliseconds kPause{50};
constexpr std::chrono::seconds kPatience{30};

using Stamps = std::vector<std::pair<fs::file_time_type, std::uintmax_t>>;

// When each was written, and how long it is; a missing one has neither.
Stamps stamps_of(const std::vector<fs::path>& files) {
  Stamps stamps;
  for (const fs::path& file : files) {
    std::error_code missing;
    const auto written = fs::last_write_time(file, missing);
    stamps.emplace_back(missing ? fs::file_time_type::min() : written,
                        missing ? 0 : fs::file_size(file, missing));
  }
  return stamps;
}

bool finished(const fs::path& file) {
  std::error_code missing;
  const auto written = fs::last_write_time(file, missing);
  // One from the future was written by another clock.
  const auto age = FileClock::now() - written;
  return !missing && (age > kQuiet || age < -kQuiet);
}

void wait_until_finished(const fs::path& file) {
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (!finished(file) && !interrupted()) {
    if (std::chrono::steady_clock::now() > give_up) {
      throw EnvironmentError(file.string() +
                             " is missing or still being built. Start ./threadlings, which builds "
                             "it, and then check again");
    }
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace

CommandResult with_finished_files(const std::vector<fs::path>& files,
                                  const std::function<CommandResult()>& build) {
  while (true) {
    const Stamps before = stamps_of(files);
    bool all_finished = true;
    for (const fs::path& file : files) all_finished = all_finished && finished(file);
    CommandResult result = build();
    const bool undisturbed = all_finished && stamps_of(files) == before;
    if (result.status == 0 || undisturbed || interrupted()) return result;
    for (const fs::path& file : files) wait_until_finished(file);
  }
}

}  // namespace threadlings
