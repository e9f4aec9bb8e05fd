#include "trace.hpp"

#include <unwind.h>

#include <cstring>

#include "../runtime/scheduler.hpp"

namespace threadlings::explorer {

namespace {

bool within(const void* pc, std::uintptr_t low, std::uintptr_t high) {
  return reinterpret_cast<std::uintptr_t>(pc) - low < high - low;
}

// std::thread::join, condition_variable::wait and others are compiled into libstdc++, which has no
// hooks. Who called them is found by unwinding: the first of the program's functions behind it.
const void* caller_of_library(const void* pc) {
  struct Search {
    const void* pc;
    bool in_library = false;
    const void* found = nullptr;
  } search{pc};
  auto look = [](_Unwind_Context* context, void* argument) {
    auto& s = *static_cast<Search*>(argument);
    auto* here = reinterpret_cast<const void*>(_Unwind_GetIP(context));
    if (within(here, rt.library_low, rt.library_high)) {
      s.in_library = true;
    } else if (s.in_library && within(here, rt.program_low, rt.program_high)) {
      s.found = here;
      return _URC_END_OF_STACK;
    }
    return _URC_NO_REASON;
  };
  _Unwind_Backtrace(look, &search);
  return search.found ? search.found : pc;
}

Stack stack_from(const void* pc) {
  const Thread& self = rt.self();
  if (within(pc, rt.library_low, rt.library_high)) pc = caller_of_library(pc);
  Stack stack{pc};
  for (std::uint32_t i = self.depth < kMaxFrames ? self.depth : kMaxFrames; i-- > 0;)
    stack.push_back(self.frames[i]);
  return stack;
}

std::uint64_t value_at(std::uintptr_t address, unsigned size) {
  std::uint64_t value = 0;
  memcpy(&value, reinterpret_cast<const void*>(address), size < 8 ? size : 8);
  return value;
}

bool is_plain(Op op) {
  return op == Op::read || op == Op::write;
}

}  // namespace

// A compiler may announce `a = b` as a write of a and a read of b, and only then do it. So what was
// written is looked at after the reads that follow.
bool Trace::may_be_read_for_the_write(Op op) const {
  return op == Op::read && unsettled_ >= 0 &&
         events[static_cast<std::size_t>(unsettled_)].thread == rt.current;
}

std::uint32_t Trace::event(Op op, std::uintptr_t object, unsigned size, const void* pc) {
  if (!may_be_read_for_the_write(op)) settle();
  Event event{};
  event.op = op;
  event.thread = rt.current;
  event.object = object;
  event.size = size;
  event.wakes = -1;
  event.preempts = preempted_;
  preempted_ = false;
  event.stack = stack_from(pc);
  if (is_plain(op) && size <= 8 && object > 4096) {
    event.has_before = true;
    event.before = value_at(object, size);
    if (op == Op::write) unsettled_ = static_cast<int>(events.size());
  }
  events.push_back(std::move(event));
  return static_cast<std::uint32_t>(events.size() - 1);
}

void Trace::before(std::uint64_t value) {
  events.back().before = value;
  events.back().has_before = true;
}

void Trace::after(std::uint64_t value) {
  events.back().after = value;
  events.back().has_after = true;
}

void Trace::note(const char* text) {
  if (!events.empty()) events.back().note = text;
}

std::uint32_t Trace::last_write(std::uintptr_t address) const {
  for (std::size_t i = events.size(); i-- > 0;) {
    const Event& e = events[i];
    if ((e.op == Op::write || e.has_after) && e.object <= address && address < e.object + e.size)
      return static_cast<std::uint32_t>(i);
  }
  return ~0u;
}

void Trace::stale(std::uint32_t writer, std::uint32_t newer) {
  events.back().writer = static_cast<int>(writer);
  events.back().newer = static_cast<int>(newer);
}

void Trace::overtaken(std::uint32_t newer) {
  events.back().newer = static_cast<int>(newer);
}

void Trace::intent(const void* pc) {
  intents_[rt.current] = stack_from(pc);
}
void Trace::releases(std::uintptr_t mutex) {
  events.back().releases = mutex;
}
void Trace::wakes(unsigned thread) {
  events.back().wakes = static_cast<int>(thread);
}

void Trace::switched(unsigned, unsigned, bool preempted) {
  settle();
  preempted_ = preempted;
}

void Trace::settle() {
  if (unsettled_ < 0) return;
  Event& event = events[static_cast<std::size_t>(unsettled_)];
  unsettled_ = -1;
  event.after = value_at(event.object, event.size);
  event.has_after = true;
}

void Trace::finish() {
  if (rt.failure &&
      (rt.failure->verdict == Verdict::deadlock || rt.failure->verdict == Verdict::livelock))
    settle();
  unsettled_ = -1;  // else the run failed before it wrote
  threads = rt.count;
  for (unsigned i = 0; i < rt.count; ++i) {
    const Thread& thread = rt.threads[i];
    if (thread.state != Thread::alive || !thread.pending.ready) continue;
    Waiting w{};
    w.thread = i;
    w.op = thread.pending.op;
    w.spins = thread.pending.spins;
    w.object = thread.pending.object;
    w.owner = w.taken = -1;
    w.stack = intents_[i];
    if (w.op == Op::join) {
      w.owner = static_cast<int>(thread.pending.object);
    } else if (thread.pending.sync) {
      const Sync& sync = rt.syncs[thread.pending.sync];
      w.owner = sync.owner >= 0 ? sync.owner
                : sync.readers  ? static_cast<int>(lowest(sync.readers))
                                : -1;
      if (w.owner >= 0) w.taken = static_cast<int>(sync.taken);
    }
    waiting.push_back(std::move(w));
  }
}

}  // namespace threadlings::explorer
