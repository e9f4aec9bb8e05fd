// What happens when a process makes a call, and when that returns.
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "../trace/code.hpp"
#include "../trace/registers.hpp"
#include "../trace/streams.hpp"
#include "scheduler.hpp"

namespace threadlings::faulting {

namespace {

// Results that only the kernel sees: the call begins again after a signal, or becomes EINTR.
constexpr std::int64_t kRestartFirst = -516, kRestartLast = -512;

bool has_path(long number) {
#ifdef __x86_64__
  if (number == SYS_open || number == SYS_creat) return true;
#endif
  return number == SYS_execve;
}

// As libc does it for a moment in posix_spawn.
bool all_signals_blocked(pid_t task) {
  std::uint64_t mask = 0;
  ptrace(PTRACE_GETSIGMASK, task, sizeof mask, &mask);
  // Those that cannot be blocked, and libc's own.
  for (int never : {SIGKILL, SIGSTOP, 32, 33}) mask |= std::uint64_t{1} << (never - 1);
  return mask == ~std::uint64_t{0};
}

// Of a list of pieces of memory.
std::uint64_t first_piece(pid_t task, const Call& call) {
  std::uint64_t pieces = 0;
  if (call.number == SYS_readv || call.number == SYS_writev) pieces = call.argument[1];
  if (call.number == SYS_recvmsg || call.number == SYS_sendmsg)
    pieces = reinterpret_cast<std::uint64_t>(read_value<msghdr>(task, call.argument[1]).msg_iov);
  return pieces ? read_value<iovec>(task, pieces).iov_len : 0;
}

bool has_descriptor(Group group, long number) {
  return group == Group::input || group == Group::output || group == Group::accept ||
         group == Group::close || number == SYS_connect || number == SYS_fcntl;
}

}  // namespace

void Run::at_entry(Tracee& tracee) {
  __ptrace_syscall_info info;
  memset(&info, 0, sizeof info);
  ptrace(PTRACE_GET_SYSCALL_INFO, tracee.tid, sizeof info, &info);
  const long number = static_cast<long>(info.seccomp.nr);
  if (number == kMarker) return at_mark(tracee, static_cast<long>(info.seccomp.args[0]));
  tracee.at = Tracee::entry;
  Call call;
  call.actor = tracee.actor;
  call.number = number;
  std::copy_n(info.seccomp.args, 6, call.argument);
  call.place = info.instruction_pointer;
  call.stack_pointer = info.stack_pointer;
  if (number == SYS_restart_syscall && tracee.interrupted != kNone) {
    tracee.call = tracee.interrupted;
    tracee.interrupted = kNone;
    return;
  }
  if (tracee.interrupted != kNone) {  // made again after a signal, or after a delay
    const Call& before = record_.calls[tracee.interrupted];
    if (before.number == number && before.place == call.place &&
        std::equal(before.argument, before.argument + 6, call.argument)) {
      tracee.call = tracee.interrupted;
      tracee.interrupted = kNone;
      return;
    }
  }
  if (number == SYS_rt_sigreturn) leave_handler(tracee);
  call.after_exec = tracee.after_exec;
  const CallKind& kind = kind_of(number);
  if (kind.counted && tracee.in_scenario) call.index = ++tracee.calls;
  call.no_restart = shared_[tracee.process].no_restart();
  call.catches_child = shared_[tracee.process].handlers.count(SIGCHLD) != 0;
  if (!tracee.after_exec && kind.counted) {
    call.caller = caller_of_wrapper(tracee.tid, info.instruction_pointer, info.stack_pointer);
    call.stack = stack_of(tracee.tid, info.stack_pointer);
  }
  tracee.call = record_.calls.size();
  look_at(tracee, call);
  record_.calls.push_back(std::move(call));
  if (kind.counted) note(Event::call, tracee);
}

// How long a call will wait, if nothing comes.
void Run::fall_asleep(Tracee& tracee, const Call& call) {
  auto from_timespec = [&](std::uint64_t at) {
    if (!at) return std::int64_t{-1};
    const auto time = read_value<timespec>(tracee.tid, at);
    return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
  };
  auto from_milliseconds = [](std::uint64_t value) {
    const auto milliseconds = static_cast<int>(value);
    return milliseconds < 0 ? std::int64_t{-1} : milliseconds * std::int64_t{1'000'000};
  };
  std::int64_t length = -1;
  switch (call.number) {
    case SYS_nanosleep:
      length = from_timespec(call.argument[0]);
      break;
    case SYS_clock_nanosleep:
      if (!(call.argument[1] & TIMER_ABSTIME)) length = from_timespec(call.argument[2]);
      break;
    case SYS_ppoll:
    case SYS_rt_sigtimedwait:
      length = from_timespec(call.argument[2]);
      break;
    case SYS_pselect6:
      length = from_timespec(call.argument[4]);
      break;
    case SYS_epoll_pwait:
      length = from_milliseconds(call.argument[3]);
      break;
#ifdef __x86_64__
    case SYS_poll:
      length = from_milliseconds(call.argument[2]);
      break;
    case SYS_epoll_wait:
      length = from_milliseconds(call.argument[3]);
      break;
#endif
    default:
      break;
  }
  if (length > 0) tracee.wakes_at = clock_ + static_cast<std::uint64_t>(length);
}

namespace {

// stdio and malloc have locks, and states in between.
bool is_unsafe(const Call& call) {
  const std::string function = function_at(call.caller);
  return function.rfind("_IO_", 0) == 0;
}

std::string all_buffered(pid_t process) {
  std::string text;
  for (const Buffered& stream : buffered_output(process)) text += stream.text + "|";
  return text;
}

}  // namespace

// A handler that comes in the middle of a function which is not async-signal-safe must not call
// another one.
void Run::enter_handler(Tracee& tracee, int signal) {
  const auto& handlers = shared_[tracee.process].handlers;
  if (tracee.handles || tracee.after_exec || tracee.call == kNone || !handlers.count(signal))
    return;
  __ptrace_syscall_info info;
  memset(&info, 0, sizeof info);
  ptrace(PTRACE_GET_SYSCALL_INFO, tracee.tid, sizeof info, &info);
  const Call& call = call_of(tracee);
  constexpr std::uint64_t kLongestInstruction = 4;  // that makes a call
  const bool inside = info.instruction_pointer <= call.place &&
                      call.place - info.instruction_pointer <= kLongestInstruction;
  if (!inside || !is_unsafe(call)) return;
  tracee.handles = signal;
  tracee.handler_begin = record_.calls.size();
  tracee.buffered = all_buffered(tracee.tid);
}

void Run::leave_handler(Tracee& tracee) {
  if (!tracee.handles) return;
  bool unsafe = all_buffered(tracee.tid) != tracee.buffered;
  for (std::size_t i = tracee.handler_begin; i < record_.calls.size(); ++i)
    unsafe = unsafe || (record_.calls[i].actor == tracee.actor && is_unsafe(record_.calls[i]));
  if (unsafe && !record_.unsafe_signal) {
    record_.unsafe_signal = tracee.handles;
    record_.unsafe_actor = tracee.actor;
  }
  tracee.handles = 0;
}

// What will not be known later.
void Run::look_at(Tracee& tracee, Call& call) {
  const Group group = kind_of(call.number).group;
  if (limits_.look_closely) {
    call.first_piece = first_piece(tracee.tid, call);
    call.no_signals = all_signals_blocked(tracee.tid);
  }
  if (limits_.look_closely && has_descriptor(group, call.number))
    call.descriptor = descriptor_of(tracee.process, static_cast<int>(call.argument[0]));
  if (call.number == SYS_clone) call.flags = call.argument[0];
  if (call.number == SYS_clone3)
    call.flags = read_value<std::uint64_t>(tracee.tid, call.argument[0]);
  if (has_path(call.number))
    call.text = read_text(tracee.tid, call.argument[0]);
  else if (call.number == SYS_openat || call.number == SYS_execveat)
    call.text = read_text(tracee.tid, call.argument[1]);
  else if (call.number == SYS_write) {
    call.text.resize(std::min<std::size_t>(call.argument[2], 200));
    call.text.resize(read_memory(tracee.tid, call.argument[1], call.text.data(), call.text.size()));
  }
}

void Run::at_mark(Tracee& tracee, long which) {
  tracee.at = Tracee::exit;  // there is nothing to be seen of it
  tracee.call = kNone;
  if (which == static_cast<long>(Mark::begin)) {
    tracee.in_scenario = true;
    at_begin_ = descriptors_of(tracee.process, false);
  } else if (tracee.tid != root_) {
    end(Ending::came_back, tracee.actor);
  } else if (which == static_cast<long>(Mark::end)) {
    tracee.in_scenario = false;
    end(Ending::finished);
  } else {
    flushed_ = true;
  }
}

bool Run::is_target(const Tracee& tracee, const Call& call) const {
  return fault_.kind != FaultKind::none && !record_.reached && call.index == fault_.call &&
         call.index && record_.actors[tracee.actor].name == fault_.process;
}

void Run::make_call(Tracee& tracee) {
  tracee.state = Tracee::running;
  // What the loader of a program does is over at once, and nobody asks for its result.
  const Call& call = call_of(tracee);
  const Group group = kind_of(call.number).group;
  const bool look_again = !call.after_exec || call.fault || tracee.skipped ||
                          !(group == Group::memory || group == Group::close ||
                            group == Group::descriptor || call.number == SYS_rt_sigaction);
  ptrace(look_again ? PTRACE_SYSCALL : PTRACE_CONT, tracee.tid, nullptr, nullptr);
}

void Run::skip(Tracee& tracee, std::int64_t result) {
  tracee.skipped = true;
  tracee.result = result;
  skip_call(tracee.tid);
  make_call(tracee);
}

void Run::inject(Tracee& tracee) {
  Call& call = call_of(tracee);
  const Group group = kind_of(call.number).group;
  fall_asleep(tracee, call);
  call.others_ready = std::any_of(tracees_.begin(), tracees_.end(), [&](const Tracee& other) {
    return &other != &tracee && other.can_go_on();
  });
  if (stops_kill(tracee, call)) return;
  if (group == Group::kill || group == Group::end || group == Group::exec) may_kill_ = true;
  if (refusing_memory_ && record_.actors[tracee.actor].name == fault_.process) {
    if (group == Group::memory && call.number == SYS_brk) {
      tracee.changed = 0;
      set_argument(tracee.tid, 0, 0);  // tells where the break is, and leaves it there
      return make_call(tracee);
    }
    if (group == Group::memory) return skip(tracee, -ENOMEM);
    if (group != Group::lock) refusing_memory_ = false;
  }
  if (limits_.whole_program && tracee.actor == 0 && call.number == SYS_exit_group)
    at_exit_of_program();
  if (fault_.late_exit && !record_.reached && group == Group::end && tracee.actor != 0 &&
      !tracee.was_late) {
    tracee.was_late = tracee.held = true;
    return skip(tracee, 0);
  }
  if (!is_target(tracee, call)) return make_call(tracee);
  record_.reached = true;
  const bool as_planned = call.number == fault_.number;
  if (fault_.late_exit && !as_planned) return make_call(tracee);  // all went another way
  call.fault = true;
  if (!as_planned) record_.other_call = true;
  switch (fault_.kind) {
    case FaultKind::error:
      refusing_memory_ = fault_.sticky;
      return skip(tracee, -fault_.error);
    case FaultKind::short_transfer:
      shorten(tracee, call);
      return make_call(tracee);
    case FaultKind::killed:
      record_.actors[tracee.actor].asked_for = sent_kill_ = true;
      may_kill_ = true;
      tracee.state = Tracee::running;
      kill(tracee.process, SIGKILL);
      return;
    case FaultKind::delayed:
      tracee.held = true;
      return skip(tracee, 0);
    case FaultKind::none:
      break;
  }
}

void Run::patch(Tracee& tracee, std::uint64_t at, std::uint64_t value) {
  tracee.patched.emplace_back(at, read_value<std::uint64_t>(tracee.tid, at));
  write_memory(tracee.tid, at, &value, sizeof value);
}

// A smaller count; where there is a list of pieces, only the first of them, and that shorter.
void Run::shorten(Tracee& tracee, const Call& call) {
  std::uint64_t pieces = 0;
  if (call.number == SYS_recvmsg || call.number == SYS_sendmsg) {
    const auto message = read_value<msghdr>(tracee.tid, call.argument[1]);
    pieces = reinterpret_cast<std::uint64_t>(message.msg_iov);
    patch(tracee, call.argument[1] + offsetof(msghdr, msg_iovlen), 1);
  } else {
    const bool list = call.number == SYS_readv || call.number == SYS_writev;
    if (list) pieces = call.argument[1];
    tracee.changed = 2;
    set_argument(tracee.tid, 2, list ? 1 : fault_.count);
  }
  if (pieces) patch(tracee, pieces + offsetof(iovec, iov_len), fault_.count);
}

void Run::at_exit(Tracee& tracee) {
  tracee.at = Tracee::exit;
  if (tracee.call == kNone) return;
  Call& call = call_of(tracee);
  __ptrace_syscall_info info;
  memset(&info, 0, sizeof info);
  ptrace(PTRACE_GET_SYSCALL_INFO, tracee.tid, sizeof info, &info);
  call.result = info.exit.rval;
  if (tracee.held) {
    tracee.skipped = false;
    set_argument(tracee.tid, 0, call.argument[0]);  // on some machines the result took its place
    repeat_call(tracee.tid, call.number);
    tracee.interrupted = tracee.call;
    return;
  }
  if (tracee.skipped) set_result(tracee.tid, call.result = tracee.result);
  // On some machines the first argument has given its place to the result.
  if (const int i = tracee.changed; i > 0 || (i == 0 && keeps_first_argument()))
    set_argument(tracee.tid, static_cast<unsigned>(i), call.argument[i]);
  for (const auto& [at, value] : tracee.patched) write_memory(tracee.tid, at, &value, sizeof value);
  tracee.patched.clear();
  tracee.skipped = false;
  tracee.changed = -1;
  call.returned = true;
  // Only time has passed: the others' turn comes by the time of the run.
  tracee.drowsy = tracee.wakes_at && (call.result == 0 || call.result == -EAGAIN);
  if (!tracee.drowsy) tracee.wakes_at = 0;
  tracee.interrupted =
      call.result >= kRestartFirst && call.result <= kRestartLast ? tracee.call : kNone;
  if (call.slept) note(Event::woken, tracee);
  if (call.result >= 0) follow_quiet(tracee, call);
  const std::int64_t result = call.result;
  const std::uint64_t* argument = call.argument;
  if (kind_of(call.number).group == Group::descriptor && result >= 0) {
    std::uint64_t pair = 0;
    if (call.number == SYS_socketpair) pair = argument[3];
    if (call.number == SYS_pipe2) pair = argument[0];
#ifdef __x86_64__
    if (call.number == SYS_pipe) pair = argument[0];
#endif
    if (pair)
      read_memory(tracee.tid, pair, call.made, sizeof call.made);
    else
      call.made[0] = static_cast<int>(result);
  }
  if (kind_of(call.number).group == Group::accept && result >= 0)
    call.made[0] = static_cast<int>(result);
  if (call.number == SYS_fcntl && result >= 0 &&
      (argument[1] == F_DUPFD || argument[1] == F_DUPFD_CLOEXEC))
    call.made[0] = static_cast<int>(result);
  if (call.number == SYS_dup3 && result >= 0) call.made[0] = static_cast<int>(result);
#ifdef __x86_64__
  if (call.number == SYS_dup2 && result >= 0) call.made[0] = static_cast<int>(result);
#endif
}

void Run::look_into_buffers(const Tracee& parent, const Tracee& child) {
  if (parent.after_exec) return;
  for (const Buffered& stream : buffered_output(parent.tid))
    record_.pending.push_back(
        {parent.actor, child.actor, parent.call, stream.address, stream.text});
}

// Handlers and timers.
void Run::follow_quiet(Tracee& tracee, const Call& call) {
  if (kind_of(call.number).group == Group::timer) timers_ = true;
#ifdef __x86_64__
  if (call.number == SYS_alarm) timers_ = call.argument[0] != 0;
#endif
  if (call.number != SYS_rt_sigaction || !call.argument[1]) return;
  struct KernelAction {
    std::uint64_t handler, flags;
  };
  const auto action = read_value<KernelAction>(tracee.tid, call.argument[1]);
  auto& handlers = shared_[tracee.process].handlers;
  const int signal = static_cast<int>(call.argument[0]);
  if (action.handler > 1)
    handlers[signal] = action.flags & SA_RESTART;
  else
    handlers.erase(signal);
}

// Signals reach the processes of this run, nobody else. True if the call is not made.
bool Run::stops_kill(Tracee& tracee, Call& call) {
  if (kind_of(call.number).group != Group::kill) return false;
  const int signal = static_cast<int>(call.argument[call.number == SYS_tgkill ? 2 : 1]);
  if (signal == SIGKILL) sent_kill_ = true;
  if (call.number != SYS_kill) return false;
  const pid_t target = static_cast<pid_t>(call.argument[0]);
  if (target == -1) {
    call.returned = true;
    end(Ending::killed_all, tracee.actor);
    return true;
  }
  const bool known =
      target == 0 || std::any_of(record_.actors.begin(), record_.actors.end(), [&](const Actor& a) {
        return target > 0 ? a.process == target : !a.ended && getpgid(a.process) == -target;
      });
  if (known) return false;
  skip(tracee, -ESRCH);
  return true;
}

}  // namespace threadlings::faulting
