// What the runtime tells about a run that is replayed for a report. Never called while searching.
#pragma once

#include <cstdint>

#include "../runtime/action.hpp"

namespace threadlings::explorer {

class Observer {
 public:
  virtual ~Observer() = default;
  // An event of the running thread; `pc` is where it was called from. Returns its number.
  virtual std::uint32_t event(Op op, std::uintptr_t object, unsigned size, const void* pc) = 0;
  // Values of the last event: before it, and after it.
  virtual void before(std::uint64_t value) = 0;
  virtual void after(std::uint64_t value) = 0;
  virtual void note(const char* text) = 0;
  virtual std::uint32_t last() const = 0;  // the number of the last event
  virtual std::uint32_t last_write(std::uintptr_t address) const = 0;
  // Weak memory: the last event has read what event `writer` has stored, although `newer` was there
  // already; it stores in front of what event `newer` has stored. ~0: no event.
  virtual void stale(std::uint32_t writer, std::uint32_t newer) = 0;
  virtual void overtaken(std::uint32_t newer) = 0;
  // The running thread is about to wait, called from `pc`.
  virtual void intent(const void* pc) = 0;
  // The last event gives this mutex free while its thread waits.
  virtual void releases(std::uintptr_t mutex) = 0;
  // The last event lets this thread go on.
  virtual void wakes(unsigned thread) = 0;
  // The running thread was preempted: it could have gone on.
  virtual void switched(unsigned from, unsigned to, bool preempted) = 0;
};

}  // namespace threadlings::explorer
