#include "interrupt.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace threadlings::runner {
namespace {

std::atomic<int> caught{0};
int ends[2] = {-1, -1};  // written once, before the handler is installed

void on_signal(int signal) {
  const int before = errno;
  caught.store(signal);
  const char byte = 1;
  // A full pipe is readable already, so a failed write loses nothing.
  [[maybe_unused]] const auto written = ::write(ends[1], &byte, 1);
  errno = before;
}

}  // namespace

void catch_interrupts() {
  if (ends[0] != -1 || ::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return;
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
}

int interrupt_descriptor() {
  return ends[0];
}

void throw_if_interrupted() {
  if (const int signal = caught.load(); signal != 0) throw Interrupted{signal};
}

}  // namespace threadlings::runner
