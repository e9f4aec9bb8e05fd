#include "back_off.hpp"

#include "mutex.hpp"
#include "scheduler.hpp"

namespace threadlings::explorer {

namespace {

constexpr std::uint32_t kTries = 2;

bool backs_off(const Thread& thread) {
  return thread.failed_tries >= kTries;
}

bool another_attempt_is_under_way(const Thread& self) {
  for (unsigned i = 0; i < rt.count; ++i) {
    const Thread& other = rt.threads[i];
    if (&other != &self && other.state == Thread::alive && other.attempts) return true;
  }
  return false;
}

bool may_begin(const Thread& self) {
  return rt.syncs[self.failed_sync].owner < 0 && !another_attempt_is_under_way(self);
}

bool may_begin_with_a_free_one(const Thread& self) {
  return is_free(self) && may_begin(self);
}

void end_of_trouble(Thread& self) {
  self.failed_tries = 0;
  self.attempts = false;
}

}  // namespace

void begin_attempt(Action& action) {
  Thread& self = rt.self();
  if (!backs_off(self) || self.attempts) return;
  rt.limited_retries = true;
  action.ready_when_forced = action.ready;
  action.ready = action.ready ? may_begin_with_a_free_one : may_begin;
  action.patient = true;
}

// An attempt has come to a good end when a try succeeds and what was missing is there, too. (After
// a failure, std::lock first waits for what it could not get, and then tries the others.)
void note_taken(const Sync& mutex, bool tried) {
  Thread& self = rt.self();
  if (!self.failed_tries) return;
  const bool has_it = self.failed_sync == index_of(mutex) ||
                      rt.syncs[self.failed_sync].owner == static_cast<int>(rt.current);
  if (tried && has_it)
    end_of_trouble(self);
  else
    self.attempts = backs_off(self);
}

void note_given(const Sync& mutex) {
  Thread& self = rt.self();
  if (self.failed_tries && self.failed_sync == index_of(mutex)) end_of_trouble(self);
}

void note_not_taken(const Sync& mutex) {
  Thread& self = rt.self();
  ++self.failed_tries;
  self.failed_sync = index_of(mutex);
  self.attempts = false;
}

}  // namespace threadlings::explorer
