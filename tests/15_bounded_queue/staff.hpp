// The people of the copy shop. Each works in a thread of its own, and the test sees how far it is.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <threadlings/watched.hpp>
#include <utility>
#include <vector>

#include "subject.hpp"

using Seen = threadlings::Watched::Seen;

// What somebody has done so far.
template <class Deed>
class Diary {
 public:
  void note(Deed deed) {
    const std::lock_guard lock(mutex_);
    deeds_.push_back(std::move(deed));
  }
  std::vector<Deed> read() const {
    const std::lock_guard lock(mutex_);
    return deeds_;
  }

 private:
  mutable std::mutex mutex_;  // guards deeds_
  std::vector<Deed> deeds_;
};

// Ends the day for those who still wait when a test is over. (Where close is wrong, popping helps.)
inline void send_everybody_home(Tray& tray) {
  for (int i = 0; i < 3; ++i) tray.close();
  while (tray.size() > 0 && tray.pop()) {
  }
}

// Pushes jobs into the tray, one after the other.
class Clerk {
 public:
  Clerk(Tray& tray, std::vector<Job> jobs)
      : tray_(tray), jobs_(std::move(jobs)), thread_([this] {
          for (const Job& job : jobs_) answers_.note(tray_.push(job));
        }) {}
  ~Clerk() {
    if (!is_done()) send_everybody_home(tray_);
  }

  // Waits until the clerk has gone home, or sleeps, or looks again and again.
  Seen settle(const std::function<bool()>& expected) const { return thread_.settle(expected); }
  std::vector<bool> answers() const { return answers_.read(); }  // of push, so far
  bool is_done() const { return answers().size() == jobs_.size(); }

 private:
  Tray& tray_;
  const std::vector<Job> jobs_;
  Diary<bool> answers_;
  threadlings::Watched thread_;  // the last member: it uses all the others
};

// Pops so many times from the tray.
class Copier {
 public:
  Copier(Tray& tray, std::size_t times)
      : tray_(tray), times_(times), thread_([this] {
          for (std::size_t i = 0; i < times_; ++i) got_.note(tray_.pop());
        }) {}
  ~Copier() {
    if (!is_done()) send_everybody_home(tray_);
  }

  Seen settle(const std::function<bool()>& expected) const { return thread_.settle(expected); }
  std::vector<std::optional<Job>> got() const { return got_.read(); }  // from pop, so far
  bool is_done() const { return got().size() == times_; }

 private:
  Tray& tray_;
  const std::size_t times_;
  Diary<std::optional<Job>> got_;
  threadlings::Watched thread_;  // the last member: it uses all the others
};

template <class Worker>
std::size_t count_done(const std::list<Worker>& workers) {
  std::size_t done = 0;
  for (const Worker& worker : workers) done += worker.is_done() ? 1 : 0;
  return done;
}

// Waits until everybody is done or waits, and says how many are done. Looks on for a while before
// it believes a number that is not the expected one.
template <class Worker>
std::size_t settle(const std::list<Worker>& workers, std::size_t expected) {
  for (const Worker& worker : workers) {
    worker.settle([&] { return count_done(workers) == expected; });
  }
  return count_done(workers);
}
