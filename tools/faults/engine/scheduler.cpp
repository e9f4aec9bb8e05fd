#include "scheduler.hpp"

#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

#include "../trace/registers.hpp"

namespace threadlings::faulting {

namespace {

constexpr unsigned kMostInARow = 400;      // calls, when somebody else could go on
constexpr unsigned kMostProcesses = 200;   // alive: a fork bomb
constexpr unsigned kYields = 10;           // most stop again within this time
constexpr double kLongestWait = 3;         // seconds, for time to pass
constexpr std::uint64_t kMostTicks = 300;  // of processor time without a call: 3 s
constexpr std::uint64_t kSpinTicks = 5;    // when somebody else could go on

double now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// Sleeps until a tracee reports something, or the time has passed.
void doze(long microseconds) {
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  const timespec time{0, microseconds * 1000};
  sigtimedwait(&child, nullptr, &time);
}

}  // namespace

void Run::schedule() {
  while (!over_) {
    if (!settle()) return;
    if (over_) return;
    if (record_.calls.size() > limits_.max_calls)
      return end(Ending::hang, current_ ? current_->actor : kNone,
                 "more than " + std::to_string(limits_.max_calls) + " calls");
    if (by_tid_.size() > kMostProcesses)
      return end(Ending::hang, kNone,
                 "more than " + std::to_string(kMostProcesses) + " processes at once");
    Tracee* next = choose();
    if (next) {
      go_on(*next);
    } else if (by_tid_.empty()) {
      return;
    } else if (!wait_for_time()) {
      if (over_) return;
      note_waiting();
      return end(Ending::deadlock);
    }
  }
}

// The one that is going on goes on. Otherwise the youngest, or the oldest; and after many calls in
// a row whoever comes next, so that those who ask again and again do not keep others from acting.
Tracee* Run::choose() {
  std::vector<Tracee*> ready;
  Tracee* held = nullptr;
  for (Tracee& tracee : tracees_) {
    if (tracee.state != Tracee::ready) continue;
    if (tracee.held)
      held = &tracee;
    else if (!tracee.drowsy)
      ready.push_back(&tracee);
  }
  if (ready.empty() && held && held->tid != root_at_end_) {
    held->held = false;
    return current_ = held;
  }
  if (ready.empty()) return current_ = wake_next();
  const bool may_stay = current_ && current_->can_go_on();
  if (may_stay && current_->in_a_row < kMostInARow) return current_;
  if (may_stay) {
    current_->in_a_row = 0;
    auto after = std::find_if(ready.begin(), ready.end(),
                              [&](Tracee* t) { return t->actor > current_->actor; });
    current_ = after == ready.end() ? ready.front() : *after;
  } else {
    current_ = order_ == Order::child_first ? ready.back() : ready.front();
  }
  current_->in_a_row = 0;
  return current_;
}

// Sleepers get up in the order that they asked for, whatever the machine was busy with meanwhile:
// the clock of a run goes on only when everybody waits.
Tracee* Run::wake_next() {
  Tracee* next = nullptr;
  for (Tracee& tracee : tracees_)
    if (tracee.wakes_at && (tracee.state == Tracee::asleep || tracee.drowsy))
      if (!next || tracee.wakes_at < next->wakes_at) next = &tracee;
  if (!next || !next->drowsy) return nullptr;
  clock_ = next->wakes_at;
  next->drowsy = false;
  next->wakes_at = 0;
  return next;
}

void Run::go_on(Tracee& tracee) {
  tracee.ticks = 0;
  auto resume = [&](auto request, int signal) {
    tracee.state = Tracee::running;
    ptrace(request, tracee.tid, nullptr, static_cast<long>(signal));
  };
  switch (tracee.at) {
    case Tracee::entry:
      ++tracee.in_a_row;
      inject(tracee);
      break;
    case Tracee::event:
      resume(PTRACE_SYSCALL, 0);
      break;
    case Tracee::beginning:
    case Tracee::exit:
      resume(PTRACE_CONT, 0);
      break;
    case Tracee::signal:
      resume(PTRACE_CONT, tracee.pending_signal);
      tracee.pending_signal = 0;
      break;
  }
}

// Until nobody runs. False when all have ended.
bool Run::settle() {
  double since = 0, last_look = 0;
  for (unsigned round = 0; !over_; ++round) {
    if (!collect() && by_tid_.empty()) return false;
    if (over_) return true;
    if (round < kYields && current_ && current_->state == Tracee::running) {
      sched_yield();
      continue;
    }
    if (all_quiet(may_kill_)) {
      may_kill_ = false;
      return true;
    }
    doze(round < 2 * kYields ? 100 : 2000);
    if (!since) since = now();
    if (now() - since < 0.02 || now() - last_look < 0.02) continue;
    last_look = now();
    // Somebody computes, and makes no calls.
    for (Tracee& tracee : tracees_) {
      if (tracee.state != Tracee::running) continue;
      const StateFile::State state = tracee.file.read();
      if (state.letter != 'R') continue;
      if (!tracee.ticks) tracee.ticks = state.ticks + 1;
      const std::uint64_t used = state.ticks + 1 - tracee.ticks;
      if (used > kMostTicks) {
        note_waiting();
        end(Ending::hang, tracee.actor, "it computes without end");
        break;
      }
      const bool others = std::any_of(tracees_.begin(), tracees_.end(),
                                      [](const Tracee& t) { return t.can_go_on(); });
      if (others && used > kSpinTicks && tracee.in_a_row != kMostInARow) {
        tracee.in_a_row = kMostInARow;
        ptrace(PTRACE_INTERRUPT, tracee.tid, nullptr, nullptr);
      }
    }
  }
  return true;
}

// The one that was let go on is looked at first: only it could have woken others.
bool Run::all_quiet(bool ready_ones_too) {
  auto is_quiet = [&](Tracee& tracee) {
    if (tracee.state == Tracee::gone) return true;
    if (tracee.state == Tracee::ready || tracee.state == Tracee::halted)
      return !ready_ones_too || tracee.file.read().letter == 't';
    auto sleeps = [&] {
      const char letter = tracee.file.read().letter;
      return letter == 'S' || (letter == 'D' && tracee.vforked);
    };
    // The last look: meanwhile it may have stopped for us.
    if (sleeps() && tracee.file.has_left_processor() && sleeps()) {
      if (tracee.state == Tracee::running && tracee.call != kNone) call_of(tracee).slept = true;
      tracee.state = Tracee::asleep;
      return true;
    }
    tracee.state = Tracee::running;
    return false;
  };
  if (current_ && !is_quiet(*current_)) return false;
  for (Tracee& tracee : tracees_)
    if (&tracee != current_ && !is_quiet(tracee)) return false;
  return true;
}

bool Run::is_timed(const Tracee& tracee) const {
  if (tracee.state != Tracee::asleep || tracee.call == kNone) return false;
  const Call& call = record_.calls[tracee.call];
  switch (kind_of(call.number).group) {
    case Group::sleep:
      return true;
    case Group::poll:
#ifdef __x86_64__
      if (call.number == SYS_poll) return static_cast<int>(call.argument[2]) >= 0;
      if (call.number == SYS_select) return call.argument[4];
      if (call.number == SYS_epoll_wait) return static_cast<int>(call.argument[3]) >= 0;
#endif
      if (call.number == SYS_ppoll) return call.argument[2];
      if (call.number == SYS_pselect6) return call.argument[4];
      if (call.number == SYS_epoll_pwait) return static_cast<int>(call.argument[3]) >= 0;
      return call.argument[3];
    case Group::suspend:
      return call.number == SYS_rt_sigtimedwait && call.argument[2];
    case Group::lock:
      return call.argument[3];
    default:
      return false;
  }
}

bool Run::is_next(const Tracee& sleeper) const {
  return std::none_of(tracees_.begin(), tracees_.end(), [&](const Tracee& other) {
    return other.wakes_at && other.wakes_at < sleeper.wakes_at &&
           (other.state == Tracee::asleep || other.drowsy);
  });
}

// All are asleep. Whoever waits for time to pass gets some.
bool Run::wait_for_time() {
  const bool timed = timers_ || std::any_of(tracees_.begin(), tracees_.end(),
                                            [&](const Tracee& tracee) { return is_timed(tracee); });
  if (!timed) return false;
  const double begin = now(), until = begin + kLongestWait;
  struct Waited {  // counts, however the loop is left
    double& total;
    double begin;
    ~Waited() { total += now() - begin; }
  } waited{record_.waited, begin};
  while (now() < until) {
    doze(2000);
    if (collect() && !all_quiet(false)) return true;
    for (const Tracee& tracee : tracees_)
      if ((tracee.state == Tracee::ready && (!tracee.drowsy || is_next(tracee))) ||
          tracee.state == Tracee::running)
        return true;
    if (by_tid_.empty()) return true;
    if (!all_quiet(false)) return true;
  }
  note_waiting();
  end(Ending::hang, kNone, "everybody has been asleep for 3 s");
  return false;
}

// Someone whose parent has ended waits for time to pass.
bool Run::daemons_sleep() const {
  return std::any_of(tracees_.begin(), tracees_.end(), [&](const Tracee& tracee) {
    const std::size_t parent = record_.actors[tracee.actor].parent;
    return is_timed(tracee) && parent != kNone && record_.actors[parent].ended;
  });
}

// After the scenario's end: its process stays where it is.
void Run::run_others() {
  over_ = false;
  Tracee* root = find(root_);
  const double until = now() + 1;
  root_at_end_ = root_;
  while (settle()) {
    if (root) root->held = true;
    const bool any = std::any_of(tracees_.begin(), tracees_.end(), [&](const Tracee& tracee) {
      return tracee.state == Tracee::ready && &tracee != root;
    });
    if (record_.calls.size() > limits_.max_calls || over_) break;
    if (!any && daemons_sleep() && now() < until) {
      doze(1000);
      continue;
    }
    Tracee* next = any ? choose() : nullptr;
    if (!next || next == root) break;
    go_on(*next);
  }
}

}  // namespace threadlings::faulting
