#include "watchdog.hpp"

#include <signal.h>
#include <sys/time.h>
#include <ucontext.h>

#include <string>

#include "../report/observer.hpp"
#include "process.hpp"
#include "runtime.hpp"
#include "scheduler.hpp"

namespace threadlings::explorer {

namespace {

constexpr int kPatienceSeconds = 2;  // with the same step of the same run

STATE struct sigaction previous;
STATE std::uint32_t run, step;
STATE int seconds;
STATE std::uintptr_t stuck_at;

[[noreturn]] void give_up() {
  rt.learner = false;
  if (rt.observer) rt.observer->event(Op::fail, 0, 0, reinterpret_cast<const void*>(stuck_at + 1));
  fail(Verdict::step_limit, name_of_current() + " has been in a loop for " +
                                std::to_string(kPatienceSeconds) +
                                " seconds, in which it did nothing that another thread could see");
}

// Looks once a second. In the explorer's own code the run cannot be left: then a second later.
void look(int, siginfo_t*, void* context) {
  if (run != rt.run || step != rt.step_count) {
    run = rt.run;
    step = rt.step_count;
    seconds = 0;
    return;
  }
  if (++seconds < kPatienceSeconds || !rt.learner) return;
  auto* state = static_cast<ucontext_t*>(context);
  stuck_at = program_counter(*state);
  continue_in(*state, give_up);
}

void set_timer(int every) {
  const itimerval timer{{every, 0}, {every, 0}};
  setitimer(ITIMER_VIRTUAL, &timer, nullptr);
}

}  // namespace

void start_watchdog() {
  seconds = 0;
  struct sigaction action {};
  action.sa_sigaction = look;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigaction(SIGVTALRM, &action, &previous);
  set_timer(1);
}

void stop_watchdog() {
  set_timer(0);
  sigaction(SIGVTALRM, &previous, nullptr);
}

}  // namespace threadlings::explorer
