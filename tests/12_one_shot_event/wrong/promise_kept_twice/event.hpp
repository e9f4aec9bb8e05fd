// caught by: test (wrong)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <chrono>
#include <future>

class Event {
 public:
  void wait() { done_.wait(); }

  void fire() { promise_.set_value(); }

  bool fired() const {
    return done_.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  }

 private:
  std::promise<void> promise_;
  std::shared_future<void> done_ = promise_.get_future().share();
};
