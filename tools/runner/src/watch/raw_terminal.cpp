#include "watch/raw_terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "errors.hpp"
#include "interrupt.hpp"

namespace threadlings::runner {
namespace {

// The other page, no wrapping at the right edge, pasted text marked as such, no cursor.
constexpr std::string_view kEnter = "\033[?1049h\033[?7l\033[?2004h\033[?25l\033[H\033[2J";
constexpr std::string_view kLeave = "\033[0m\033[?25h\033[?2004l\033[?7h\033[?1049l";

int number_in(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? 0 : std::atoi(value);
}

std::array<int, 2> signal_pipe{-1, -1};  // written once, before the handlers are installed

void on_signal(int signal) {
  const int before = errno;
  const char byte = static_cast<char>(signal);
  // A full pipe is readable already, and what is in it says the same.
  [[maybe_unused]] const auto written = ::write(signal_pipe[1], &byte, 1);
  errno = before;
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  ::sigaction(signal, &action, nullptr);
}

constexpr std::array<int, 3> kSignals{SIGWINCH, SIGTSTP, SIGCONT};

}  // namespace

ScreenSize screen_size() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) size = {};
  const int columns = size.ws_col > 0 ? size.ws_col : number_in("COLUMNS");
  const int rows = size.ws_row > 0 ? size.ws_row : number_in("LINES");
  return {columns > 0 ? std::min(columns, 1000) : 80, rows > 0 ? std::min(rows, 1000) : 24};
}

RawTerminal::RawTerminal(bool paints) : paints_(paints) {
  if (::tcgetattr(STDIN_FILENO, &before_) != 0) {
    throw RunnerError(std::string("cannot use this terminal: ") + std::strerror(errno));
  }
  guard_ = std::make_unique<Guard>(before_, paints ? std::string(kLeave) : "\n");
  enter();
}

RawTerminal::~RawTerminal() {
  leave();
}

void RawTerminal::enter() {
  if (inside_) return;
  termios raw = before_;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | IEXTEN);  // Ctrl-C and Ctrl-Z stay signals
  raw.c_iflag &= ~static_cast<tcflag_t>(IXON | ISTRIP);           // Ctrl-S must not freeze us
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  guard_->watch(true);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
  inside_ = true;
  if (paints_) write(kEnter);
}

void RawTerminal::leave() {
  if (!inside_) return;
  inside_ = false;
  if (paints_) write(kLeave);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  guard_->watch(false);
}

void RawTerminal::write(std::string_view bytes) const {
  while (!bytes.empty()) {
    std::array<pollfd, 2> waits{{{STDOUT_FILENO, POLLOUT, 0}, {interrupt_descriptor(), POLLIN, 0}}};
    ::poll(waits.data(), waits.size(), -1);
    // Asked to end: what the terminal takes at once is written, but nobody waits for it.
    if (waits[0].revents == 0 && waits[1].revents != 0) return;
    const auto piece = bytes.substr(0, 256);
    const ssize_t count = ::write(STDOUT_FILENO, piece.data(), piece.size());
    if (count == -1 && errno != EINTR && errno != EAGAIN) return;  // the terminal is gone
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

TerminalSignals::TerminalSignals() {
  if (signal_pipe[0] == -1 && ::pipe2(signal_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) return;
  for (const int signal : kSignals) handle(signal, on_signal);
}

TerminalSignals::~TerminalSignals() {
  for (const int signal : kSignals) handle(signal, SIG_DFL);
}

int TerminalSignals::descriptor() const {
  return signal_pipe[0];
}

TerminalSignals::Seen TerminalSignals::take() const {
  Seen seen;
  std::array<char, 64> bytes{};
  ssize_t count = 0;
  while ((count = ::read(signal_pipe[0], bytes.data(), bytes.size())) > 0) {
    for (ssize_t i = 0; i < count; ++i) {
      const int signal = bytes[static_cast<std::size_t>(i)];
      if (signal == SIGWINCH) seen.resized = true;
      if (signal == SIGTSTP) seen.stop = true;
      if (signal == SIGCONT) seen.continued = true;
    }
  }
  return seen;
}

void TerminalSignals::catch_stops(bool yes) {
  handle(SIGTSTP, yes ? on_signal : SIG_DFL);
}

void TerminalSignals::stop_here() {
  catch_stops(false);
  ::raise(SIGTSTP);
  catch_stops(true);
}

}  // namespace threadlings::runner
