#include "subject.hpp"

#include <fcntl.h>
#include <linux/futex.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>

#include "../trace/filter.hpp"

namespace threadlings::faulting {

namespace {

void mark(Mark which) {
  const int error = errno;
  syscall(kMarker, static_cast<long>(which));
  errno = error;
}

void wait_for(std::atomic<int>& word) {
  while (!word) syscall(SYS_futex, &word, FUTEX_WAIT, 0, nullptr, nullptr, 0);
}

void copy(char* to, std::size_t size, const char* from) {
  strncpy(to, from, size - 1);
  to[size - 1] = 0;
}

int make_output(const char* name) {
  return memfd_create(name, MFD_CLOEXEC);
}

}  // namespace

Board& board() {
  static Board* const shared =
      new (mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))
          Board;
  return *shared;
}

Origin::Origin(const std::function<void()>& scenario, bool whole_program) {
  board();
  prepare_filter();
  if (whole_program) keep_input();
  output_[1] = make_output("threadlings-faults-out");
  output_[2] = make_output("threadlings-faults-err");
  if (pipe2(commands_, O_CLOEXEC) || pipe2(answers_, O_CLOEXEC)) return;
  fflush(nullptr);
  const pid_t tracer = getpid();
  process_ = fork();
  if (process_) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != tracer) _exit(1);
  prctl(PR_SET_CHILD_SUBREAPER, 1);  // orphans come here, and are buried
  close(commands_[1]);
  close(answers_[0]);
  serve(scenario);
}

Origin::~Origin() {
  if (process_ <= 0) return;
  close(commands_[0]), close(commands_[1]);  // it ends
  close(answers_[0]), close(answers_[1]);
  close(output_[1]), close(output_[2]);
  if (input_ >= 0) close(input_);
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

// Its standard input would be used up by the first run.
void Origin::keep_input() {
  struct stat status;
  if (fstat(0, &status) || (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode))) return;
  constexpr int kPatience = 1000;  // milliseconds: nobody may be writing
  input_ = make_output("threadlings-faults-in");
  char buffer[65536];
  pollfd input{0, POLLIN, 0};
  while (poll(&input, 1, kPatience) > 0) {
    const ssize_t count = read(0, buffer, sizeof buffer);
    if (count <= 0 || write(input_, buffer, static_cast<std::size_t>(count)) < 0) break;
  }
}

void Origin::give_input() const {
  const std::string path = input_ < 0 ? "/dev/null" : "/proc/self/fd/" + std::to_string(input_);
  const int input = open(path.c_str(), O_RDONLY | O_CLOEXEC);  // from its beginning
  if (input > 0) dup2(input, 0), close(input);
  if (input_ >= 0) close(input_);
}

double Origin::processor_time() const {
  const std::string path = "/proc/" + std::to_string(process_) + "/stat";
  FILE* file = fopen(path.c_str(), "re");
  if (!file) return 0;
  unsigned long own[2] = {}, children[2] = {};
  if (fscanf(file, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %lu %lu",
             &own[0], &own[1], &children[0], &children[1]) < 0)
    own[0] = 0;
  fclose(file);
  return static_cast<double>(own[0] + own[1] + children[0] + children[1]) /
         static_cast<double>(sysconf(_SC_CLK_TCK));
}

void Origin::serve(const std::function<void()>& scenario) {
  char command;
  while (read(commands_[0], &command, 1) == 1) {
    while (waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    const pid_t subject = fork();
    if (!subject) be_subject(scenario);
    if (write(answers_[1], &subject, sizeof subject) < 0) break;
  }
  while (waitpid(-1, nullptr, 0) > 0) {
  }
  _exit(0);
}

pid_t Origin::fork_subject(bool by_line) {
  Board& shared = board();
  shared.by_line = by_line;
  shared.go = 0;
  shared.failed = shared.gave_up = shared.threw = shared.no_filter = false;
  for (int i : {1, 2})
    if (ftruncate(output_[i], 0) || lseek(output_[i], 0, SEEK_SET)) return -1;
  pid_t subject = -1;
  if (write(commands_[1], "f", 1) != 1) return -1;
  if (read(answers_[0], &subject, sizeof subject) != sizeof subject) return -1;
  return subject;
}

void Origin::let_go() {
  board().go = 1;
  syscall(SYS_futex, &board().go, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

std::string Origin::output(int descriptor) const {
  std::string text;
  char buffer[4096];
  off_t at = 0;
  for (ssize_t n; (n = pread(output_[descriptor], buffer, sizeof buffer, at)) > 0; at += n)
    text.append(buffer, static_cast<std::size_t>(n));
  return text;
}

void Origin::be_subject(const std::function<void()>& scenario) {
  Board& shared = board();
  setpgid(0, 0);  // kill(0, …) stays among its own
  dup2(output_[1], 1);
  dup2(output_[2], 2);
  give_input();
  close(output_[1]), close(output_[2]);
  close(commands_[0]), close(answers_[1]);
  setvbuf(stdout, nullptr, shared.by_line ? _IOLBF : _IOFBF, BUFSIZ);
  signal(SIGCHLD, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  wait_for(shared.go);
  if (!install_filter()) {
    shared.no_filter = true;
    _exit(1);
  }
  mark(Mark::begin);
  try {
    scenario();
  } catch (const GaveUp&) {
  } catch (const std::exception& error) {
    copy(shared.reason, sizeof shared.reason, error.what());
    shared.threw = true;
  } catch (...) {
    copy(shared.reason, sizeof shared.reason, "an exception");
    shared.threw = true;
  }
  mark(Mark::end);
  fflush(nullptr);
  mark(Mark::flushed);
  _exit(0);
}

}  // namespace threadlings::faulting
