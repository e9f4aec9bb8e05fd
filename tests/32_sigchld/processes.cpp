#include "processes.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

namespace processes {
namespace {

// How often all must be found asleep, without having run in between, to be at rest.
constexpr int kRounds = 20;
// Who wakes so often, or runs for so long, while nothing happens, is busy.
constexpr long kWakeUps = 100;
constexpr long long kNanoseconds = 100'000'000;

// These look again and again. AddressSanitizer keeps all memory that was freed for a while, and a
// large process is slow to fork, so the buffers stay.
alignas(dirent64) std::array<char, 32768> buffer;

// What is in a file. Good until the next call.
std::string_view contents(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  const ssize_t size = read(file, buffer.data(), buffer.size() - 1);
  close(file);
  if (size <= 0) return {};
  buffer[static_cast<std::size_t>(size)] = '\0';  // for sscanf
  return {buffer.data(), static_cast<std::size_t>(size)};
}

std::vector<int> numbers_in(const std::string& folder) {
  std::vector<int> numbers;
  const int directory = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return numbers;
  ssize_t size = 0;
  while ((size = getdents64(directory, buffer.data(), buffer.size())) > 0) {
    const char* const end = buffer.data() + size;
    for (const char* at = buffer.data(); at < end;) {
      const auto* entry = reinterpret_cast<const dirent64*>(at);
      if (const int number = std::atoi(entry->d_name); number > 0) numbers.push_back(number);
      at += entry->d_reclen;
    }
  }
  close(directory);
  return numbers;
}

std::string folder_of(pid_t process) {
  return "/proc/" + std::to_string(process);
}

// What stands behind "name:" in a file like /proc/PID/status.
const char* field(std::string_view text, std::string_view name) {
  const auto at = text.find(name);
  return at == std::string_view::npos ? "" : text.data() + at + name.size();
}

bool is_awake(char state) {
  return state == 'R' || state == 'D';
}

struct Call {
  long number;
  const char* name;
  int timeout;       // which argument it is, -1: has none
  bool is_a_number;  // of milliseconds; otherwise a pointer
};

// The calls that may wait, syscalls(2).
constexpr Call kCalls[] = {
#ifdef SYS_poll
    {SYS_poll, "poll", 2, true},
#endif
#ifdef SYS_select
    {SYS_select, "select", 4, false},
#endif
#ifdef SYS_epoll_wait
    {SYS_epoll_wait, "epoll_wait", 3, true},
#endif
#ifdef SYS_pause
    {SYS_pause, "pause", -1, false},
#endif
    {SYS_ppoll, "ppoll", 2, false},
    {SYS_pselect6, "pselect", 4, false},
    {SYS_epoll_pwait, "epoll_wait", 3, true},
    {SYS_rt_sigtimedwait, "sigwaitinfo or sigtimedwait", 2, false},
    {SYS_rt_sigsuspend, "sigsuspend", -1, false},
    {SYS_nanosleep, "nanosleep", 0, false},
    {SYS_clock_nanosleep, "clock_nanosleep", 2, false},
    {SYS_futex, "a wait for another thread", 3, false},
    {SYS_read, "read", -1, false},
    {SYS_write, "write", -1, false},
    {SYS_wait4, "waitpid", -1, false},
    {SYS_waitid, "waitid", -1, false},
};

ThreadLook look_at_thread(const std::string& thread) {
  const std::string_view status = contents(thread + "/status");
  return {*field(status, "\nState:\t"), std::atol(field(status, "\nvoluntary_ctxt_switches:")),
          std::atol(field(status, "\nnonvoluntary_ctxt_switches:"))};
}

Look look_at_threads(pid_t process) {
  const std::string folder = folder_of(process) + "/task/";
  Look look;
  for (const int thread : numbers_in(folder)) {
    look[thread] = look_at_thread(folder + std::to_string(thread));
  }
  return look;
}

long long nanoseconds_of(pid_t process) {
  return std::atoll(field(contents(folder_of(process) + "/schedstat"), ""));
}

long wake_ups_of(pid_t process) {
  return look_at_thread(folder_of(process)).gave_up_core;
}

bool all_asleep(const Look& look) {
  return std::none_of(look.begin(), look.end(),
                      [](const auto& entry) { return is_awake(entry.second.state); });
}

// The process group, from /proc/PID/stat. Its second field, the name, may hold anything.
pid_t group_of(pid_t process) {
  const std::string_view stat = contents(folder_of(process) + "/stat");
  const auto name_ends = stat.rfind(')');
  int group = 0;
  if (name_ends == std::string_view::npos) return 0;
  return std::sscanf(stat.data() + name_ends + 1, " %*c %*d %d", &group) == 1 ? group : 0;
}

// The leader of a process group, and all others in it.
Look look_at_all(pid_t leader) {
  Look all = look_at_threads(leader);
  if (!all_asleep(all)) return all;  // enough to know
  for (const pid_t process : numbers_in("/proc")) {
    if (process != leader && group_of(process) == leader) all.merge(look_at_threads(process));
  }
  return all;
}

}  // namespace

char state_of(pid_t process) {
  return *field(contents(folder_of(process) + "/status"), "\nState:\t");
}

bool is_over(pid_t process) {
  const char state = state_of(process);
  return state == '\0' || state == 'Z' || state == 'X';
}

Waiting waiting(pid_t process) {
  const std::string_view text = contents(folder_of(process) + "/syscall");
  long number = -1;
  std::array<unsigned long, 6> arguments{};
  if (text.empty() || std::sscanf(text.data(), "%ld %lx %lx %lx %lx %lx", &number, &arguments[0],
                                  &arguments[1], &arguments[2], &arguments[3], &arguments[4]) < 2) {
    return {};
  }
  for (const Call& call : kCalls) {
    if (call.number != number) continue;
    if (call.timeout < 0) return {call.name, false};
    const unsigned long value = arguments[static_cast<std::size_t>(call.timeout)];
    return {call.name, call.is_a_number ? static_cast<int>(value) >= 0 : value != 0};
  }
  return {};
}

Observation::Observation(pid_t process, std::function<long()> progress)
    : process_{process}, progress_{std::move(progress)} {
  begin();
}

void Observation::begin() {
  begun_at_ = progress_();
  wake_ups_ = wake_ups_of(process_);
  nanoseconds_ = nanoseconds_of(process_);
}

void Observation::look() {
  if (progress_() != begun_at_) begin();
  Look now = look_at_all(process_);
  rounds_ = now == last_ && all_asleep(now) ? rounds_ + 1 : 0;
  last_ = std::move(now);
  busy_ = wake_ups_of(process_) - wake_ups_ >= kWakeUps ||
          nanoseconds_of(process_) - nanoseconds_ >= kNanoseconds;
}

bool Observation::at_rest() const {
  return rounds_ >= kRounds;
}

}  // namespace processes
