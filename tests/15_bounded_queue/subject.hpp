// The learner's queue behind an interface, so that the tests need not include its header.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "job.hpp"

struct Tray {
  virtual ~Tray() = default;
  virtual bool push(Job job) = 0;
  virtual std::optional<Job> pop() = 0;
  virtual void close() = 0;
  virtual std::size_t size() const = 0;
};

std::unique_ptr<Tray> make_tray(std::size_t capacity);
