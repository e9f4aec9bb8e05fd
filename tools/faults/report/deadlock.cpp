#include "deadlock.hpp"

#include <sys/syscall.h>

#include <cstdint>

#include "../trace/calls.hpp"
#include "words.hpp"

namespace threadlings::faulting {

namespace {

// Who has the other end of the pipe that `waiting` is stuck in: "parent itself (4), child 1 (4)".
std::string holders(const Record& record, const Waiting& waiting, const Descriptor& end,
                    bool writers) {
  std::string text;
  for (const Waiting& other : record.waiting) {
    if (record.actors[other.actor].is_thread) continue;
    std::string numbers;
    for (const auto& [number, descriptor] : other.descriptors)
      if (descriptor.target == end.target && (writers ? descriptor.writes : descriptor.reads))
        numbers += (numbers.empty() ? "" : ", ") + std::to_string(number);
    if (numbers.empty()) continue;
    const bool same = record.actors[other.actor].process == record.actors[waiting.actor].process;
    text += (text.empty() ? "" : ", ") + name_of_actor(record, other.actor) +
            (same ? " itself" : "") + " (" + numbers + ")";
  }
  return text.empty() ? "nobody that could be seen" : text;
}

// What one descriptor keeps it waiting for; "" if that is not known.
std::string for_descriptor(const Record& record, const Waiting& waiting,
                           const Waiting::Polled& polled) {
  const auto found = waiting.descriptors.find(polled.number);
  if (found == waiting.descriptors.end()) return "";
  const Descriptor& end = found->second;
  const std::string number = std::to_string(polled.number);
  if (end.what == What::socket)
    return polled.reads ? number + " is a socket from which nothing comes"
                        : number + " is a socket that takes no more";
  if (end.what != What::pipe && end.what != What::fifo) return "";
  if (polled.reads)
    return number + " is the read end of a pipe that is empty; its write end is still open in " +
           holders(record, waiting, end, true);
  return "the pipe is full; its read end is open in " + holders(record, waiting, end, false);
}

std::string for_what(const Record& record, const Waiting& waiting, const Call& call) {
  switch (kind_of(call.number).group) {
    case Group::wait:
      return "for a child that does not end";
    case Group::suspend:
      return "for a signal, and nobody is left to send one";
    case Group::lock:
      return "for a lock, a semaphore or a thread";
    default:
      break;
  }
  std::string text;
  for (const Waiting::Polled& polled : waiting.polled) {
    const std::string one = for_descriptor(record, waiting, polled);
    if (!one.empty()) text += (text.empty() ? "" : ", ") + one;
  }
  return text;
}

std::string waits_in(const Record& record, const Waiting& waiting) {
  const std::string who = name_of_actor(record, waiting.actor);
  if (waiting.call_index == kNone) return who + " waits";
  const Call& call = record.calls[waiting.call_index];
  const std::string what = for_what(record, waiting, call);
  return who + " waits in " + call_in_words(record, call) +
         (what.empty() ? "" : (what.rfind("for ", 0) ? ": " : " ") + what);
}

}  // namespace

std::string deadlock_in_words(const Record& record) {
  std::string text;
  for (const Waiting& waiting : record.waiting)
    text += (text.empty() ? "" : "; ") + waits_in(record, waiting);
  return text + ".";
}

}  // namespace threadlings::faulting
