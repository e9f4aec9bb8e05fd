#include "verify/progress_line.hpp"

#include <fmt/core.h>

#include <cstdio>

namespace threadlings::runner {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kRedraw{50};
constexpr std::chrono::seconds kSpeak{10};  // into a log file

// Cut to the screen's width, or the line could not be rewritten. Our names are ASCII.
std::string fitted(const std::string& line, int width) {
  return line.substr(0, static_cast<std::size_t>(width) - 1);
}

}  // namespace

ProgressLine::ProgressLine(const Context& context)
    : terminal_(context.terminal), quiet_(context.json), last_(Clock::now()) {}

ProgressLine::~ProgressLine() {
  if (!drawn_) return;
  std::fputs("\r\033[K", stdout);
  std::fflush(stdout);
}

bool ProgressLine::due(int done, int all) {
  if (quiet_) return false;
  const auto pause = terminal_.interactive() ? Clock::duration(kRedraw) : Clock::duration(kSpeak);
  if (done < all && Clock::now() - last_ < pause) return false;
  last_ = Clock::now();
  return true;
}

void ProgressLine::update(int done, int all, int failed, const Job& job) {
  if (!due(done, all)) return;
  const auto line =
      fmt::format("[{}/{}] {} failed; {} {} {}", done, all, failed,
                  job.lesson.empty() ? "project" : job.lesson, name_of(job.kind), job.name);
  if (terminal_.interactive()) {
    fmt::print("\r\033[K{}", fitted(line, terminal_.width()));
    drawn_ = true;
  } else {
    fmt::print("{}\n", line);
  }
  std::fflush(stdout);
}

}  // namespace threadlings::runner
