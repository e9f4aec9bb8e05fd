#include "killed.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>

#include "files.hpp"

namespace threadlings::runner::testing {
namespace {

namespace fs = std::filesystem;

constexpr long kCreates = O_CREAT | O_TRUNC;

bool changes_a_file(const __ptrace_syscall_info& call) {
  const auto& arguments = call.entry.args;
  switch (static_cast<long>(call.entry.nr)) {
    case SYS_openat:
      return (static_cast<long>(arguments[2]) & kCreates) != 0;
    case SYS_write:
      return arguments[0] > STDERR_FILENO;
    case SYS_linkat:
    case SYS_unlinkat:
    case SYS_mkdirat:
    case SYS_renameat:
    case SYS_renameat2:
    case SYS_fchmod:
    case SYS_fchmodat:
    case SYS_ftruncate:
    case SYS_fsync:
    case SYS_syncfs:
    case SYS_sendfile:
    case SYS_copy_file_range:
#ifdef SYS_open
    case SYS_rename:
    case SYS_link:
    case SYS_unlink:
    case SYS_mkdir:
    case SYS_rmdir:
    case SYS_chmod:
#endif
      return true;
#ifdef SYS_open
    case SYS_open:
      return (static_cast<long>(arguments[1]) & kCreates) != 0;
#endif
    default:
      return false;
  }
}

[[noreturn]] void become(const std::vector<std::string>& argv, const fs::path& folder,
                         const fs::path& scratch) {
  ::setenv("TMPDIR", scratch.c_str(), 1);
  const int nothing = ::open("/dev/null", O_RDWR);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing, stream);
  std::vector<char*> words;
  for (const auto& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const bool ready = ::chdir(folder.c_str()) == 0 &&
                     ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0 && ::raise(SIGSTOP) == 0;
  if (ready) ::execv(words[0], words.data());
  ::_exit(127);
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) == -1) {
    if (errno != EINTR) throw std::runtime_error("the program is gone");
  }
  return status;
}

// Whether the program stands before such a call. A stop after a call, or a signal, is none.
bool stands_before_change(pid_t pid) {
  __ptrace_syscall_info call{};
  const auto size = reinterpret_cast<void*>(sizeof call);
  return ::ptrace(PTRACE_GET_SYSCALL_INFO, pid, size, &call) > 0 &&
         call.op == PTRACE_SYSCALL_INFO_ENTRY && changes_a_file(call);
}

}  // namespace

KilledRun run_and_kill(const std::vector<std::string>& argv, const fs::path& folder, int n) {
  const TemporaryFolder scratch;  // who is killed does not tidy up
  const pid_t pid = ::fork();
  if (pid == -1) throw std::runtime_error("cannot fork");
  if (pid == 0) become(argv, folder, scratch.path());
  int status = wait_for(pid);
  if (!WIFSTOPPED(status)) throw std::runtime_error("this system does not allow ptrace");
  ::ptrace(PTRACE_SETOPTIONS, pid, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  int signal = 0;
  for (int changes = 0; changes < n;) {
    ::ptrace(PTRACE_SYSCALL, pid, nullptr, reinterpret_cast<void*>(static_cast<long>(signal)));
    status = wait_for(pid);
    if (WIFEXITED(status)) return {false, WEXITSTATUS(status)};
    if (WIFSIGNALED(status)) throw std::runtime_error("the program died of a signal");
    const bool at_call = WSTOPSIG(status) == (SIGTRAP | 0x80);
    signal = at_call || WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
    if (at_call && stands_before_change(pid)) ++changes;
  }
  ::kill(pid, SIGKILL);
  wait_for(pid);
  return {true, -1};
}

}  // namespace threadlings::runner::testing
