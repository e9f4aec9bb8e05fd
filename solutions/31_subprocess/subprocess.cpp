#include "subprocess.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "descriptor.hpp"
#include "sigpipe_blocked.hpp"

namespace {

[[noreturn]] void fail(const char* call, int error) {
  throw std::system_error(error, std::generic_category(), call);
}

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

// Close-on-exec from the first moment: another thread may start a program at any time, and that
// one must not inherit our ends. posix_spawn gives the flag up for the two that our program needs.
Pipe open_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe2", errno);
  return {Descriptor{ends[0]}, Descriptor{ends[1]}};
}

// What posix_spawn does in the child before the program starts. These calls return their error.
class FileActions {
 public:
  FileActions() { check(posix_spawn_file_actions_init(&actions_)); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  // Right even if `from` is `to` already: the caller may have closed its own standard input.
  void use_as(int from, int to) { check(posix_spawn_file_actions_adddup2(&actions_, from, to)); }
  void close_from(int first) {
    check(posix_spawn_file_actions_addclosefrom_np(&actions_, first));  // calls close_range(2)
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  static void check(int error) {
    if (error != 0) fail("posix_spawn_file_actions", error);
  }

  posix_spawn_file_actions_t actions_;
};

// What exec wants: pointers to the words, and a null pointer behind the last one.
std::vector<char*> words_of(const Command& command) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  return words;
}

// posix_spawn is fork and exec in one call, and it returns the error of whichever failed.
pid_t start(const Command& command, int input, int output) {
  FileActions actions;
  actions.use_as(input, STDIN_FILENO);  // first: `output` cannot be 0 while `input` is open
  actions.use_as(output, STDOUT_FILENO);
  actions.close_from(STDERR_FILENO + 1);
  const std::vector<char*> words = words_of(command);
  pid_t child = 0;
  const int error = posix_spawn(&child, words[0], actions.get(), nullptr, words.data(), environ);
  if (error != 0) throw CannotStart(error, std::generic_category(), command.front());
  return child;
}

// A program that runs, and that must be waited for.
class Program {
 public:
  explicit Program(pid_t child) : child_{child} {}
  ~Program() {
    if (child_ == 0) return;
    kill(child_, SIGKILL);  // an exception came: nobody wants the rest of the output
    collect();
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Its exit code, or minus the signal that ended it.
  int wait() {
    const siginfo_t end = collect();
    child_ = 0;
    return end.si_code == CLD_EXITED ? end.si_status : -end.si_status;
  }

 private:
  siginfo_t collect() const {
    siginfo_t end{};
    while (waitid(P_PID, static_cast<id_t>(child_), &end, WEXITED) != 0 && errno == EINTR) {
    }
    return end;
  }

  pid_t child_;
};

// Our end only. The program's end of the pipe has flags of its own, and programs expect to wait.
void make_nonblocking(const Descriptor& end) {
  const int flags = fcntl(end.get(), F_GETFL);
  if (fcntl(end.get(), F_SETFL, flags | O_NONBLOCK) != 0) fail("fcntl", errno);
}

// Writes as much as there is room for, and closes the pipe behind the last byte: that is how the
// program learns that nothing more will come.
void write_some(Descriptor& end, std::string_view& bytes) {
  const ssize_t taken = write(end.get(), bytes.data(), bytes.size());
  if (taken >= 0) {
    bytes.remove_prefix(static_cast<std::size_t>(taken));
  } else if (errno == EPIPE) {
    bytes = {};  // the program does not want to know the rest, and may be right
  } else if (errno != EAGAIN && errno != EINTR) {
    fail("write", errno);
  }
  if (bytes.empty()) end.close();
}

void read_some(Descriptor& end, std::string& bytes) {
  std::array<char, 65536> chunk;
  const ssize_t size = read(end.get(), chunk.data(), chunk.size());
  if (size > 0) {
    bytes.append(chunk.data(), static_cast<std::size_t>(size));
  } else if (size == 0) {
    end.close();
  } else if (errno != EINTR) {
    fail("read", errno);
  }
}

// Both directions at once. Who waits for one of them alone may wait for ever: the program cannot
// read on while its own output has nowhere to go.
std::string talk(Descriptor to_program, Descriptor from_program, std::string_view input) {
  const SigpipeBlocked blocked;  // made after the program was started, which must not inherit it
  make_nonblocking(to_program);
  std::string output;
  while (to_program.is_open() || from_program.is_open()) {
    // poll passes over a descriptor of -1: one that is closed already.
    std::array<pollfd, 2> ends{{{to_program.get(), POLLOUT, 0}, {from_program.get(), POLLIN, 0}}};
    if (poll(ends.data(), ends.size(), -1) < 0) {
      if (errno == EINTR) continue;
      fail("poll", errno);
    }
    // Not only POLLOUT and POLLIN: POLLERR says that nobody reads, POLLHUP that nobody writes.
    if (ends[0].revents != 0) write_some(to_program, input);
    if (ends[1].revents != 0) read_some(from_program, output);
  }
  return output;
}

}  // namespace

Finished run_program(const Command& command, std::string_view input) {
  Pipe to_program = open_pipe();
  Pipe from_program = open_pipe();
  Program program{start(command, to_program.read_end.get(), from_program.write_end.get())};
  to_program.read_end.close();  // these two are the program's: as long as they are open here, too,
  from_program.write_end.close();  // neither we nor the program can see that the other has gone

  Finished finished;
  finished.output = talk(std::move(to_program.write_end), std::move(from_program.read_end), input);
  finished.code = program.wait();
  return finished;
}
