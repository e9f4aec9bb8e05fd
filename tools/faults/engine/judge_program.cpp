// A whole program is judged by its exit status and its output.
#include <sys/wait.h>

#include <algorithm>
#include <sstream>

#include "../report/words.hpp"
#include "judge.hpp"

namespace threadlings::faulting {

namespace {

std::string first_difference(const std::vector<std::string>& base,
                             const std::vector<std::string>& now) {
  for (const std::string& line : base)
    if (std::count(base.begin(), base.end(), line) > std::count(now.begin(), now.end(), line))
      return "the line \"" + line + "\" is missing in its output";
  for (const std::string& line : now)
    if (std::count(now.begin(), now.end(), line) > std::count(base.begin(), base.end(), line))
      return "its output has the line \"" + line + "\", which is not there without a fault";
  return "";
}

}  // namespace

// Processes may print in another order.
std::vector<std::string> lines_in_order(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  return lines;
}

Finding judge_program_end(const Record& record, const Fault& fault, const Expected* expected) {
  const Actor& root = record.actors[0];
  const bool good = WIFEXITED(root.status) && WEXITSTATUS(root.status) == 0;
  if (!good) {
    if (fault.hard) return {};
    const std::string text = "the program ended with " + status_in_words(root.status);
    if (fault.kind == FaultKind::none)
      return {FaultVerdict::check, text + ", without any fault.", kNone};
    return {FaultVerdict::not_hidden, "This must not be seen from outside, but " + text + ".",
            kNone};
  }
  if (!expected || lines_in_order(record.output) == expected->lines) return {};
  if (fault.hard && !record.errors.empty()) return {};
  const std::string difference = first_difference(expected->lines, lines_in_order(record.output));
  if (fault.kind == FaultKind::none)
    return {FaultVerdict::check, "With another order of the processes, " + difference + ".", kNone};
  if (fault.hard)
    return {FaultVerdict::unnoticed,
            "Nobody noticed: exit status 0 and nothing on stderr, but " + difference + ".", kNone};
  return {FaultVerdict::not_hidden, "This must not be seen from outside, but " + difference + ".",
          kNone};
}

}  // namespace threadlings::faulting
