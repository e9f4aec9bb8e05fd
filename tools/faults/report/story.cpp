#include "story.hpp"

#include <sys/wait.h>

#include <cstdint>

#include "../trace/calls.hpp"
#include "words.hpp"

namespace threadlings::faulting {

namespace {

bool same(const Row& a, const Row& b) {
  return a.actor == b.actor && a.what == b.what && a.result == b.result && a.note == b.note &&
         !a.injected && !b.injected && !a.culprit && !b.culprit && a.line.number == b.line.number &&
         a.line.file == b.line.file;
}

// What a program does when exec has started it is of no interest, until it reads and writes.
bool is_loader(const Call& call) {
  if (!call.after_exec || call.fault || (call.slept && !call.returned)) return false;
  const Group group = kind_of(call.number).group;
  return group == Group::memory || group == Group::descriptor || group == Group::close ||
         group == Group::other || (group == Group::input && !call.slept);
}

std::string injected_note(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::delayed:
      return "injected: delayed until here";
    case FaultKind::killed:
      return "injected: SIGKILL before this call";
    default:
      return "injected: " + fault.what();
  }
}

}  // namespace

Story tell(const Record& record, const Fault& fault, const Finding& finding,
           const std::vector<Line>& lines) {
  Story story;
  for (std::size_t i = 0; i < record.actors.size(); ++i)
    story.names.push_back(name_of_actor(record, i));
  for (const Event& event : record.events) {
    Row row;
    row.actor = event.actor;
    const Call* call = event.call_index == kNone ? nullptr : &record.calls[event.call_index];
    switch (event.kind) {
      case Event::call:
        if (!call || !call->index || is_loader(*call)) continue;
        row.what = call_in_words(record, *call);
        row.line = lines[event.call_index];
        row.culprit = event.call_index == finding.culprit;
        row.injected = call->fault;
        if (call->fault && fault.kind == FaultKind::delayed) {
          row.note = "injected: delayed, all others go on first";
        } else if (call->slept) {
          row.note = call->returned ? "waits …" : "waits, for ever";
        }
        if (!call->slept || !call->returned) row.result = result_in_words(record, *call);
        if (call->fault && fault.kind != FaultKind::delayed) row.note = injected_note(fault);
        break;
      case Event::woken:
        if (!call || !call->index) continue;
        row.what = "… " + call_in_words(record, *call);
        row.result = result_in_words(record, *call);
        row.line = lines[event.call_index];
        break;
      case Event::signal:
        row.what = "signal " + signal_name(event.value);
        break;
      case Event::ended:
        row.what = status_in_words(event.value);
        break;
      case Event::note:
        row.what = event.text;
        break;
    }
    if (!story.rows.empty() && same(story.rows.back(), row)) {
      ++story.rows.back().times;
    } else {
      story.rows.push_back(row);
    }
  }
  return story;
}

}  // namespace threadlings::faulting
