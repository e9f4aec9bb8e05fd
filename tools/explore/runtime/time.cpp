#include "time.hpp"

#include <errno.h>
#include <sys/time.h>
#include <unistd.h>

#include "../report/observer.hpp"
#include "scheduler.hpp"

namespace threadlings::explorer {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kBoot = 1'599'000'000 * kSecond;  // when the monotonic clock began

std::int64_t offset_of(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI ? 0
                                                                                         : kBoot;
}

timespec as_timespec(std::int64_t time) {
  return {static_cast<time_t>(time / kSecond), static_cast<long>(time % kSecond)};
}

// A loop that only looks at the clock must end: after some looks each costs a millisecond.
std::int64_t read_clock() {
  Inside inside;
  Thread& self = rt.self();
  note_clock();
  constexpr unsigned kFreeLooks = 64;
  if (!self.quiet && rt.live > 1) {
    Action action;
    action.op = Op::clock;
    action.touch[0] = {kClock, self.clock_reads >= kFreeLooks};
    visible(action);
  }
  if (++self.clock_reads > kFreeLooks) advance_to(rt.now + kSecond / 1000);
  return rt.now;
}

void sleep_until(std::int64_t time, const void* pc) {
  Inside inside;
  if (rt.self().quiet) return advance_to(time);
  Action action;
  action.op = Op::sleep;
  if (rt.clock_matters)
    action.touch[0] = {kClock, true};
  else
    rt.slept = true;
  visible(action);
  advance_to(time);
  if (rt.observer) rt.observer->event(Op::sleep, 0, 0, pc);
}

}  // namespace

std::int64_t deadline_of(clockid_t clock, const timespec* time) {
  std::int64_t seconds = time->tv_sec;
  if (seconds > 4'000'000'000) seconds = 4'000'000'000;  // far enough, and no overflow
  std::int64_t deadline = seconds * kSecond + time->tv_nsec + offset_of(clock);
  return deadline;
}

}  // namespace threadlings::explorer

using namespace threadlings::explorer;
#define PC __builtin_return_address(0)

extern "C" {

int clock_gettime(clockid_t clock, timespec* result) noexcept {
  if (!MODELLED) return REAL(clock_gettime)(clock, result);
  *result = as_timespec(read_clock() - offset_of(clock));
  return 0;
}

int gettimeofday(timeval* result, void* zone) noexcept {
  if (!MODELLED) return REAL(gettimeofday)(result, zone);
  timespec now = as_timespec(read_clock());
  *result = {now.tv_sec, now.tv_nsec / 1000};
  return 0;
}

time_t time(time_t* result) noexcept {
  time_t now;
  if (MODELLED) {
    now = static_cast<time_t>(read_clock() / kSecond);
  } else {
    timespec real;
    REAL(clock_gettime)(CLOCK_REALTIME, &real);
    now = real.tv_sec;
  }
  if (result) *result = now;
  return now;
}

int nanosleep(const timespec* time, timespec* rest) {
  if (!MODELLED) return REAL(nanosleep)(time, rest);
  sleep_until(rt.now + deadline_of(CLOCK_REALTIME, time), PC);
  return 0;
}

int clock_nanosleep(clockid_t clock, int flags, const timespec* time, timespec* rest) {
  if (!MODELLED) return REAL(clock_nanosleep)(clock, flags, time, rest);
  bool absolute = flags & TIMER_ABSTIME;
  sleep_until(absolute ? deadline_of(clock, time) : rt.now + deadline_of(CLOCK_REALTIME, time), PC);
  return 0;
}

int usleep(useconds_t time) {
  if (!MODELLED) return REAL(usleep)(time);
  sleep_until(rt.now + std::int64_t{1000} * time, PC);
  return 0;
}

unsigned sleep(unsigned seconds) {
  if (!MODELLED) return REAL(sleep)(seconds);
  sleep_until(rt.now + kSecond * seconds, PC);
  return 0;
}
}
