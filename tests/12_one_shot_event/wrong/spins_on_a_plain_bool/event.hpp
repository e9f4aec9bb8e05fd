// caught by: explore (race)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <thread>

class Event {
 public:
  void wait() {
    while (!fired_) std::this_thread::yield();
  }

  void fire() { fired_ = true; }

  bool fired() const { return fired_; }

 private:
  bool fired_ = false;
};
