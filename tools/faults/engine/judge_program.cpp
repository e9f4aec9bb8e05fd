// A whole program is judged by its exit status and its output.
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <optional>
#include <sstream>

#include "../report/words.hpp"
#include "../trace/calls.hpp"
#include "judge.hpp"

namespace threadlings::faulting {

namespace {

using Found = std::optional<Finding>;

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

// Where fork has failed, its result is waited for as if it were a child.
Found waits_for_nobody(const Record& record, const Fault& fault, const Expected& expected) {
  if (!fault.hard || !record.errors.empty()) return std::nullopt;
  for (std::size_t i = 0; i < record.calls.size(); ++i) {
    const Call& call = record.calls[i];
    if (call.number != SYS_wait4 || static_cast<pid_t>(call.argument[0]) > 0) continue;
    if (!expected.waits.count(call.stack)) continue;
    return Finding{FaultVerdict::unnoticed,
                   "Nobody noticed: exit status 0 and nothing on stderr, but " +
                       name_of_actor(record, call.actor) + " calls " + call_in_words(record, call) +
                       ", because no child was made.",
                   i};
  }
  return std::nullopt;
}

bool asks_how_it_ended(const Call& call, pid_t child) {
  if (call.number == SYS_wait4) return call.result == child && call.argument[1];
  return false;
}

// A child was killed before its work was done, its parent has asked how it ended, and goes on as if
// it had ended well. (Who starts another one in its place has noticed.)
Found ignores_the_death(const Record& record, const Fault& fault, const Expected& expected) {
  if (fault.kind != FaultKind::killed || !record.errors.empty()) return std::nullopt;
  if (fault.number == SYS_exit_group || record.actors.size() > expected.processes)
    return std::nullopt;
  for (std::size_t i = 0; i < record.actors.size(); ++i) {
    if (record.actors[i].name != fault.process) continue;
    for (std::size_t at = 0; at < record.calls.size(); ++at) {
      if (!asks_how_it_ended(record.calls[at], record.actors[i].process)) continue;
      return Finding{FaultVerdict::unnoticed,
                     "Nobody noticed: " + name_of_actor(record, i) +
                         " was killed before its work was done, and " +
                         name_of_actor(record, record.calls[at].actor) +
                         " goes on as if it had ended with 0. (WIFEXITED comes before "
                         "WEXITSTATUS.)",
                     at};
    }
  }
  return std::nullopt;
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

Expected expected_from(const Record& base) {
  Expected expected;
  expected.lines = lines_in_order(base.output);
  expected.processes = base.actors.size();
  for (const Call& call : base.calls)
    if (call.number == SYS_wait4 && static_cast<pid_t>(call.argument[0]) > 0)
      expected.waits.insert(call.stack);
  return expected;
}

namespace {

// perror duplicates stderr and strerror opens files, so those do not count.
bool begins_work(const Call& call) {
#ifdef __x86_64__
  if (call.number == SYS_pipe) return true;
#endif
  return kind_of(call.number).group == Group::process || call.number == SYS_pipe2 ||
         call.number == SYS_socketpair || call.number == SYS_socket;
}

}  // namespace

std::optional<Finding> lost_descriptors(const Record& record, const Fault& fault,
                                        const Expected& expected) {
  if (!fault.hard || record.left_open.size() <= expected.left_open) return std::nullopt;
  const std::size_t at = fault_call(record);
  bool goes_on = false;
  for (std::size_t i = at + 1; at != kNone && i < record.calls.size(); ++i) {
    const Call& call = record.calls[i];
    goes_on = goes_on || (call.actor == 0 && call.index && begins_work(call));
  }
  // A program that ends because of a failure leaves them to the kernel.
  if (!goes_on && record.actors[0].status != 0) return std::nullopt;
  std::string numbers;
  for (const Leak& leak : record.left_open)
    numbers += (numbers.empty() ? "" : ", ") + std::to_string(leak.number);
  return Finding{FaultVerdict::leak,
                 "descriptors are lost where something fails: " + numbers +
                     " are still open at the end; without a fault there are " +
                     std::to_string(expected.left_open) + ".",
                 record.left_open.front().made_by};
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
  if (!expected || fault.loses_output) return {};
  if (Found found = waits_for_nobody(record, fault, *expected)) return *found;
  if (lines_in_order(record.output) == expected->lines)
    return ignores_the_death(record, fault, *expected).value_or(Finding{});
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
