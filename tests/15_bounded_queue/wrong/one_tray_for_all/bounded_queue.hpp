// caught by: test (wrong)
// The tray of a copy shop: clerks put jobs in, copiers take them out.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>

#include "job.hpp"

class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_{capacity} {}

  bool push(Job job) {
    std::unique_lock lock{mutex_};
    not_full_.wait(lock, [this] { return closed_ || jobs_.size() < capacity_; });
    if (closed_) return false;
    jobs_.push_back(job);
    not_empty_.notify_one();
    return true;
  }

  std::optional<Job> pop() {
    std::unique_lock lock{mutex_};
    not_empty_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
    if (jobs_.empty()) return std::nullopt;
    const Job job = jobs_.front();
    jobs_.pop_front();
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
    return jobs_.size();
  }

 private:
  inline static std::mutex mutex_;  // guards all below
  std::condition_variable not_full_;
  std::condition_variable not_empty_;
  inline static std::deque<Job> jobs_;
  const std::size_t capacity_;
  bool closed_ = false;
};
