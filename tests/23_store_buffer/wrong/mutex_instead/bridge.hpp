// caught by: test (wrong)
// A bridge with a single track. Trains come from either side; only one may be on it.
#pragma once

#include <array>
#include <atomic>
#include <mutex>

#include "railway.hpp"

class Bridge {
 public:
  void enter(int) { mutex_.lock(); }

  bool try_enter(int) { return mutex_.try_lock(); }

  void leave(int) { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};
