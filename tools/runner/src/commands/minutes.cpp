#include "minutes.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "choice.hpp"
#include "commands/commands.hpp"
#include "errors.hpp"
#include "screen/text.hpp"

namespace threadlings::runner {
namespace {

using Kind = TimetableEntry::Kind;

TimedLesson timed(const Lesson& lesson) {
  auto matter = front_matter(lesson);
  const auto& text = matter["minutes"];
  const bool number = !text.empty() && text.size() <= 4 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  if (!number) {
    throw RunnerError("lessons/" + lesson.key +
                      "/README.md does not say how many minutes it takes");
  }
  return {heading_of(lesson), matter["part"], std::stoi(text)};
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// The lessons whose part begins like this.
std::vector<TimedLesson> in_part(const std::vector<TimedLesson>& lessons, const std::string& part) {
  std::vector<TimedLesson> chosen;
  std::string parts;
  for (const auto& lesson : lessons) {
    if (lower(lesson.part).starts_with(lower(part))) chosen.push_back(lesson);
    if (parts.find(lesson.part) == std::string::npos) {
      parts += (parts.empty() ? "" : ", ") + lesson.part;
    }
  }
  if (!chosen.empty()) return chosen;
  throw UsageError("there is no part \"" + part + "\"; there are: " + parts);
}

std::string when(const TimetableEntry& entry, bool by_clock) {
  const int end = entry.begin + entry.minutes;
  if (!by_clock) return hours_and_minutes(end);
  return clock_time(entry.begin) + " - " + clock_time(end);
}

std::string row(const Context& context, const TimetableEntry& entry, bool by_clock) {
  const auto minutes = fmt::format("{:>4} min", entry.minutes);
  switch (entry.kind) {
    case Kind::part:
      return context.terminal.paint(Tone::strong, filled(entry.text, 44) + minutes);
    case Kind::pause:
      return context.terminal.paint(
          Tone::faint, "  " + filled(entry.text, 42) + minutes + "   " + when(entry, by_clock));
    case Kind::lesson:
      break;
  }
  return "  " + filled(entry.text, 42) + minutes + "   " + when(entry, by_clock);
}

}  // namespace

int minutes_command(const Context& context, const MinutesOptions& options) {
  std::vector<TimedLesson> lessons;
  for (const auto& lesson : all_lessons(context)) lessons.push_back(timed(lesson));
  if (!options.part.empty()) lessons = in_part(lessons, options.part);
  const auto begin = options.from.empty() ? std::nullopt : time_of_day(options.from);
  if (!options.from.empty() && !begin) {
    throw UsageError("--from takes a time of day, for example 09:00, not " + options.from);
  }
  int work = 0;
  int breaks = 0;
  for (const auto& entry : timetable(lessons, begin)) {
    fmt::print("{}\n", row(context, entry, begin.has_value()));
    if (entry.kind == Kind::lesson) work += entry.minutes;
    if (entry.kind == Kind::pause) breaks += entry.minutes;
  }
  fmt::print("\n{} lesson{}: {} h{}\n", lessons.size(), lessons.size() == 1 ? "" : "s",
             hours_and_minutes(work),
             begin ? fmt::format(", with breaks {} h, until {}", hours_and_minutes(work + breaks),
                                 clock_time(*begin + work + breaks))
                   : "");
  return 0;
}

}  // namespace threadlings::runner
