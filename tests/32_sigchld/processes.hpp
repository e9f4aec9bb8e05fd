// What other processes are doing, from /proc: see proc(5).
#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <string>

namespace processes {

// How long to wait between two looks, in microseconds. It orders nothing: it only keeps the test
// from taking all the time.
constexpr useconds_t kPause = 200;

char state_of(pid_t process);  // as in ps(1). '\0': no such process
bool is_over(pid_t process);   // it has ended, but may still be a zombie

// In which call a process waits, and whether the call ends by itself one day.
struct Waiting {
  const char* call = "";
  bool has_timeout = false;
};
Waiting waiting(pid_t process);

// What a thread was doing when we looked. Equal looks: it has not run in between.
struct ThreadLook {
  char state = '\0';
  long gave_up_core = 0;  // how often it went to sleep
  long lost_core = 0;     // how often the kernel took the core away

  bool operator==(const ThreadLook&) const = default;
};
using Look = std::map<int, ThreadLook>;

// Tells, from one look after the other, whether a process and all the others of its group are at
// rest, or whether it never comes to rest.
class Observation {
 public:
  // Whenever `progress` gives another number, something has happened, and it begins anew.
  Observation(pid_t process, std::function<long()> progress);

  void look();
  bool at_rest() const;
  bool busy() const { return busy_; }

 private:
  void begin();

  pid_t process_;
  std::function<long()> progress_;
  Look last_;
  int rounds_ = 0;
  bool busy_ = false;
  long begun_at_ = 0;
  long wake_ups_ = 0;
  long long nanoseconds_ = 0;
};

}  // namespace processes
