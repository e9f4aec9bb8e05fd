#include "onlooker.hpp"

#include <dirent.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

double cpu_seconds(pid_t process) {
  clockid_t clock{};
  timespec used{};
  if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &used) != 0) return 0;
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

namespace {

// The pause between two looks orders nothing: it only leaves the processor to the others.
constexpr useconds_t kPause = 500;

constexpr long kWakeUps = 200;       // so often a caller may look for news in vain,
constexpr double kCpuSeconds = 0.4;  // or for so long

// Runs in children as well, where a lock of the standard library must not be taken for granted. So
// plain C functions.
std::string contents(const std::string& path) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "re"), &std::fclose);
  if (!file) return "";
  std::array<char, 4096> text{};
  return std::string(text.data(), std::fread(text.data(), 1, text.size(), file.get()));
}

std::string folder_of(pid_t process) {
  return "/proc/" + std::to_string(process);
}

// The third field of stat, behind a name that may hold anything.
char state_in(const std::string& folder) {
  const std::string stat = contents(folder + "/stat");
  const auto name_ends = stat.rfind(')');
  return name_ends == std::string::npos || name_ends + 2 >= stat.size() ? 'X' : stat[name_ends + 2];
}

long number_in(const std::string& status, const char* name) {
  const auto at = status.find(name);
  return at == std::string::npos ? 0 : std::atol(status.c_str() + at + std::strlen(name));
}

struct Look {
  bool asleep = true;  // by its state, which the kernel also sets just before it may sleep
  double cpu = 0;
  long gave_up_core = 0;  // context switches of all threads: because they had to wait,
  long lost_core = 0;     // and because others were to run

  bool operator==(const Look&) const = default;
};

Look look_at(pid_t process) {
  Look look;
  look.cpu = cpu_seconds(process);
  const std::string tasks = folder_of(process) + "/task";
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir(tasks.c_str()), &closedir);
  if (!folder) return look;
  while (const dirent* entry = readdir(folder.get())) {
    if (entry->d_name[0] == '.') continue;
    const std::string task = tasks + "/" + entry->d_name;
    const std::string status = contents(task + "/status");
    look.asleep = look.asleep && state_in(task) == 'S';
    look.gave_up_core += number_in(status, "\nvoluntary_ctxt_switches:");
    look.lost_core += number_in(status, "\nnonvoluntary_ctxt_switches:");
  }
  return look;
}

}  // namespace

bool has_ended(pid_t process) {
  const char state = state_in(folder_of(process));
  return state == 'Z' || state == 'X';
}

bool is_stopped(pid_t process) {
  return state_in(folder_of(process)) == 'T';
}

long times_asleep(pid_t process) {
  return look_at(process).gave_up_core;
}

bool is_asleep(pid_t process) {
  return !has_ended(process) && look_at(process).asleep;
}

bool comes_true(const std::function<bool()>& condition, pid_t process, int looks_at_rest) {
  const Look first = look_at(process);
  Look last;
  int at_rest = 0;
  while (true) {
    // First the look, then the question: what it does in between counts for the next round.
    const Look now = look_at(process);
    if (condition()) return true;
    at_rest = now.asleep && now == last ? at_rest + 1 : 0;
    last = now;
    if (at_rest == looks_at_rest || has_ended(process)) return condition();
    if (now.gave_up_core - first.gave_up_core >= kWakeUps) return condition();
    if (now.cpu - first.cpu >= kCpuSeconds) return condition();
    usleep(kPause);
  }
}
