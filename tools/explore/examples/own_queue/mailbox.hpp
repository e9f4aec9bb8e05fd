// A queue with room for one letter. Nothing in here knows of the explorer.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>

template <class Letter>
class Mailbox {
 public:
  void put(Letter letter) {
    std::unique_lock hold(mutex_);
    changed_.wait(hold, [this] { return !letter_; });
    letter_ = std::move(letter);
    changed_.notify_all();
  }

  Letter take() {
    std::unique_lock hold(mutex_);
    changed_.wait(hold, [this] { return letter_.has_value(); });
    Letter letter = std::move(*letter_);
    letter_.reset();
    changed_.notify_all();  // without this line somebody waits for ever: try it
    return letter;
  }

 private:
  std::mutex mutex_;  // guards letter_
  std::condition_variable changed_;
  std::optional<Letter> letter_;
};
