#include "verify/busy_cores.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace threadlings::runner {
namespace {

[[noreturn]] void be_busy(pid_t parent) {
  ::setsid();  // a Ctrl-C is the runner's to handle; it ends us
  ::signal(SIGTERM, SIG_DFL);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(0);
  for (volatile unsigned turns = 0;;) turns = turns + 1;
}

}  // namespace

BusyCores::BusyCores(int count) {
  const pid_t parent = ::getpid();
  for (int i = 0; i < count; ++i) {
    const pid_t child = ::fork();
    if (child == 0) be_busy(parent);
    if (child > 0) children_.push_back(child);
  }
}

BusyCores::~BusyCores() {
  for (const pid_t child : children_) {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
}

}  // namespace threadlings::runner
