#include "minutes.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

namespace threadlings::runner {
namespace {

constexpr int kWorkInARow = 90;
constexpr int kBreak = 15;
constexpr int kDay = 24 * 60;

int minutes_of_part(const std::vector<TimedLesson>& lessons, const std::string& part) {
  int sum = 0;
  for (const auto& lesson : lessons) sum += lesson.part == part ? lesson.minutes : 0;
  return sum;
}

}  // namespace

std::vector<TimetableEntry> timetable(const std::vector<TimedLesson>& lessons,
                                      std::optional<int> begin) {
  using Kind = TimetableEntry::Kind;
  std::vector<TimetableEntry> entries;
  int now = begin.value_or(0);
  int in_a_row = 0;
  std::string part;
  for (const auto& lesson : lessons) {
    if (begin && in_a_row > 0 && in_a_row + lesson.minutes > kWorkInARow) {
      entries.push_back({Kind::pause, "break", kBreak, now});
      now += kBreak;
      in_a_row = 0;
    }
    if (lesson.part != part) {
      part = lesson.part;
      entries.push_back({Kind::part, part, minutes_of_part(lessons, part), now});
    }
    entries.push_back({Kind::lesson, lesson.heading, lesson.minutes, now});
    now += lesson.minutes;
    in_a_row += lesson.minutes;
  }
  return entries;
}

std::optional<int> time_of_day(const std::string& text) {
  const auto colon = text.find(':');
  const auto number = [](const std::string& digits, int limit) -> std::optional<int> {
    const bool good = !digits.empty() && digits.size() <= 2 &&
                      std::all_of(digits.begin(), digits.end(),
                                  [](unsigned char c) { return std::isdigit(c) != 0; });
    if (!good || std::stoi(digits) >= limit) return std::nullopt;
    return std::stoi(digits);
  };
  if (colon == std::string::npos) return std::nullopt;
  const auto hours = number(text.substr(0, colon), 24);
  const auto minutes = number(text.substr(colon + 1), 60);
  if (!hours || !minutes || text.size() != colon + 3) return std::nullopt;
  return *hours * 60 + *minutes;
}

std::string hours_and_minutes(int minutes) {
  return fmt::format("{}:{:02}", minutes / 60, minutes % 60);
}

std::string clock_time(int minutes) {
  return fmt::format("{:02}:{:02}", minutes % kDay / 60, minutes % 60);
}

}  // namespace threadlings::runner
