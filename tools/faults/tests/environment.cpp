// Where the tools that it needs are forbidden, it says so, and what helps.
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <string>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

// From now on `call` fails with EPERM in this process.
bool forbid(unsigned call) {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(offsetof(seccomp_data, nr))),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog program{4, filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

// The result of a child in which `call` is forbidden: 0 if all is as it should be.
int verdict_without(unsigned call) {
  const pid_t child = fork();
  if (child == 0) {
    if (!forbid(call)) _exit(3);
    const FaultResult result = tried([] {});
    const bool says = result.message.find("--cap-add=SYS_PTRACE") != std::string::npos &&
                      result.message.find("kernel.yama.ptrace_scope") != std::string::npos;
    _exit(result.verdict != FaultVerdict::environment ? 1 : says ? 0 : 2);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Environment, WithoutPtrace) {
  EXPECT_EQ(verdict_without(SYS_ptrace), 0);
}

TEST(Environment, WithoutSeccomp) {
  EXPECT_EQ(verdict_without(SYS_prctl), 0);
}

}  // namespace
