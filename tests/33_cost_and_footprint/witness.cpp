#include "witness.hpp"

#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fstream>
#include <new>
#include <sstream>
#include <stdexcept>

namespace witness {
namespace {

// What /proc/PID/stat says of a process, proc_pid_stat(5).
struct Doing {
  char state = 'X';  // 'S' sleeps, 'D' sleeps deeply, 'T' is stopped, 'Z' has ended, 'X' is gone
  long ticks = 0;    // processor time that it has used

  bool ended() const { return state == 'Z' || state == 'X'; }
  bool waits() const { return state == 'S' || state == 'T'; }
};

Doing look_at(pid_t process) {
  Doing doing;
  std::ifstream file{"/proc/" + std::to_string(process) + "/stat"};
  std::string text;
  if (!std::getline(file, text)) return doing;
  std::istringstream fields{text.substr(text.rfind(')') + 1)};  // behind the name
  fields >> doing.state;
  std::string skipped;
  for (int field = 4; field <= 13; ++field) fields >> skipped;
  long user = 0;
  long system = 0;
  fields >> user >> system;
  doing.ticks = user + system;
  return doing;
}

// Looks on until a process waits or has ended. One that spins does neither, and is left alone when
// it has used half a second of processor time. (Not of the clock's time: on a busy machine nobody
// gets far in that.)
template <class Enough>
Doing look_on(pid_t process, const Enough& enough) {
  const long spins = sysconf(_SC_CLK_TCK) / 2;
  const Doing first = look_at(process);
  Doing now = first;
  while (!enough(now) && !now.ended() && now.ticks - first.ticks < spins) {
    sched_yield();
    now = look_at(process);
  }
  return now;
}

// vfork(2) suspends the parent until its child has ended; the kernel shows that as 'D'. Other
// reasons for that letter pass.
bool parent_is_suspended() {
  const pid_t parent = getppid();
  for (int i = 0; i != 20'000; ++i) {
    if (look_at(parent).state != 'D') return false;
    sched_yield();
  }
  return true;
}

void end_if_parent_is_suspended() {
  Events& seen = events();
  if (!seen.parent_suspended) seen.parent_suspended = parent_is_suspended();
  if (seen.parent_suspended) _exit(1);
}

}  // namespace

Events& events() {
  static Events* const page = [] {
    void* memory =
        mmap(nullptr, sizeof(Events), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc{};
    return new (memory) Events;
  }();
  return *page;
}

void forget_events() {
  const bool suspended = events().parent_suspended;  // once is enough: to find out takes long
  new (&events()) Events;
  events().parent_suspended = suspended;
}

bool let_run(pid_t process) {
  return look_on(process, [](const Doing& child) { return child.waits(); }).ended();
}

void work() {
  Events& seen = events();
  ++seen.works;
  seen.worker = getpid();
  seen.work_done = true;
}

void slow_work() {
  look_on(getppid(), [](const Doing& parent) { return parent.waits() || events().reports != 0; });
  work();
}

std::string report(pid_t process, const std::string& text) {
  Events& seen = events();
  seen.done_at_report = seen.work_done;
  seen.reported = process;
  ++seen.reports;
  return text;
}

std::string slow_report(pid_t process, const std::string& text) {
  report(process, text);
  // An answer may let the child fetch its own report.
  events().ended_after_report = process != getpid() && let_run(process);
  return text;
}

Memory measured(const Work& work, const Smaps& smaps) {
  const pid_t me = getpid();
  Memory memory;
  try {
    const auto guarded = [&] {
      if (getpid() != me) end_if_parent_is_suspended();
      work();
    };
    memory = memory_of_child(guarded, smaps);
  } catch (...) {
    if (getpid() == me && events().parent_suspended) {
      throw std::runtime_error(
          "the parent stood still until its child had ended, as with vfork: so it cannot look at "
          "the child");
    }
    if (getpid() == me) throw;
  }
  if (getpid() != me) {
    ++events().came_back;
    _exit(0);
  }
  return memory;
}

}  // namespace witness
