// What waitpid tells the tracer.
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cstring>

#include "scheduler.hpp"

namespace threadlings::faulting {

Tracee* Run::find(pid_t tid) {
  auto found = by_tid_.find(tid);
  return found == by_tid_.end() ? nullptr : found->second;
}

Tracee* Run::live_process(pid_t process) {
  for (auto [tid, tracee] : by_tid_)
    if (tracee->process == process) return tracee;
  return nullptr;
}

void Run::note(Event::Kind kind, const Tracee& tracee, int value, std::string text) {
  record_.events.push_back({kind, tracee.actor, tracee.call, value, std::move(text)});
}

// False if there is nobody left to report anything.
bool Run::collect() {
  for (;;) {
    int status;
    const pid_t tid = waitpid(-1, &status, __WALL | WNOHANG);
    if (tid < 0) return false;
    if (tid == 0) return true;
    ++record_.stops;
    handle(tid, status);
  }
}

void Run::handle(pid_t tid, int status) {
  Tracee* tracee = find(tid);
  if (!tracee) {
    if (WIFSTOPPED(status)) early_[tid] = status;
    return;
  }
  if (!WIFSTOPPED(status)) return handle_end(*tracee, status);
  const int event = status >> 16, signal = WSTOPSIG(status);
  tracee->state = Tracee::ready;
  if (signal == (SIGTRAP | 0x80))
    at_exit(*tracee);
  else if (event == PTRACE_EVENT_SECCOMP)
    at_entry(*tracee);
  else if (event)
    handle_event(*tracee, event, signal);
  else
    handle_signal(*tracee, signal);
}

Tracee& Run::adopt(pid_t tid, Tracee* parent, bool is_thread, bool shares_memory) {
  Actor actor;
  Tracee& tracee = tracees_.emplace_back();
  tracee.actor = record_.actors.size();
  tracee.tid = tid;
  tracee.process = is_thread ? parent->process : tid;
  tracee.shares_memory = shares_memory;
  tracee.file = StateFile(tid);
  if (parent) {
    const std::string& of = record_.actors[parent->actor].name;
    actor.parent = parent->actor;
    actor.is_thread = is_thread;
    actor.name = is_thread ? of + "t" + std::to_string(++parent->threads)
                           : (of == "0" ? "" : of + ".") + std::to_string(++parent->children);
    tracee.after_exec = parent->after_exec;
    tracee.in_scenario = parent->in_scenario;
    if (!is_thread) shared_[tid] = shared_[parent->process];
  } else {
    actor.name = "0";
    tracee.in_scenario = false;
  }
  actor.process = tracee.process;
  actor.task = tid;
  record_.actors.push_back(actor);
  by_tid_[tid] = &tracee;
  return tracee;
}

void Run::handle_event(Tracee& tracee, int event, int signal) {
  unsigned long message = 0;
  ptrace(PTRACE_GETEVENTMSG, tracee.tid, nullptr, &message);
  tracee.at = Tracee::event;
  switch (event) {
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
    case PTRACE_EVENT_CLONE: {
      const pid_t tid = static_cast<pid_t>(message);
      const bool is_thread = event == PTRACE_EVENT_CLONE && StateFile(tid, tracee.process).known();
      Tracee& child = adopt(tid, &tracee, is_thread, event == PTRACE_EVENT_VFORK);
      tracee.vforked = event == PTRACE_EVENT_VFORK;
      if (event == PTRACE_EVENT_FORK || (event == PTRACE_EVENT_CLONE && !is_thread))
        look_into_buffers(tracee, child);
      if (order_ == Order::child_first && !child.held) current_ = &child;
      if (auto early = early_.find(tid); early != early_.end()) {
        const int status = early->second;
        early_.erase(early);
        handle(tid, status);
      }
      break;
    }
    case PTRACE_EVENT_VFORK_DONE:
      tracee.vforked = false;
      break;
    case PTRACE_EVENT_EXEC:
      tracee.after_exec = true;
      tracee.shares_memory = false;
      shared_[tracee.process] = {};
      break;
    case PTRACE_EVENT_STOP:
      if (signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU) {
        if (tracee.at != Tracee::beginning) {
          note(Event::signal, tracee, signal);
          tracee.state = Tracee::halted;
          ptrace(PTRACE_LISTEN, tracee.tid, nullptr, nullptr);
          break;
        }
      }
      tracee.at = Tracee::beginning;
      break;
    default:
      break;
  }
}

void Run::handle_signal(Tracee& tracee, int signal) {
  siginfo_t info;
  memset(&info, 0, sizeof info);
  ptrace(PTRACE_GETSIGINFO, tracee.tid, nullptr, &info);
  tracee.at = Tracee::signal;
  tracee.pending_signal = signal;
  Actor& actor = record_.actors[tracee.actor];
  actor.hardware = info.si_code > 0 && info.si_code != SI_KERNEL &&
                   (signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL);
  actor.hardware = actor.hardware || (signal == SIGSEGV && info.si_code == SI_KERNEL);
  actor.asked_for = !actor.hardware && signal != SIGPIPE;
  note(Event::signal, tracee, signal);
  enter_handler(tracee, signal);
}

void Run::handle_end(Tracee& tracee, int status) {
  Actor& actor = record_.actors[tracee.actor];
  tracee.state = Tracee::gone;
  tracee.file = StateFile();
  by_tid_.erase(tracee.tid);
  actor.ended = true;
  actor.status = status;
  may_kill_ = true;
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) actor.asked_for = sent_kill_;
  if (!actor.is_thread || WIFSIGNALED(status)) note(Event::ended, tracee, status);
  if (tracee.tid == root_) end(Ending::exited, tracee.actor);
}

}  // namespace threadlings::faulting
