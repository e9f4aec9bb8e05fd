// caught by: explore (deadlock)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <atomic>

class Event {
 public:
  void wait() { fired_.wait(false); }

  void fire() {
    fired_.notify_all();
    fired_ = true;
  }

  bool fired() const { return fired_; }

 private:
  std::atomic<bool> fired_ = false;
};
