// caught by: test (hang)
// Differs: there is a poll loop, and a blocking write of everything in it
#include "subprocess.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "descriptor.hpp"
#include "sigpipe_blocked.hpp"

namespace {

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

Pipe open_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe2");
  return {Descriptor{ends[0]}, Descriptor{ends[1]}};
}

std::vector<char*> words_of(const Command& command) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  return words;
}

bool use_as(int from, int to) {
  if (from == to) return fcntl(from, F_SETFD, 0) == 0;
  return dup2(from, to) >= 0;
}

[[noreturn]] void become(char* const* words, int input, int output, int errors) {
  if (use_as(input, STDIN_FILENO) && use_as(output, STDOUT_FILENO)) execv(words[0], words);
  const int error = errno;
  while (write(errors, &error, sizeof error) < 0 && errno == EINTR) {
  }
  _exit(127);
}

// 0 if the pipe has come to its end: exec has closed it.
int error_of_start(int errors) {
  int error = 0;
  while (read(errors, &error, sizeof error) < 0 && errno == EINTR) {
  }
  return error;
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void write_some(Descriptor& end, std::string_view& bytes) {
  const ssize_t taken = write(end.get(), bytes.data(), bytes.size());
  if (taken >= 0) {
    bytes.remove_prefix(static_cast<std::size_t>(taken));
  } else if (errno == EPIPE) {
    bytes = {};
  } else if (errno != EAGAIN && errno != EINTR) {
    fail("write");
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
    fail("read");
  }
}

std::string talk(Descriptor to_program, Descriptor from_program, std::string_view input) {
  const SigpipeBlocked blocked;
  std::string output;
  while (to_program.is_open() || from_program.is_open()) {
    std::array<pollfd, 2> ends{{{to_program.get(), POLLOUT, 0}, {from_program.get(), POLLIN, 0}}};
    if (poll(ends.data(), ends.size(), -1) < 0) {
      if (errno == EINTR) continue;
      fail("poll");
    }
    if (ends[0].revents != 0) write_some(to_program, input);
    if (ends[1].revents != 0) read_some(from_program, output);
  }
  return output;
}

}  // namespace

Finished run_program(const Command& command, std::string_view input) {
  const std::vector<char*> words = words_of(command);
  Pipe to_program = open_pipe();
  Pipe from_program = open_pipe();
  Pipe errors = open_pipe();

  const pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    become(words.data(), to_program.read_end.get(), from_program.write_end.get(),
           errors.write_end.get());
  }
  to_program.read_end.close();
  from_program.write_end.close();
  errors.write_end.close();

  if (const int error = error_of_start(errors.read_end.get()); error != 0) {
    wait_for(child);
    throw CannotStart(error, std::generic_category(), command.front());
  }

  Finished finished;
  try {
    finished.output =
        talk(std::move(to_program.write_end), std::move(from_program.read_end), input);
  } catch (...) {
    kill(child, SIGKILL);
    wait_for(child);
    throw;
  }
  finished.code = wait_for(child);
  return finished;
}
