// caught by: test (wrong)
// The tray of a copy shop: clerks put jobs in, copiers take them out.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <queue>

#include "job.hpp"

class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t) {}

  bool push(Job job) {
    std::unique_lock lock{mutex_};
    if (closed_) return false;
    jobs_.push(job);
    not_empty_.notify_one();
    return true;
  }

  std::optional<Job> pop() {
    std::unique_lock lock{mutex_};
    not_empty_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
    if (jobs_.empty()) return std::nullopt;
    const Job job = jobs_.front();
    jobs_.pop();
    return job;
  }

  void close() {
    std::lock_guard lock{mutex_};
    closed_ = true;
    not_empty_.notify_all();
  }

  std::size_t size() const {
    std::lock_guard lock{mutex_};
    return jobs_.size();
  }

 private:
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable not_empty_;
  std::queue<Job> jobs_;
  bool closed_ = false;
};
