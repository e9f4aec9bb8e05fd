#include "calls.hpp"

#include <sys/syscall.h>

#include <map>

namespace threadlings::faulting {

namespace {

std::vector<CallKind> make_table() {
  std::vector<CallKind> table;
  auto add = [&](long number, const char* name, Group group, bool counted = true) {
    table.push_back({number, name, group, counted});
  };
#define CALL(name, group) add(SYS_##name, #name, Group::group)
#define QUIET(name, group) add(SYS_##name, #name, Group::group, false)
  CALL(read, input);
  CALL(readv, input);
  CALL(pread64, input);
  CALL(recvfrom, input);
  CALL(recvmsg, input);
  CALL(write, output);
  CALL(writev, output);
  CALL(pwrite64, output);
  CALL(sendto, output);
  CALL(sendmsg, output);
  CALL(sendfile, other);
  CALL(splice, other);
  CALL(wait4, wait);
  CALL(waitid, wait);
  CALL(ppoll, poll);
  CALL(pselect6, poll);
  CALL(epoll_pwait, poll);
#ifdef SYS_epoll_pwait2
  CALL(epoll_pwait2, poll);
#endif
  CALL(accept, accept);
  CALL(accept4, accept);
  CALL(connect, other);
  CALL(bind, other);
  CALL(listen, other);
  CALL(shutdown, other);
  CALL(nanosleep, sleep);
  CALL(clock_nanosleep, sleep);
  CALL(rt_sigsuspend, suspend);
  CALL(rt_sigtimedwait, suspend);
  CALL(clone, process);
  CALL(clone3, process);
  CALL(openat, descriptor);
  CALL(pipe2, descriptor);
  CALL(socket, descriptor);
  CALL(socketpair, descriptor);
  CALL(dup, descriptor);
  CALL(dup3, other);
  CALL(fcntl, other);
  CALL(memfd_create, descriptor);
  CALL(eventfd2, descriptor);
  CALL(epoll_create1, descriptor);
  CALL(signalfd4, descriptor);
  CALL(timerfd_create, descriptor);
  CALL(pidfd_open, descriptor);
  CALL(timerfd_settime, timer);
  CALL(setitimer, timer);
  CALL(timer_settime, timer);
  CALL(close, close);
  CALL(close_range, other);
  CALL(mmap, memory);
  CALL(execve, exec);
  CALL(execveat, exec);
  CALL(kill, kill);
  CALL(tkill, kill);
  CALL(tgkill, kill);
  CALL(pidfd_send_signal, kill);
  CALL(rt_sigqueueinfo, kill);
  CALL(exit, end);
  CALL(exit_group, end);
  QUIET(futex, lock);
  QUIET(restart_syscall, lock);
  QUIET(sched_yield, sleep);
  QUIET(rt_sigaction, other);
  QUIET(brk, memory);
  QUIET(rt_sigreturn, other);
#ifdef __x86_64__  // the older ones, which newer machines do without
  CALL(poll, poll);
  CALL(select, poll);
  CALL(epoll_wait, poll);
  CALL(pause, suspend);
  CALL(fork, process);
  CALL(vfork, process);
  CALL(open, descriptor);
  CALL(creat, descriptor);
  CALL(pipe, descriptor);
  CALL(dup2, other);
  CALL(eventfd, descriptor);
  CALL(epoll_create, descriptor);
  CALL(signalfd, descriptor);
  CALL(alarm, timer);
#endif
#undef CALL
#undef QUIET
  add(kMarker, "marker", Group::marker, false);
  return table;
}

}  // namespace

const std::vector<CallKind>& traced_calls() {
  static const std::vector<CallKind> table = make_table();
  return table;
}

const CallKind& kind_of(long number) {
  static const std::map<long, CallKind> by_number = [] {
    std::map<long, CallKind> map;
    for (const CallKind& kind : traced_calls()) map.emplace(kind.number, kind);
    return map;
  }();
  static const CallKind unknown{-1, "call", Group::other, false};
  auto found = by_number.find(number);
  return found == by_number.end() ? unknown : found->second;
}

}  // namespace threadlings::faulting
