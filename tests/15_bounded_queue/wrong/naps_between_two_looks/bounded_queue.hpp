// caught by: test (wrong)
// The tray of a copy shop: clerks put jobs in, copiers take them out.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "job.hpp"

class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : slots_(capacity) {}

  bool push(Job job) {
    while (true) {
      {
        std::lock_guard lock{mutex_};
        if (closed_) return false;
        if (count_ < slots_.size()) {
          slots_[(first_ + count_) % slots_.size()] = job;
          ++count_;
          return true;
        }
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  std::optional<Job> pop() {
    while (true) {
      {
        std::lock_guard lock{mutex_};
        if (count_ > 0) {
          const Job job = slots_[first_];
          first_ = (first_ + 1) % slots_.size();
          --count_;
          return job;
        }
        if (closed_) return std::nullopt;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  void close() {
    std::lock_guard lock{mutex_};
    closed_ = true;
  }

  std::size_t size() const {
    std::lock_guard lock{mutex_};
    return count_;
  }

 private:
  mutable std::mutex mutex_;  // guards all below
  std::vector<Job> slots_;    // a ring: the oldest job is in slot first_
  std::size_t first_ = 0;
  std::size_t count_ = 0;  // jobs in the tray
  bool closed_ = false;
};
