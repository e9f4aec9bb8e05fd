// Everything that happened in one run, as recorded while it is replayed.
#pragma once

#include <string>
#include <vector>

#include "../runtime/runtime.hpp"
#include "observer.hpp"

namespace threadlings::explorer {

using Stack = std::vector<const void*>;  // innermost first; return addresses

struct Event {
  Op op;
  unsigned thread;
  std::uintptr_t object;
  unsigned size;
  std::uintptr_t releases = 0;  // the mutex that is free while a condition variable is waited for
  bool has_before = false, has_after = false;
  bool preempts = false;  // the thread that ran before could have gone on
  int wakes = -1;
  int writer = -1;  // weak memory: the event whose store it has read, if known,
  int newer = -1;   // and a store that it has not seen; or that its own is in front of
  std::uint64_t before = 0, after = 0;
  std::string note;
  Stack stack;
};

struct Waiting {  // a thread that is blocked at the end
  unsigned thread;
  Op op;
  bool spins;
  std::uintptr_t object;
  int owner = -1;  // who holds it, if somebody does
  int taken = -1;  // the event in which it was taken
  Stack stack;
};

class Trace : public Observer {
 public:
  std::uint32_t event(Op op, std::uintptr_t object, unsigned size, const void* pc) override;
  void before(std::uint64_t value) override;
  void after(std::uint64_t value) override;
  void note(const char* text) override;
  std::uint32_t last() const override { return static_cast<std::uint32_t>(events.size() - 1); }
  std::uint32_t last_write(std::uintptr_t address) const override;
  void stale(std::uint32_t writer, std::uint32_t newer) override;
  void overtaken(std::uint32_t newer) override;
  void intent(const void* pc) override;
  void releases(std::uintptr_t mutex) override;
  void wakes(unsigned thread) override;
  void switched(unsigned from, unsigned to, bool preempted) override;
  void finish();  // the run is over

  std::vector<Event> events;
  std::vector<Waiting> waiting;
  unsigned threads = 0;

 private:
  void settle();  // reads what the last plain write has written
  bool may_be_read_for_the_write(Op op) const;

  int unsettled_ = -1;
  bool preempted_ = false;
  Stack intents_[kMaxThreads];
};

}  // namespace threadlings::explorer
