// caught by: explore (race)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <atomic>
#include <future>
#include <mutex>

class Event {
 public:
  void wait() { done_.get(); }

  void fire() {
    std::call_once(once_, [this] {
      fired_ = true;
      promise_.set_value();
    });
  }

  bool fired() const { return fired_; }

 private:
  std::once_flag once_;
  std::promise<void> promise_;
  std::future<void> done_ = promise_.get_future();
  std::atomic<bool> fired_ = false;
};
