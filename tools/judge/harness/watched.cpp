#include "include/threadlings/watched.hpp"

#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>

namespace threadlings {
namespace {

using namespace std::chrono_literals;

// The pause between two looks orders nothing: it only keeps the test from taking all the time.
constexpr auto kPause = 200us;
constexpr int kQuickRounds = 3;
constexpr int kPatientRounds = 1000;  // a fifth of a second
// A caller that wakes so often, or runs for so long, while all its threads sleep, is polling.
constexpr long kPollingWakeUps = 20;
constexpr long long kPollingNanoseconds = 100'000'000;

std::string contents(int tid, const char* name) {
  const std::string path = "/proc/self/task/" + std::to_string(tid) + "/" + name;
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "re"), &std::fclose);
  if (!file) return "";
  char text[4096];
  return std::string(text, std::fread(text, 1, sizeof text, file.get()));
}

// The text behind "name:" in /proc/self/task/TID/status.
const char* field(const std::string& status, const char* name) {
  const auto at = status.find(name);
  if (at == std::string::npos) return "";
  return status.c_str() + at + std::strlen(name);
}

// True if the sleeper wakes by itself one day: a nap, or a wait with a deadline.
bool has_deadline(int tid) {
  unsigned long number = 0;
  unsigned long timeout = 0;
  const std::string text = contents(tid, "syscall");
  if (std::sscanf(text.c_str(), "%lu %*x %*x %*x %lx", &number, &timeout) != 2) return false;
  if (number == SYS_clock_nanosleep || number == SYS_nanosleep) return true;
  return number == SYS_futex && timeout != 0;
}

std::set<int> all_threads() {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/proc/self/task"), &closedir);
  if (!folder) throw std::runtime_error("cannot read /proc/self/task");
  std::set<int> threads;
  while (const dirent* entry = readdir(folder.get())) {
    if (entry->d_name[0] != '.') threads.insert(std::atoi(entry->d_name));
  }
  return threads;
}

}  // namespace

int thread_number() {
  return static_cast<int>(syscall(SYS_gettid));
}

void PrintTo(Watched::Seen seen, std::ostream* out) {
  *out << (seen == Watched::Seen::returned  ? "returned"
           : seen == Watched::Seen::waiting ? "waiting"
                                            : "polling");
}

void Gate::pass() {
  std::unique_lock lock(mutex_);
  ++arrived_;
  opened_.wait(lock, [this] { return open_; });
}

void Gate::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
  opened_.notify_all();
}

int Gate::arrived() const {
  const std::lock_guard lock(mutex_);
  return arrived_;
}

// What one thread was doing when we looked. Equal looks: it has not run in between.
struct Watched::Look {
  bool asleep = false;
  bool deadline = false;
  long gave_up_core = 0;  // how often it went to sleep
  long lost_core = 0;     // how often the kernel took the core away
  long long nanoseconds = 0;

  bool operator==(const Look&) const = default;
};

Watched::Watched(std::function<void()> call)
    : thread_([this, call = std::move(call)] {
        {
          const std::lock_guard lock(mutex_);
          tid_ = thread_number();
          before_ = all_threads();
          started_ = true;
          changed_.notify_all();
        }
        call();
        std::unique_lock lock(mutex_);
        returned_ = true;
        // A real caller lives on, and so does its stack: AddressSanitizer can tell a thread that
        // uses a dead frame of it only while it is there.
        changed_.wait(lock, [this] { return may_end_; });
      }) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return started_; });
}

Watched::~Watched() {
  join();
}

void Watched::join() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    may_end_ = true;
    changed_.notify_all();
  }
  thread_.join();
  while (all_threads().contains(tid_)) std::this_thread::yield();
}

bool Watched::returned() const {
  const std::lock_guard lock(mutex_);
  return returned_;
}

// The call's own thread and those started since it began.
Watched::Looks Watched::look() const {
  Looks looks;
  for (const int tid : all_threads()) {
    if (before_.contains(tid) && tid != tid_) continue;
    const std::string status = contents(tid, "status");
    const char state = *field(status, "\nState:\t");
    if (state == '\0' || state == 'Z' || state == 'X') continue;  // gone
    looks[tid] = {
        .asleep = state == 'S',
        .deadline = has_deadline(tid),
        .gave_up_core = std::atol(field(status, "\nvoluntary_ctxt_switches:")),
        .lost_core = std::atol(field(status, "\nnonvoluntary_ctxt_switches:")),
        .nanoseconds = std::atoll(contents(tid, "schedstat").c_str()),
    };
  }
  return looks;
}

// All asleep, none with a deadline, and none has run from the first look to the last.
bool Watched::at_rest(int rounds) const {
  const Looks first = look();
  const auto awake = [](const auto& entry) {
    return !entry.second.asleep || entry.second.deadline;
  };
  if (std::any_of(first.begin(), first.end(), awake)) return false;
  for (int round = 1; round < rounds; ++round) {
    std::this_thread::sleep_for(kPause);
    if (look() != first) return false;
  }
  return true;
}

Watched::Seen Watched::settle(const std::function<bool()>& expected) const {
  Looks others;
  Look caller;
  while (true) {
    // First the look, then the question: a call that is at rest cannot return in between.
    if (at_rest(kQuickRounds) && !returned()) {
      if (expected()) return Seen::waiting;
      if (at_rest(kPatientRounds) && !returned()) return Seen::waiting;
    }
    if (returned()) return Seen::returned;

    Looks now = look();
    const Look caller_now = now[tid_];
    now.erase(tid_);
    if (now != others) {
      others = now;
      caller = caller_now;
    }
    if (caller_now.gave_up_core - caller.gave_up_core >= kPollingWakeUps ||
        caller_now.nanoseconds - caller.nanoseconds >= kPollingNanoseconds) {
      if (!returned()) return Seen::polling;
    }
    std::this_thread::sleep_for(kPause);
  }
}

bool Watched::all_threads_ended() const {
  // In small steps, each of which asks whether they are gone: the last thread may have ended just
  // after the question, and then only the caller is left to be at rest.
  int rounds_at_rest = 0;
  while (rounds_at_rest < kPatientRounds) {
    if (threads_now() == 0) return true;
    rounds_at_rest = at_rest(kQuickRounds) ? rounds_at_rest + kQuickRounds : 0;
    std::this_thread::sleep_for(kPause);
  }
  return threads_now() == 0;
}

void Watched::until_done(int tid) const {
  Look before;
  while (true) {
    const Looks looks = look();
    const auto found = looks.find(tid);
    if (found == looks.end()) return;
    const Look& now = found->second;
    if (now.asleep && !now.deadline && now == before) return;
    before = now;
    std::this_thread::sleep_for(kPause);
  }
}

int Watched::threads_now() const {
  const Looks looks = look();
  return static_cast<int>(looks.size() - looks.count(tid_));
}

}  // namespace threadlings
