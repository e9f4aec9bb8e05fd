#include "deadlock.hpp"

#include <sys/syscall.h>

#include <cstdint>

#include "../trace/calls.hpp"
#include "words.hpp"

namespace threadlings::faulting {

namespace {

// Who else has the other end of the pipe that `waiting` is stuck in: "parent (4)".
std::string holders(const Record& record, const Descriptor& end, bool writers) {
  std::string text;
  for (const Waiting& other : record.waiting) {
    if (record.actors[other.actor].is_thread) continue;
    std::string numbers;
    for (const auto& [number, descriptor] : other.descriptors)
      if (descriptor.target == end.target && (writers ? descriptor.writes : descriptor.reads))
        numbers += (numbers.empty() ? "" : ", ") + std::to_string(number);
    if (numbers.empty()) continue;
    text += (text.empty() ? "" : ", ") + name_of_actor(record, other.actor) + " (" + numbers + ")";
  }
  return text;
}

std::string waits_in(const Record& record, const Waiting& waiting) {
  const std::string who = name_of_actor(record, waiting.actor);
  if (waiting.call_index == kNone) return who + " waits";
  const Call& call = record.calls[waiting.call_index];
  std::string text = who + " waits in " + call_in_words(record, call);
  const Group group = kind_of(call.number).group;
  if (group != Group::input && group != Group::output) return text;
  auto found = waiting.descriptors.find(static_cast<int>(call.argument[0]));
  if (found == waiting.descriptors.end() ||
      (found->second.what != What::pipe && found->second.what != What::fifo))
    return text;
  const bool reads = group == Group::input;
  const std::string others = holders(record, found->second, reads);
  if (reads)
    return text + " for data or the end of a pipe, whose write end is still open in " + others;
  return text + ": the pipe is full; its read end is open in " + others;
}

}  // namespace

std::string deadlock_in_words(const Record& record) {
  std::string text;
  for (const Waiting& waiting : record.waiting)
    text += (text.empty() ? "" : "; ") + waits_in(record, waiting);
  return text + ".";
}

}  // namespace threadlings::faulting
