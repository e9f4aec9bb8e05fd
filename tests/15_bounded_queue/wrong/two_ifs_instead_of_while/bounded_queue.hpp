// caught by: explore (wrong)
// The tray of a copy shop: clerks put jobs in, copiers take them out.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

#include "job.hpp"

class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : slots_(capacity) {}

  bool push(Job job) {
    std::unique_lock lock{mutex_};
    not_full_.wait(lock, [this] { return closed_ || count_ < slots_.size(); });
    if (closed_) return false;
    slots_[(first_ + count_) % slots_.size()] = job;
    ++count_;
    not_empty_.notify_one();
    return true;
  }

  std::optional<Job> pop() {
    std::unique_lock lock{mutex_};
    if (count_ == 0 && !closed_) not_empty_.wait(lock);
    if (count_ == 0 && !closed_) not_empty_.wait(lock);  // in case that was a false alarm
    if (count_ == 0) return std::nullopt;
    const Job job = slots_[first_];
    first_ = (first_ + 1) % slots_.size();
    --count_;
    not_full_.notify_one();
    return job;
  }

  void close() {
    std::lock_guard lock{mutex_};
    closed_ = true;
    not_full_.notify_all();
    not_empty_.notify_all();
  }

  std::size_t size() const {
    std::lock_guard lock{mutex_};
    return count_;
  }

 private:
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable not_full_;
  std::condition_variable not_empty_;
  std::vector<Job> slots_;  // a ring: the oldest job is in slot first_
  std::size_t first_ = 0;
  std::size_t count_ = 0;  // jobs in the tray
  bool closed_ = false;
};
