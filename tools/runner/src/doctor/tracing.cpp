#include "doctor/tracing.hpp"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <fstream>

namespace threadlings::runner {
namespace {

using State = Finding::State;

// In the child, system calls only: other threads of the doctor may have held a lock at the fork.
[[noreturn]] void make_one_watched_call(int start) {
  char go = 0;
  if (::read(start, &go, 1) != 1) ::_exit(1);
  std::array<sock_filter, 4> rules{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  const sock_fprog filter{rules.size(), rules.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) ::_exit(2);
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) ::_exit(2);
  ::syscall(SYS_getppid);
  ::_exit(0);
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, __WALL) == -1 && errno == EINTR) {
  }
  return status;
}

struct Attempt {
  std::string trouble;  // empty if the call was seen
  bool ended = false;   // the child has been waited for
};

Attempt watch(pid_t child, int start) {
  const auto options = PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL;
  if (::ptrace(PTRACE_SEIZE, child, nullptr, options) != 0) {
    return {std::string("ptrace is refused: ") + std::strerror(errno)};
  }
  if (::write(start, "", 1) != 1) return {"a pipe cannot be written"};
  const int status = wait_for(child);
  if (!WIFSTOPPED(status)) return {"a seccomp filter is refused", true};
  if (status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8)) return {};
  return {"a watched call was not seen"};
}

void end(pid_t child) {
  ::kill(child, SIGKILL);
  while (WIFSTOPPED(wait_for(child))) {
  }
}

std::string try_to_watch() {
  std::array<int, 2> start{};
  if (::pipe2(start.data(), O_CLOEXEC) != 0) return "no descriptors are left";
  const pid_t child = ::fork();
  if (child == 0) make_one_watched_call(start[0]);
  const auto attempt =
      child < 0 ? Attempt{"no process can be started", true} : watch(child, start[1]);
  if (!attempt.ended) end(child);
  for (const int descriptor : start) ::close(descriptor);
  return attempt.trouble;
}

int yama_scope() {
  int scope = 0;
  std::ifstream("/proc/sys/kernel/yama/ptrace_scope") >> scope;
  return scope;
}

}  // namespace

std::string how_to_allow_tracing(int scope) {
  if (scope >= 3) return "remove kernel.yama.ptrace_scope from /etc/sysctl.d, and restart";
  if (scope == 2) return "sudo sysctl kernel.yama.ptrace_scope=1";
  return "in a container, start it with: --cap-add=SYS_PTRACE --security-opt seccomp=unconfined";
}

Finding examine_tracing() {
  const auto trouble = try_to_watch();
  if (trouble.empty()) return {"system calls", State::good, "of children can be watched", {}};
  return {"system calls", State::broken, trouble + "; the check faults needs it",
          how_to_allow_tracing(yama_scope())};
}

}  // namespace threadlings::runner
