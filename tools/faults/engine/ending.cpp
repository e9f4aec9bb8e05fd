// The beginning and the end of a run.
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>

#include "scheduler.hpp"

namespace threadlings::faulting {

Run::Run(Origin& origin, Order order, const Fault& fault, const Limits& limits)
    : origin_(origin), order_(order), fault_(fault), limits_(limits) {}

Run::~Run() {
  kill_all();
}

void Run::begin() {
  root_ = origin_.fork_subject();
  if (root_ < 0) return end(Ending::refused, kNone, "fork failed");
  const long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                       PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
                       PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
  if (ptrace(PTRACE_SEIZE, root_, nullptr, options)) {
    const int error = errno;
    kill(root_, SIGKILL);
    return end(Ending::refused, kNone, std::string("ptrace: ") + strerror(error));
  }
  current_ = &adopt(root_, nullptr, false, false);
  origin_.let_go();
}

Record Run::go() {
  begin();
  schedule();
  if (record_.ending == Ending::finished) {
    run_others();
    if (record_.ending == Ending::finished) {
      find_leaks();
      flush();
    }
  }
  kill_all();
  const Board& seen = board();
  if (seen.no_filter) {
    record_.ending = Ending::refused;
    record_.note = "seccomp is not allowed";
  }
  record_.failed = seen.failed;
  record_.gave_up = seen.gave_up;
  record_.threw = seen.threw;
  record_.message = seen.message;
  record_.file = seen.file;
  record_.line = seen.line;
  record_.reason = seen.reason;
  record_.output = origin_.output(1);
  record_.errors = origin_.output(2);
  return std::move(record_);
}

void Run::end(Ending how, std::size_t who, std::string text) {
  if (over_) return;
  over_ = true;
  record_.ending = how;
  record_.ended_by = who;
  record_.note = std::move(text);
}

void Run::note_waiting() {
  for (const Tracee& tracee : tracees_)
    if (tracee.state != Tracee::gone)
      record_.waiting.push_back({tracee.actor, tracee.call, descriptors_of(tracee.process, true)});
}

void Run::find_leaks() {
  for (const auto& [number, descriptor] : descriptors_of(root_, false)) {
    if (at_begin_.count(number)) continue;
    Leak leak{Leak::descriptor, 0, number, descriptor, kNone};
    for (std::size_t i = record_.calls.size(); i-- && leak.made_by == kNone;) {
      const Call& call = record_.calls[i];
      if (call.actor == 0 && (call.made[0] == number || call.made[1] == number)) leak.made_by = i;
    }
    record_.leaks.push_back(leak);
  }
  for (std::size_t i = 1; i < record_.actors.size(); ++i) {
    const Actor& actor = record_.actors[i];
    if (!actor.ended) {
      record_.leaks.push_back({Leak::process, i, -1, {}, kNone});
    } else if (!actor.is_thread && !record_.actors[actor.parent].ended &&
               StateFile(actor.process).read().letter == 'Z') {
      record_.leaks.push_back({Leak::zombie, i, -1, {}, kNone});
    }
  }
}

// What is left in the scenario's buffers is output as well.
void Run::flush() {
  over_ = false;
  Tracee* root = find(root_);
  while (root && !flushed_ && settle() && (root = find(root_))) {
    if (root->state != Tracee::ready || flushed_) break;
    root->held = false;
    go_on(*root);
  }
}

void Run::kill_all() {
  for (auto [tid, tracee] : by_tid_) kill(tracee->process, SIGKILL);
  for (auto [tid, status] : early_) kill(tid, SIGKILL);
  while (!by_tid_.empty()) {
    int status;
    const pid_t tid = waitpid(-1, &status, __WALL);
    if (tid < 0 && errno == EINTR) continue;
    if (tid < 0) break;
    if (WIFSTOPPED(status))
      kill(tid, SIGKILL);
    else
      by_tid_.erase(tid);
  }
}

Record run(Origin& origin, Order order, const Fault& fault, const Limits& limits) {
  return Run(origin, order, fault, limits).go();
}

}  // namespace threadlings::faulting
