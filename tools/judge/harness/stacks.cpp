#include "stacks.hpp"

#include <dlfcn.h>
#include <execinfo.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstring>

#include "channel.hpp"

// Set by the linker: where the program's own code begins and ends.
extern "C" char __executable_start;
extern "C" char etext;

#define THREADLINGS_NOT_INSTRUMENTED __attribute__((no_sanitize("thread", "address", "undefined")))

namespace threadlings::harness {
namespace {

// A line of text in a fixed buffer: a signal handler may not allocate.
class Line {
 public:
  THREADLINGS_NOT_INSTRUMENTED void add(const char* text) {
    while (*text != '\0' && used_ < sizeof buffer_ - 1) buffer_[used_++] = *text++;
  }
  THREADLINGS_NOT_INSTRUMENTED void add_number(std::uintptr_t value, unsigned base) {
    char digits[24];
    int n = 0;
    do {
      digits[n++] = "0123456789abcdef"[value % base];
      value /= base;
    } while (value != 0);
    while (n > 0 && used_ < sizeof buffer_ - 1) buffer_[used_++] = digits[--n];
  }
  THREADLINGS_NOT_INSTRUMENTED void send() {
    buffer_[used_++] = '\n';
    syscall(SYS_write, channel_descriptor(), buffer_, used_);
  }

 private:
  char buffer_[3072];
  std::size_t used_ = 0;
};

// Frames of the program itself become offsets for addr2line; of the libraries only the function
// that the program called is named, for that is what the thread waits in.
THREADLINGS_NOT_INSTRUMENTED void report_own_stack(int) {
  void* frames[48];
  const int depth = backtrace(frames, 48);
  const auto begin = reinterpret_cast<std::uintptr_t>(&__executable_start);
  const auto end = reinterpret_cast<std::uintptr_t>(&etext);
  Line line;
  line.add_number(static_cast<std::uintptr_t>(syscall(SYS_getpid)), 10);
  line.add("\tstack\t");
  line.add_number(static_cast<std::uintptr_t>(syscall(SYS_gettid)), 10);
  const char* called = nullptr;
  for (int i = 2; i < depth; ++i) {  // 0 and 1 are this handler and the signal's return frame
    const auto pc = reinterpret_cast<std::uintptr_t>(frames[i]);
    if (pc >= begin && pc < end) {
      if (called != nullptr) {
        line.add("\t");
        line.add(called);
        called = nullptr;
      }
      line.add("\t+");
      line.add_number(pc - 1 - begin, 16);  // -1: the call, not the return address
      continue;
    }
    Dl_info info;
    if (dladdr(frames[i], &info) != 0 && info.dli_sname != nullptr) called = info.dli_sname;
  }
  line.send();
}

}  // namespace

void answer_stack_requests() {
  void* warm_up[1];
  backtrace(warm_up, 1);  // loads the unwinder now: later, in a handler, it would be too late

  // ThreadSanitizer's sigaction holds a signal back until the thread makes a blocking call, which a
  // spinning thread never does. So take the function of libc itself.
  using Sigaction = int (*)(int, const struct sigaction*, struct sigaction*);
  void* libc = dlopen("libc.so.6", RTLD_LAZY);
  void* symbol = libc != nullptr ? dlsym(libc, "sigaction") : nullptr;
  if (symbol == nullptr) return;
  struct sigaction action {};
  action.sa_handler = report_own_stack;
  action.sa_flags = SA_RESTART;
  reinterpret_cast<Sigaction>(symbol)(kStackSignal, &action, nullptr);
}

}  // namespace threadlings::harness
