#include "judge.hpp"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <optional>

#include "../report/deadlock.hpp"
#include "../report/words.hpp"
#include "../trace/calls.hpp"

namespace threadlings::faulting {

namespace {

using Found = std::optional<Finding>;

std::size_t last_call_of(const Record& record, std::size_t actor) {
  for (std::size_t i = record.calls.size(); i--;)
    if (record.calls[i].actor == actor && record.calls[i].index) return i;
  return kNone;
}

std::size_t fork_of(const Record& record, std::size_t actor) {
  for (std::size_t i = 0; i < record.calls.size(); ++i)
    if (kind_of(record.calls[i].number).group == Group::process &&
        record.calls[i].result == record.actors[actor].process)
      return i;
  return kNone;
}

Found ending(const Record& record, const Fault&) {
  const std::string who = name_of_actor(record, record.ended_by);
  switch (record.ending) {
    case Ending::refused:
      return Finding{FaultVerdict::environment, record.note};
    case Ending::killed_all: {
      const std::size_t call = last_call_of(record, record.ended_by);
      std::string text = who + " calls kill(-1, …): that would have ended every process of yours.";
      if (call != kNone)
        text = who + " calls " + call_in_words(record, record.calls[call]) +
               ": that would have ended every process of yours. -1 is what fork returns when it "
               "fails.";
      return Finding{FaultVerdict::unnoticed, text, call};
    }
    case Ending::came_back:
      return Finding{
          FaultVerdict::came_back,
          who + " came back: it went on into its parent's code, and out of the scenario.",
          last_call_of(record, record.ended_by)};
    case Ending::hang:
      return Finding{FaultVerdict::hang,
                     "no end: " + (record.ended_by == kNone ? "" : who + ": ") + record.note + ".",
                     record.ended_by == kNone ? kNone : last_call_of(record, record.ended_by)};
    case Ending::deadlock:
      return Finding{FaultVerdict::deadlock, deadlock_in_words(record),
                     record.waiting.empty() ? kNone : record.waiting.front().call_index};
    default:
      return std::nullopt;
  }
}

// Processes that were ended by a signal.
Found crash(const Record& record, const Fault& fault) {
  for (std::size_t i = 0; i < record.actors.size(); ++i) {
    const Actor& actor = record.actors[i];
    if (!actor.ended || !WIFSIGNALED(actor.status) || actor.is_thread) continue;
    const int signal = WTERMSIG(actor.status);
    const bool is_root = i == 0;
    if (!actor.hardware) {
      // abort() is how an exception that nobody catches ends: after a refusal, a report.
      if (signal == SIGABRT && (!is_root || fault.hard)) continue;
      if (!is_root) continue;  // its parent can see it, and has to
      if (signal == SIGKILL && actor.asked_for && record.ending != Ending::exited) continue;
    }
    std::string text = name_of_actor(record, i) + " was ended by " + signal_name(signal);
    if (signal == SIGPIPE) text += ": it wrote into a pipe that nobody reads any more";
    return Finding{FaultVerdict::crash, text + ".", last_call_of(record, i)};
  }
  return std::nullopt;
}

Found expectations(const Record& record, const Fault& fault) {
  if (record.failed) return Finding{FaultVerdict::check, record.message};
  if (record.ending == Ending::exited) {
    const Actor& root = record.actors[0];
    if (fault.hard && WIFSIGNALED(root.status)) return std::nullopt;  // an uncaught exception
    return Finding{FaultVerdict::check,
                   "the parent ended inside of the scenario: " + status_in_words(root.status) +
                       ". Whoever called it never learns of it.",
                   last_call_of(record, 0)};
  }
  if ((record.gave_up || record.threw) && !fault.hard) {
    const std::string how =
        (record.gave_up ? "it gave up: " : "an exception left the scenario: ") + record.reason;
    if (fault.kind == FaultKind::none)
      return Finding{FaultVerdict::check, "Without any fault, " + how + "."};
    return Finding{FaultVerdict::not_hidden,
                   "This must not be seen from outside, but " + how + "."};
  }
  return std::nullopt;
}

// Text that was in a buffer at fork, and was then written by both.
Found doubled(const Record& record) {
  for (const Pending& pending : record.pending) {
    std::size_t by_parent = kNone, by_child = kNone;
    for (std::size_t i = pending.fork; i < record.calls.size(); ++i) {
      const Call& call = record.calls[i];
      if (call.number != SYS_write || call.argument[1] != pending.buffer || call.result < 0)
        continue;
      std::size_t& by = call.actor == pending.parent ? by_parent : by_child;
      if ((call.actor == pending.parent || call.actor == pending.child) && by == kNone) by = i;
    }
    if (by_parent == kNone || by_child == kNone) continue;
    if (record.calls[by_parent].text.rfind(pending.text, 0) ||
        record.calls[by_child].text.rfind(pending.text, 0))
      continue;
    return Finding{FaultVerdict::check,
                   "printed twice: " + quoted(pending.text) +
                       " waited in a buffer when fork copied " + "it; both " +
                       name_of_actor(record, pending.parent) + " and " +
                       name_of_actor(record, pending.child) + " wrote it out.",
                   by_child};
  }
  return std::nullopt;
}

Found unsafe_handler(const Record& record) {
  if (!record.unsafe_signal) return std::nullopt;
  const std::string signal = signal_name(record.unsafe_signal);
  return Finding{FaultVerdict::check,
                 name_of_actor(record, record.unsafe_actor) + ": the handler of " + signal +
                     " calls printf or the like, and came in the middle of another such call. They "
                     "are not async-signal-safe.",
                 last_call_of(record, record.unsafe_actor)};
}

Found leak(const Record& record, const Fault& fault, bool whole_program) {
  std::vector<Leak> leaks = record.leaks;
  // A program that ends because of a failure leaves what has ended, or will, to init.
  if (whole_program && fault.hard && record.actors[0].status != 0)
    std::erase_if(leaks, [](const Leak& leak) {
      return leak.kind == Leak::zombie || leak.kind == Leak::orphan;
    });
  if (leaks.empty()) return std::nullopt;
  // Processes first: a descriptor is less.
  const Leak& first = *std::min_element(
      leaks.begin(), leaks.end(), [](const Leak& a, const Leak& b) { return a.kind < b.kind; });
  Finding finding{FaultVerdict::leak, ""};
  switch (first.kind) {
    case Leak::zombie:
      finding.message = "a zombie is left: " + name_of_actor(record, first.actor) + " has ended (" +
                        status_in_words(record.actors[first.actor].status) +
                        "), and nobody waited for it.";
      finding.culprit = fork_of(record, first.actor);
      break;
    case Leak::orphan:
      finding.message = "an orphan is left: the program ended, and did not wait for " +
                        name_of_actor(record, first.actor) + ".";
      finding.culprit = fork_of(record, first.actor);
      break;
    case Leak::process:
      finding.message = "a process is left: " + name_of_actor(record, first.actor) +
                        " still runs when the " + (whole_program ? "program" : "scenario") +
                        " has ended.";
      finding.culprit = fork_of(record, first.actor);
      break;
    case Leak::descriptor: {
      std::string numbers;
      for (const Leak& leak : leaks)
        if (leak.kind == Leak::descriptor)
          numbers += (numbers.empty() ? "" : ", ") + std::to_string(leak.number);
      const bool many = numbers.find(',') != numbers.npos;
      finding.message = (many ? "descriptors are left open: " : "a descriptor is left open: ") +
                        numbers + " (" + descriptor_in_words(first.opened) + ").";
      finding.culprit = first.made_by;
      break;
    }
  }
  return finding;
}

}  // namespace

Finding judge(const Record& record, const Fault& fault, bool whole_program,
              const Expected* expected) {
  if (Found found = ending(record, fault)) return *found;
  if (Found found = crash(record, fault)) return *found;
  if (Found found = unsafe_handler(record)) return *found;
  if (Found found = doubled(record)) return *found;
  if (whole_program) {
    if (Found found = came_back(record)) return *found;
    const Finding finding = judge_program_end(record, fault, expected);
    if (finding.verdict != FaultVerdict::pass) return finding;
    if (expected)
      if (Found found = lost_descriptors(record, fault, *expected)) return *found;
  } else if (Found found = expectations(record, fault)) {
    return *found;
  }
  if (Found found = leak(record, fault, whole_program)) return *found;
  return {};
}

}  // namespace threadlings::faulting
