// A timetable of lessons, for workshops.
//
// Thread safety:  pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace threadlings::runner {

struct TimedLesson {
  std::string heading;
  std::string part;
  int minutes = 0;
};

// One line of the timetable: a part's heading, a lesson, or a break.
struct TimetableEntry {
  enum class Kind { part, lesson, pause };
  Kind kind;
  std::string text;
  int minutes = 0;
  int begin = 0;  // minutes since midnight if it has a beginning, else since the first lesson
};

// All lessons in their order; a part's minutes are its sum. With a beginning there are breaks of 15
// minutes: before a lesson that would make it more than 90 minutes of work in a row.
std::vector<TimetableEntry> timetable(const std::vector<TimedLesson>& lessons,
                                      std::optional<int> begin);

// "09:00" -> 540; nothing if it is no time of day.
std::optional<int> time_of_day(const std::string& text);

// 545 -> "9:05"; with leading zero and modulo 24 hours: "09:05"
std::string hours_and_minutes(int minutes);
std::string clock_time(int minutes);

}  // namespace threadlings::runner
