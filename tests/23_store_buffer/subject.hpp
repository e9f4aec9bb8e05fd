// The learner's bridge behind an interface, so that the tests need not include the learner's
// header.
#pragma once

#include <functional>
#include <memory>

struct SingleTrack {
  virtual ~SingleTrack() = default;
  virtual void enter(int side) = 0;
  virtual bool try_enter(int side) = 0;
  virtual void leave(int side) = 0;
};

std::unique_ptr<SingleTrack> make_bridge();

// As long as one of these lives, `listen` is called each time this thread whistles.
class Listener {
 public:
  explicit Listener(std::function<void()> listen);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  void hear() const { listen_(); }

 private:
  const std::function<void()> listen_;
};
