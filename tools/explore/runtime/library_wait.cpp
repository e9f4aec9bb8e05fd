// std::atomic::wait and notify as libstdc++ 16 has them: its headers look at the atomic, and
// functions of the compiled library sleep and wake. Those functions are replaced here. The headers
// look again after each sleep, as libstdc++ 12 to 15 do in their own loops, so all versions make
// the same steps (see atomic_wait.hpp). (Contract: <bits/atomic_wait.h> and
// <bits/atomic_timed_wait.h> of libstdc++ 16, ABI version 0.)
#include <errno.h>
#include <limits.h>
#include <time.h>

#include <cstring>

#include "futex.hpp"
#include "interposed.hpp"
#include "runtime.hpp"
#include "scheduler.hpp"
#include "time.hpp"

namespace threadlings::explorer {

void keep_library_wait() {}

// std::__detail::__wait_flags
enum : unsigned { kSpin = 4, kSpinOnly = 8 };

struct WaitArguments {  // std::__detail::__wait_args_base
  unsigned flags;
  int order;
  std::uint64_t old;    // sleep while the object is this
  const void* proxied;  // an object that is no number; then `old` counts its notifications
  const void* object;   // whose bytes are compared
  unsigned char size;   // of the object; 0: it is no number
};

struct WaitResult {  // std::__detail::__wait_result_type
  std::uint64_t value;
  bool has_value : 1;
  bool timed_out : 1;
};

namespace {

const void* const kNotifications = "what a proxied object's address is replaced with";

bool is_number(const WaitArguments& arguments) {
  return arguments.size == 1 || arguments.size == 2 || arguments.size == 4 || arguments.size == 8;
}

std::int64_t& notifications(const void* object) {
  return sync_at(object).count;
}

Watched watched(const void* address, const WaitArguments& arguments) {
  if (!arguments.proxied)
    return {reinterpret_cast<std::uintptr_t>(address), arguments.size, arguments.old};
  const auto* count = &notifications(arguments.proxied);
  return {reinterpret_cast<std::uintptr_t>(count), sizeof *count, arguments.old};
}

WaitResult sleep_until_notified(const void* address, const WaitArguments& arguments,
                                std::int64_t deadline, const void* pc) {
  const Watched word = watched(address, arguments);
  if (arguments.flags & kSpin && arguments.flags & kSpinOnly) {
    Inside inside;
    return {0, false, !has_changed(word)};  // nobody else runs while it only spins
  }
  const auto sleeper = reinterpret_cast<std::uintptr_t>(address);
  return {0, false, wait_for_change(word, sleeper, deadline, pc) == ETIMEDOUT};
}

}  // namespace

}  // namespace threadlings::explorer

using namespace threadlings::explorer;

#define WAIT_IMPL "_ZNSt8__detail11__wait_implEPKvRNS_16__wait_args_baseE"
#define WAIT_UNTIL_IMPL                                    \
  "_ZNSt8__detail17__wait_until_implEPKvRNS_16__wait_args" \
  "_baseERKNSt6chrono8durationIlSt5ratioILl1ELl1000000000EEEE"
#define NOTIFY_IMPL "_ZNSt8__detail13__notify_implEPKvbRKNS_16__wait_args_baseE"
#define SET_UP_PROXY "_ZNSt8__detail11__wait_args19_M_setup_proxy_waitEPKv"

WaitResult threadlings_wait(const void*, WaitArguments&) __asm__(WAIT_IMPL);
WaitResult threadlings_wait_until(const void*, WaitArguments&,
                                  const std::int64_t&) __asm__(WAIT_UNTIL_IMPL);
void threadlings_notify(const void*, bool, const WaitArguments&) __asm__(NOTIFY_IMPL);
bool threadlings_set_up_proxy(WaitArguments*, const void*) __asm__(SET_UP_PROXY);

// Outside of explorations the library's own functions do it.
#define LIBRARY(function, name) reinterpret_cast<decltype(&function)>(real_function(name))

WaitResult threadlings_wait(const void* address, WaitArguments& arguments) {
  if (!MODELLED) return LIBRARY(threadlings_wait, WAIT_IMPL)(address, arguments);
  return sleep_until_notified(address, arguments, kNever, CALLER);
}

WaitResult threadlings_wait_until(const void* address, WaitArguments& arguments,
                                  const std::int64_t& nanoseconds) {
  if (!MODELLED)
    return LIBRARY(threadlings_wait_until, WAIT_UNTIL_IMPL)(address, arguments, nanoseconds);
  constexpr std::int64_t kSecond = 1'000'000'000;
  const timespec time = {nanoseconds / kSecond, nanoseconds % kSecond};
  return sleep_until_notified(address, arguments, deadline_of(CLOCK_MONOTONIC, &time), CALLER);
}

void threadlings_notify(const void* address, bool all, const WaitArguments& arguments) {
  if (!MODELLED) return LIBRARY(threadlings_notify, NOTIFY_IMPL)(address, all, arguments);
  const bool shares_its_queue = arguments.size != sizeof(int);
  wake_some(reinterpret_cast<std::uintptr_t>(address), all || shares_its_queue ? INT_MAX : 1,
            CALLER);
  if (!is_number(arguments)) ++notifications(address);
}

// True: the object is no number, and waiters will look at how often it was notified.
bool threadlings_set_up_proxy(WaitArguments* arguments, const void* object) {
  if (!MODELLED) return LIBRARY(threadlings_set_up_proxy, SET_UP_PROXY)(arguments, object);
  if (is_number(*arguments)) return false;
  if (object) {
    arguments->proxied = object;
    arguments->object = kNotifications;
  }
  Inside inside;
  arguments->old = static_cast<std::uint64_t>(notifications(arguments->proxied));
  return true;
}
