#include "caller.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unwind.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "evidence.hpp"

// There only in programs built with AddressSanitizer: <sanitizer/allocator_interface.h>.
extern "C" __attribute__((weak)) int __sanitizer_install_malloc_and_free_hooks(
    void (*malloc_hook)(const volatile void*, std::size_t),
    void (*free_hook)(const volatile void*));

using evidence::page;
using evidence::Remark;

namespace {

constexpr int kCodeOfOther = 7;
constexpr std::size_t kDescriptors = 256;

std::array<bool, kDescriptors> was_open{};  // before the call
thread_local bool only_handlers_run = false;

bool is_open(int descriptor) {
  return fcntl(descriptor, F_GETFD) >= 0;
}

void handler_of_the_caller(int) {}

void note_interruption(int) {
  ++page->interruptions;
}

// How the caller handles signals: unlike the default, so that a change shows.
void set_up_signals() {
  struct sigaction action {};
  action.sa_handler = handler_of_the_caller;
  action.sa_flags = SA_RESTART;
  sigaction(SIGCHLD, &action, nullptr);
  action.sa_handler = note_interruption;
  action.sa_flags = 0;  // the calls that wait return with EINTR
  sigaction(SIGUSR1, &action, nullptr);
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR2);
  sigprocmask(SIG_SETMASK, &blocked, nullptr);
}

const char* what_is_wrong_with_signals() {
  sigset_t blocked;
  sigprocmask(SIG_SETMASK, nullptr, &blocked);
  for (int signal = 1; signal <= SIGSYS; ++signal) {
    if ((sigismember(&blocked, signal) == 1) != (signal == SIGUSR2)) {
      return signal == SIGCHLD ? "SIGCHLD is blocked." : "Another set of signals is blocked.";
    }
  }
  struct sigaction action {};
  sigaction(SIGCHLD, nullptr, &action);
  if (action.sa_handler != handler_of_the_caller) return "SIGCHLD has another handler.";
  return nullptr;
}

void set_remark(Remark& remark, const std::string& text) {
  remark.set(text.c_str());
}

// The first thing that each job does.
void note_start(char order) {
  if (const char* wrong = what_is_wrong_with_signals()) page->to_jobs.set(wrong);
  for (std::size_t fd = 0; fd != kDescriptors; ++fd) {
    const int flags = fcntl(static_cast<int>(fd), F_GETFD);
    if (flags < 0 || was_open[fd] || (flags & FD_CLOEXEC) != 0) continue;
    set_remark(page->to_jobs,
               "A job has descriptor " + std::to_string(fd) +
                   ", which belongs to the shop and is not marked close-on-exec. Any program that "
                   "the job starts would have it, too.");
  }
  const int now = ++page->printing;
  int most = page->most_at_once;
  while (now > most && !page->most_at_once.compare_exchange_weak(most, now)) {
  }
  const unsigned number = page->started++;
  if (number < page->starts.size()) page->starts[number] = order;
}

int print_job(const Caller& caller, char order) {
  note_start(order);
  if (caller.jobs_ignore_sigterm) std::signal(SIGTERM, SIG_IGN);
  page->job(order).process = getpid();
  int code = 0;
  if (evidence::has_gate(order)) {
    code = evidence::pass_gate(evidence::gate_of(order));
  } else if (caller.print) {
    code = caller.print(order);
  }
  --page->printing;
  return code;
}

// Looks up the stack for a frame that the kernel has put there. Where a signal has interrupted the
// program, the address is that of an instruction which has not run yet.
bool runs_in_a_signal_handler() {
  bool found = false;
  const auto look = [](_Unwind_Context* frame, void* result) {
    int not_run_yet = 0;
    _Unwind_GetIPInfo(frame, &not_run_yet);
    if (not_run_yet != 0) *static_cast<bool*>(result) = true;
    return _URC_NO_REASON;
  };
  _Unwind_Backtrace(look, &found);
  return found;
}

void note_report(const Caller& caller, char order, int result) {
  if (runs_in_a_signal_handler()) {
    page->by_handlers.set("A signal handler has called `report`.");
  }
  if (++page->reports_running > 1) {
    page->by_handlers.set(
        "`report` was called while another report was still running: by a signal handler, or by "
        "another thread.");
  }
  evidence::SeenJob& job = page->job(order);
  job.result = result;
  ++job.reports;
  ++page->reported;
  if (caller.reported) caller.reported(order);
  --page->reports_running;
}

void note_allocation(const volatile void*, std::size_t) {
  if (only_handlers_run) {
    page->by_handlers.set("A signal handler has called malloc, perhaps through a container.");
  }
}

void note_deallocation(const volatile void*) {
  if (only_handlers_run) {
    page->by_handlers.set("A signal handler has called free, perhaps through a container.");
  }
}

// While it lives, what is printed goes where it can be told from everything else.
class HandlersOnly {
 public:
  HandlersOnly() {
    std::fflush(nullptr);
    for (int fd : {STDOUT_FILENO, STDERR_FILENO}) {
      saved_[static_cast<std::size_t>(fd)] = dup(fd);
      dup2(evidence::handlers_output, fd);
    }
    only_handlers_run = true;
  }
  ~HandlersOnly() {
    only_handlers_run = false;
    std::fflush(nullptr);
    for (int fd : {STDOUT_FILENO, STDERR_FILENO}) {
      const int saved = saved_[static_cast<std::size_t>(fd)];
      dup2(saved, fd);
      close(saved);
    }
    if (lseek(evidence::handlers_output, 0, SEEK_END) > 0) {
      page->by_handlers.set("A signal handler has printed something.");
    }
  }
  HandlersOnly(const HandlersOnly&) = delete;
  HandlersOnly& operator=(const HandlersOnly&) = delete;

 private:
  std::array<int, 3> saved_{};
};

// What the answer has left behind in the shop's process.
std::string what_is_left(int orders, int orders_flags) {
  siginfo_t child{};
  if (waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) == 0) {
    return child.si_pid != 0 ? "There is a zombie: a job that nobody has waited for."
                             : "There is a job that still runs.";
  }
  if (!is_open(orders)) return "The descriptor of the orders was closed. It is the caller's.";
  if (fcntl(orders, F_GETFL) != orders_flags) {
    return "The descriptor of the orders has other flags now (O_NONBLOCK?). It is the caller's.";
  }
  for (std::size_t fd = 0; fd != kDescriptors; ++fd) {
    if (is_open(static_cast<int>(fd)) && !was_open[fd]) {
      return "Descriptor " + std::to_string(fd) + " is still open.";
    }
  }
  return "";
}

// A child that the caller has started before, for reasons of its own.
class OtherChild {
 public:
  explicit OtherChild(bool wanted) {
    if (!wanted) return;
    process_ = fork();
    if (process_ == 0) {
      evidence::pass_gate(evidence::kOtherGate);
      _exit(kCodeOfOther);
    }
    page->other_child = process_;
  }

  // True if it could be waited for, as if nothing had happened.
  bool is_found() {
    if (process_ == 0) return true;
    evidence::open_gate(evidence::kOtherGate, 0);
    int status = 0;
    pid_t found = 0;
    while ((found = waitpid(process_, &status, 0)) < 0 && errno == EINTR) {
    }
    return found == process_ && WIFEXITED(status) && WEXITSTATUS(status) == kCodeOfOther;
  }

 private:
  pid_t process_ = 0;
};

}  // namespace

// All that the shop's process does.
void call_shop(const Caller& caller, int orders) {
  const pid_t me = getpid();
  dup2(evidence::output, STDOUT_FILENO);
  set_up_signals();
  static pid_t shop = 0;
  shop = getpid();
  std::atexit([] {
    if (getpid() != shop) {
      page->to_jobs.set(
          "A job has ended with exit, and not with _exit: handlers of its parent ran.");
    }
  });
  if (__sanitizer_install_malloc_and_free_hooks != nullptr) {
    __sanitizer_install_malloc_and_free_hooks(note_allocation, note_deallocation);
  }
  if (caller.has_called_before && small_shop("vwxyz") != 5) {
    page->at_the_end.set("The call before this one has not reported every job as it ended.");
  }
  OtherChild other{caller.has_another_child};
  const int orders_flags = fcntl(orders, F_GETFL);
  for (std::size_t fd = 0; fd != kDescriptors; ++fd) was_open[fd] = is_open(static_cast<int>(fd));

  page->opened = true;

  int ending = evidence::kReturned;
  try {
    run_shop(
        orders, caller.printers, [&](char order) { return print_job(caller, order); },
        [&](char order, int result) { note_report(caller, order, result); });
  } catch (...) {
    ending = evidence::kThrew;
  }
  if (getpid() != me) {
    ++page->came_back;
    _exit(0);
  }
  if (!other.is_found()) {
    page->at_the_end.set(
        "The caller has another child, and somebody who had not started it has waited for it.");
  }
  if (const char* wrong = what_is_wrong_with_signals()) page->to_signals.set(wrong);
  set_remark(page->at_the_end, what_is_left(orders, orders_flags));
  page->ending = ending;
  std::fflush(nullptr);
  _exit(0);
}

int small_shop(const std::string& orders) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return 0;
  [[maybe_unused]] const ssize_t written = write(ends[1], orders.data(), orders.size());
  close(ends[1]);
  int reported = 0;
  run_shop(
      ends[0], 2, [](char) { return 3; }, [&](char, int result) { reported += result == 3; });
  close(ends[0]);
  return reported;
}

void wait_in_report() {
  const HandlersOnly from_here;
  page->waits_in_report = true;
  evidence::pass_gate(evidence::kReportGate);
}

void raise_many_signals() {
  const HandlersOnly from_here;
  for (int i = 0; i != 70'000; ++i) {  // more than a pipe holds, pipe(7)
    errno = 0;
    raise(SIGCHLD);
    ++page->signals_raised;
    if (errno != 0) {
      page->by_handlers.set(
          "A signal handler has changed errno, between a call of the program that it interrupted "
          "and the line in which that program looks at errno.");
    }
  }
}
