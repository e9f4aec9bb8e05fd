// Shows that a call waits for its threads, without ever guessing how long something takes.
//
// Purpose:        tests that must tell "still waiting" from "has already returned", every time, on
//                 an idle machine and on a busy one.
// How:            the call runs on a thread of its own. The jobs that it starts wait at a Gate that
//                 the test holds shut, so nothing of the answer can go on for ever. `settle` looks
//                 at /proc/self/task (proc(5)) until the call has returned, or until all its
//                 threads sleep: two looks in a row with the same counts of context switches mean
//                 that nobody has run in between. Sleepers wake only when the test opens the gate.
// Thread safety:  Gate: any thread. Watched: the thread that made it.
// Errors:         a call must not let an exception escape; Linux without /proc: std::runtime_error.
#pragma once

#include <condition_variable>
#include <functional>
#include <iosfwd>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace threadlings {

// Where jobs wait until the test lets them go on.
class Gate {
 public:
  void pass();  // arrive, and wait until the gate is open
  void open();
  int arrived() const;

 private:
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable opened_;
  bool open_ = false;
  int arrived_ = 0;
};

class Watched {
 public:
  enum class Seen {
    returned,  // the call is over
    waiting,   // the call and all its threads sleep until somebody wakes them
    polling,   // the call looks again and again, spinning or napping, while its threads sleep
  };

  explicit Watched(std::function<void()> call);
  ~Watched();  // joins: open all gates first
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

  // Waits for one of the three. If `expected` does not hold although everything sleeps, looks on
  // for a while before it believes that: so an answer may nap in the middle and lose nothing.
  Seen settle(const std::function<bool()>& expected = [] { return true; }) const;

  // Waits until the call has returned, and ends its thread. Let threads that it has left behind end
  // first, while the stack that they may refer to is still there.
  void join();

  // Waits until all threads that were started since the call began are gone. False: some of them
  // sleep on.
  bool all_threads_ended() const;

  // Waits until thread `tid` is gone or sleeps without a deadline.
  void until_done(int tid) const;

  // How many threads the call has at this moment, without the one it runs on.
  int threads_now() const;

 private:
  struct Look;
  using Looks = std::map<int, Look>;

  bool returned() const;
  Looks look() const;
  bool at_rest(int rounds) const;

  mutable std::mutex mutex_;  // guards the flags; the others are fixed once `started_` is set
  std::condition_variable changed_;
  bool started_ = false;
  bool returned_ = false;
  bool may_end_ = false;
  int tid_ = 0;
  std::set<int> before_;  // threads that were there already

  std::thread thread_;  // the last member: it uses all the others
};

// "waiting": GoogleTest prints it so.
void PrintTo(Watched::Seen seen, std::ostream* out);

// The kernel's number of the calling thread.
int thread_number();

}  // namespace threadlings
