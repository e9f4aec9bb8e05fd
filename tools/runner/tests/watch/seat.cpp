#include "watch/seat.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <regex>

#include "watch/keys.hpp"

namespace threadlings::runner::testing {
namespace {

using Clock = std::chrono::steady_clock;

// Far longer than anything takes, even with other tests on every core.
constexpr std::chrono::seconds kPatience{60};

void set_environment(const std::vector<std::string>& entries) {
  for (const auto& entry : entries) {
    const auto equals = entry.find('=');
    const auto name = entry.substr(0, equals);
    if (equals == std::string::npos) {
      ::unsetenv(name.c_str());
    } else {
      ::setenv(name.c_str(), entry.c_str() + equals + 1, 1);
    }
  }
}

std::vector<std::string> plain_environment() {
  return {"TERM=xterm-256color",
          "LANG=C.UTF-8",
          "LC_ALL",
          "LC_CTYPE",
          "NO_COLOR",
          "COLUMNS",
          "LINES",
          "THREADLINGS_ROOT",
          "THREADLINGS_YES",
          "VISUAL",
          "EDITOR",
          "THREADLINGS_POLL"};
}

void write_int(int descriptor, int value) {
  [[maybe_unused]] const auto written = ::write(descriptor, &value, sizeof value);
}

int read_int(int descriptor) {
  int value = -1;
  ssize_t count = 0;
  do {
    count = ::read(descriptor, &value, sizeof value);
  } while (count == -1 && errno == EINTR);
  return count == static_cast<ssize_t>(sizeof value) ? value : -1;
}

// What a shell does: a session with this terminal, and the program as a job in the foreground, so
// that it can be stopped.
[[noreturn]] void lead(int slave, int report, const std::string& folder,
                       const std::vector<char*>& argv) {
  ::setsid();
  ::ioctl(slave, TIOCSCTTY, 0);
  ::signal(SIGTTOU, SIG_IGN);
  for (const int stream : {0, 1, 2}) ::dup2(slave, stream);
  const pid_t program = ::fork();
  if (program == 0) {
    ::setpgid(0, 0);
    ::tcsetpgrp(0, ::getpid());
    ::signal(SIGTTOU, SIG_DFL);
    if (::chdir(folder.c_str()) == 0) ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  write_int(report, program);
  int status = 0;
  while (::waitpid(program, &status, 0) == -1 && errno == EINTR) continue;
  write_int(report, status);
  while (true) ::pause();  // the session's end would hang up the terminal
}

std::string utf8_of(std::uint32_t code) {
  return text_of({Key::Kind::character, static_cast<char32_t>(code)});
}

char state_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text;
  std::getline(file, text);
  const auto end = text.rfind(')');
  return end == std::string::npos || end + 2 >= text.size() ? '?' : text[end + 2];
}

bool same_modes(const termios& one, const termios& other) {
  return one.c_iflag == other.c_iflag && one.c_oflag == other.c_oflag &&
         one.c_cflag == other.c_cflag && one.c_lflag == other.c_lflag &&
         std::equal(std::begin(one.c_cc), std::end(one.c_cc), std::begin(other.c_cc));
}

}  // namespace

bool alive(pid_t process) {
  const char state = state_of(process);
  return state != '?' && state != 'Z' && state != 'X';
}

Seat::Seat(const Project& project, const std::vector<std::string>& arguments, const Screen& screen)
    : columns_(screen.columns), rows_(screen.rows) {
  std::vector<std::string> words{project.program().string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  winsize size{};
  size.ws_col = static_cast<unsigned short>(columns_);
  size.ws_row = static_cast<unsigned short>(rows_);
  std::array<int, 2> report{-1, -1};
  if (::openpty(&master_, &slave_, nullptr, nullptr, &size) != 0 ||
      ::pipe2(report.data(), O_CLOEXEC) != 0) {
    ADD_FAILURE() << "no pseudo-terminal: " << std::strerror(errno);
    return;
  }
  for (const int descriptor : {master_, slave_}) ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  ::tcgetattr(slave_, &before_);

  terminal_ = ::vterm_new(rows_, columns_);
  ::vterm_set_utf8(terminal_, 1);
  screen_ = ::vterm_obtain_screen(terminal_);
  static const VTermScreenCallbacks kCallbacks = [] {
    VTermScreenCallbacks callbacks{};
    callbacks.settermprop = on_property;
    return callbacks;
  }();
  ::vterm_screen_set_callbacks(screen_, &kCallbacks, this);
  ::vterm_screen_enable_altscreen(screen_, 1);
  ::vterm_screen_reset(screen_, 1);

  const auto folder = project.root().string();
  leader_ = ::fork();
  if (leader_ == 0) {
    set_environment(plain_environment());
    set_environment(screen.environment);
    ::close(master_);  // else the terminal would outlive the test's end of it
    lead(slave_, report[1], folder, argv);
  }
  ::close(report[1]);
  report_ = report[0];
  program_ = read_int(report_);
}

Seat::~Seat() {
  if (program_ > 0) ::kill(program_, SIGKILL);
  if (leader_ > 0) {
    ::kill(leader_, SIGKILL);
    ::waitpid(leader_, nullptr, 0);
  }
  for (const int descriptor : {master_, slave_, report_}) {
    if (descriptor != -1) ::close(descriptor);
  }
  if (terminal_ != nullptr) ::vterm_free(terminal_);
}

int Seat::on_property(VTermProp property, VTermValue* value, void* seat) {
  auto& self = *static_cast<Seat*>(seat);
  if (property == VTERM_PROP_ALTSCREEN) self.other_page_ = value->boolean != 0;
  if (property == VTERM_PROP_CURSORVISIBLE) self.cursor_ = value->boolean != 0;
  return 1;
}

void Seat::type(std::string_view bytes) const {
  EXPECT_EQ(::write(master_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
}

void Seat::resize(int columns, int rows) {
  columns_ = columns;
  rows_ = rows;
  ::vterm_set_size(terminal_, rows, columns);
  winsize size{};
  size.ws_col = static_cast<unsigned short>(columns);
  size.ws_row = static_cast<unsigned short>(rows);
  ::ioctl(master_, TIOCSWINSZ, &size);  // tells the foreground job
}

void Seat::send(int signal) const {
  ::kill(program_, signal);
}

void Seat::hang_up() {
  for (int* end : {&master_, &slave_}) {
    ::close(*end);
    *end = -1;
  }
}

// Takes what the program has written. False if nothing came for a moment.
bool Seat::read_some() {
  pollfd wait{master_, POLLIN, 0};
  if (::poll(&wait, 1, 20) <= 0) return false;
  std::array<char, 65536> buffer;
  const ssize_t count = ::read(master_, buffer.data(), buffer.size());
  if (count <= 0) return false;
  bytes_.append(buffer.data(), static_cast<std::size_t>(count));
  ::vterm_input_write(terminal_, buffer.data(), static_cast<std::size_t>(count));
  return true;
}

template <typename Condition>
bool Seat::wait(const Condition& condition) {
  const auto deadline = Clock::now() + kPatience;
  while (!condition()) {
    if (Clock::now() > deadline) return false;
    read_some();
  }
  return true;
}

bool Seat::shows(const std::string& text) {
  return wait([&] { return screen().find(text) != std::string::npos; });
}

bool Seat::lacks(const std::string& text) {
  return wait([&] { return screen().find(text) == std::string::npos; });
}

bool Seat::is(const std::string& wanted) {
  return wait([&] { return screen() == wanted; });
}

bool Seat::stopped() {
  return wait([&] { return state_of(program_) == 'T'; });
}

bool Seat::restored() {
  return wait([&] {
    termios now{};
    ::tcgetattr(slave_, &now);
    return same_modes(now, before_) && !other_page_ && cursor_;
  });
}

int Seat::ended() {
  pollfd over{report_, POLLIN, 0};
  if (!wait([&] { return ::poll(&over, 1, 0) > 0; })) {
    ADD_FAILURE() << "the program does not end; its screen is\n" << screen();
    return -1;
  }
  program_ = -1;
  const int status = read_int(report_);
  while (read_some()) continue;
  return status;
}

std::string Seat::screen() const {
  std::string text;
  for (int row = 0; row < rows_; ++row) {
    std::string line;
    for (int column = 0; column < columns_; ++column) {
      VTermScreenCell cell{};
      ::vterm_screen_get_cell(screen_, {row, column}, &cell);
      if (cell.chars[0] == static_cast<std::uint32_t>(-1)) continue;  // behind a wide character
      line += cell.chars[0] == 0 ? " " : utf8_of(cell.chars[0]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  text.erase(text.find_last_not_of('\n') + 1);
  static const std::regex kSeconds("(Checking …|Checking \\.\\.\\.) [0-9]+ s");
  return std::regex_replace(text, kSeconds, "$1") + "\n";
}

std::string Seat::rested() {
  int silent = 0;
  while (silent < 50) silent = read_some() ? 0 : silent + 1;
  return screen();
}

bool Seat::coloured() const {
  for (int row = 0; row < rows_; ++row) {
    for (int column = 0; column < columns_; ++column) {
      VTermScreenCell cell{};
      ::vterm_screen_get_cell(screen_, {row, column}, &cell);
      if (!VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) || !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg)) return true;
    }
  }
  return false;
}

}  // namespace threadlings::runner::testing
