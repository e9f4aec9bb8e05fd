#include "process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "interrupt.hpp"

namespace threadlings::runner {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// How often to look whether the child is gone although somebody still holds its output open.
constexpr milliseconds kTick{100};

// A pipe whose ends close themselves. Close-on-exec, so that no sibling inherits them.
struct Pipe {
  int read_end = -1;
  int write_end = -1;

  Pipe() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) == 0) {
      read_end = ends[0];
      write_end = ends[1];
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_end(read_end);
    close_end(write_end);
  }
  static void close_end(int& end) {
    if (end != -1) ::close(end);
    end = -1;
  }
};

std::vector<std::string> whole_environment(const std::vector<std::string>& extra) {
  std::vector<std::string> all = extra;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto name = text.substr(0, text.find('=') + 1);
    const bool replaced = std::any_of(extra.begin(), extra.end(),
                                      [&](const auto& other) { return other.starts_with(name); });
    if (!replaced) all.emplace_back(text);
  }
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

double cpu_seconds_in(const rusage& usage) {
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

bool readable(int descriptor) {
  pollfd wait{descriptor, POLLIN, 0};
  return ::poll(&wait, 1, 0) > 0;
}

class Child {
 public:
  explicit Child(const Command& command)
      : command_(command),
        arguments_(command.argv),
        environment_(whole_environment(command.environment)) {}

  Ended run() {
    const auto started = Clock::now();
    if (start()) {
      follow(started + command_.deadline);
      settle();
    }
    ended_.seconds = std::chrono::duration<double>(Clock::now() - started).count();
    if (interrupted_) {
      throw_if_interrupted();
      throw Cancelled{};
    }
    return std::move(ended_);
  }

 private:
  bool start() {
    // Everything that allocates happens before fork: other threads may hold the heap's lock.
    auto argv = pointers(arguments_);
    auto envp = pointers(environment_);
    const std::string folder = command_.folder.string();
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) become_program(argv.data(), envp.data(), folder.c_str(), parent);
    const int fork_error = errno;
    for (auto* pipe : {&out_, &err_, &failure_}) Pipe::close_end(pipe->write_end);
    return pid_ > 0 ? was_executed() : not_started(fork_error);
  }

  // In the child: system calls only, up to exec.
  [[noreturn]] void become_program(char* const* argv, char* const* envp, const char* folder,
                                   pid_t parent) {
    ::setsid();
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(127);  // the runner died before prctl
    if (command_.cpu) pin(*command_.cpu);
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(out_.write_end, STDOUT_FILENO);
    ::dup2(err_.write_end, STDERR_FILENO);
    if (*folder == '\0' || ::chdir(folder) == 0) ::execvpe(argv[0], argv, envp);
    const int error = errno;
    [[maybe_unused]] const auto written = ::write(failure_.write_end, &error, sizeof error);
    ::_exit(127);
  }

  static void pin(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<unsigned>(cpu), &set);
    ::sched_setaffinity(0, sizeof set, &set);
  }

  // exec closes the pipe; a failed one has written its errno before.
  bool was_executed() {
    int error = 0;
    ssize_t count = 0;
    do {
      count = ::read(failure_.read_end, &error, sizeof error);
    } while (count == -1 && errno == EINTR);
    if (count != static_cast<ssize_t>(sizeof error)) return true;
    ::waitpid(pid_, nullptr, 0);
    return not_started(error);
  }

  bool not_started(int error) {
    ended_.how = Ended::How::not_started;
    ended_.code = error;
    return false;
  }

  // Reads until the child has ended, the deadline has come, or nobody wants the result any more.
  void follow(Clock::time_point deadline) {
    while (!reaped_) {
      const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
      if (left.count() <= 0) return stop(true);
      if (!wait_and_read(std::min(left, kTick))) return stop(false);
      reap(WNOHANG);
    }
  }

  // False: interrupted or cancelled.
  bool wait_and_read(milliseconds limit) {
    // With both streams at their end only the child's exit is awaited: look more often.
    const bool silent = out_.read_end == -1 && err_.read_end == -1;
    std::array<pollfd, 4> waits{{{out_.read_end, POLLIN, 0},
                                 {err_.read_end, POLLIN, 0},
                                 {interrupt_descriptor(), POLLIN, 0},
                                 {command_.cancel, POLLIN, 0}}};
    const int ready =
        ::poll(waits.data(), waits.size(), silent ? 1 : static_cast<int>(limit.count()));
    if (ready <= 0) return true;
    if (waits[0].revents != 0) read_from(out_, ended_.out);
    if (waits[1].revents != 0) read_from(err_, ended_.err);
    return waits[2].revents == 0 && waits[3].revents == 0;
  }

  void read_from(Pipe& pipe, std::string& text) const {
    std::array<char, 65536> buffer;
    const ssize_t count = ::read(pipe.read_end, buffer.data(), buffer.size());
    if (count == -1 && (errno == EINTR || errno == EAGAIN)) return;
    if (count <= 0) return Pipe::close_end(pipe.read_end);
    const auto room = command_.output_limit - std::min(command_.output_limit, text.size());
    text.append(buffer.data(), std::min(room, static_cast<std::size_t>(count)));
  }

  void reap(int flags) {
    int status = 0;
    rusage usage{};
    const pid_t pid = ::wait4(pid_, &status, flags, &usage);
    if (pid == 0 || (pid == -1 && errno == EINTR)) return;
    reaped_ = true;
    if (pid == -1) return;
    ended_.cpu_seconds = cpu_seconds_in(usage);
    const bool exited = WIFEXITED(status);
    ended_.how = exited ? Ended::How::exited : Ended::How::signalled;
    ended_.code = exited ? WEXITSTATUS(status) : WTERMSIG(status);
  }

  void stop(bool at_deadline) {
    interrupted_ = !at_deadline;
    ::kill(-pid_, SIGTERM);
    const auto patience = Clock::now() + command_.grace;
    while (!reaped_ && Clock::now() < patience) {
      ::poll(nullptr, 0, 5);
      reap(WNOHANG);
    }
    ::kill(-pid_, SIGKILL);
    while (!reaped_) reap(0);
    if (at_deadline) ended_.how = Ended::How::deadline;
  }

  // What was printed just before the end is still in the pipes.
  void settle() {
    for (auto [pipe, text] : {std::pair{&out_, &ended_.out}, std::pair{&err_, &ended_.err}}) {
      if (pipe->read_end != -1) ::fcntl(pipe->read_end, F_SETFL, O_NONBLOCK);
      while (pipe->read_end != -1 && readable(pipe->read_end)) read_from(*pipe, *text);
    }
  }

  const Command& command_;
  std::vector<std::string> arguments_;
  std::vector<std::string> environment_;
  Pipe out_, err_, failure_;
  pid_t pid_ = -1;
  bool reaped_ = false;
  bool interrupted_ = false;
  Ended ended_;
};

bool is_plain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::strchr("_-./=:,+@%", c) != nullptr;
}

std::string quoted(const std::string& word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return word;
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

}  // namespace

Ended run_process(const Command& command) {
  throw_if_interrupted();
  if (readable(command.cancel)) throw Cancelled{};
  return Child(command).run();
}

std::string describe(const Ended& ended) {
  const auto code = std::to_string(ended.code);
  switch (ended.how) {
    case Ended::How::exited:
      return "ended with status " + code;
    case Ended::How::signalled:
      return "was ended by signal " + code + " (" + ::strsignal(ended.code) + ")";
    case Ended::How::deadline:
      return "did not end in time and was stopped";
    case Ended::How::not_started:
      return std::string("could not be started: ") + std::strerror(ended.code);
  }
  return {};
}

std::string shell_line(const std::vector<std::string>& argv) {
  std::string line;
  for (const auto& word : argv) line += (line.empty() ? "" : " ") + quoted(word);
  return line;
}

std::vector<int> allowed_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return {0};
  std::vector<int> cpus;
  for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &set)) cpus.push_back(static_cast<int>(cpu));
  }
  return cpus.empty() ? std::vector<int>{0} : cpus;
}

}  // namespace threadlings::runner
