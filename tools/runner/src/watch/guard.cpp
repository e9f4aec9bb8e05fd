#include "watch/guard.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace threadlings::runner {
namespace {

constexpr int kWire = 3;  // in the guard
constexpr char kOn = '+';
constexpr char kOff = '-';

// Signals to the terminal's processes are not meant for the guard. SIGTTOU, too, is ignored: the
// guard changes the terminal from the background.
void ignore_signals() {
  for (const int signal : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGTTOU, SIGTTIN, SIGPIPE}) {
    ::signal(signal, SIG_IGN);
  }
}

// What the other process last said, at its end.
bool left_on() {
  bool on = false;
  char byte = 0;
  while (true) {
    const ssize_t count = ::read(kWire, &byte, 1);
    if (count == -1 && errno == EINTR) continue;
    if (count <= 0) return on;
    on = byte == kOn;
  }
}

[[noreturn]] void stand_guard(int wire, const termios& before, const std::string& farewell) {
  ::setpgid(0, 0);  // a signal to the whole group does not end the guard, too
  ::prctl(PR_SET_NAME, "threadlings-tty");
  ignore_signals();
  ::dup2(wire, kWire);
  ::close_range(kWire + 1, ~0u, 0);
  if (left_on()) {
    [[maybe_unused]] const auto written = ::write(STDOUT_FILENO, farewell.data(), farewell.size());
    ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
  }
  ::_exit(0);
}

}  // namespace

Guard::Guard(const termios& before, std::string farewell) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return;
  process_ = ::fork();
  if (process_ == 0) {
    ::close(ends[0]);
    stand_guard(ends[1], before, farewell);
  }
  ::close(ends[1]);
  wire_ = ends[0];
}

Guard::~Guard() {
  if (wire_ != -1) ::close(wire_);
  while (process_ > 0 && ::waitpid(process_, nullptr, 0) == -1 && errno == EINTR) continue;
}

void Guard::watch(bool on) const {
  // A socket, so that a guard that was killed does not end us with SIGPIPE.
  if (wire_ != -1) ::send(wire_, on ? &kOn : &kOff, 1, MSG_NOSIGNAL);
}

}  // namespace threadlings::runner
