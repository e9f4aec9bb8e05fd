// caught by: explore (wrong)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <latch>

class Event {
 public:
  void wait() { fired_.wait(); }

  void fire() { fired_.count_down(); }

  bool fired() const { return fired_.try_wait(); }

 private:
  std::latch fired_{1};
};
