// The learner's event behind an interface, so that the tests need not include the learner's header.
#pragma once

#include <memory>

struct OneShot {
  virtual ~OneShot() = default;
  virtual void wait() = 0;
  virtual void fire() = 0;
  virtual bool fired() const = 0;
};

std::unique_ptr<OneShot> make_event();
