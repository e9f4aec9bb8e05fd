// caught by: explore (deadlock)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

class Event {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    news_.wait(lock, [this] { return fired_.load(); });
  }

  void fire() {
    fired_ = true;
    news_.notify_all();
    // Sometimes a waiter was just about to fall asleep. It sleeps by now.
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    news_.notify_all();
  }

  bool fired() const { return fired_; }

 private:
  std::mutex mutex_;
  std::condition_variable news_;
  std::atomic<bool> fired_ = false;
};
