// The learner's two counters behind one interface, so that the tests need not include their header.
#pragma once

#include <cstddef>
#include <memory>

struct Counter {
  virtual ~Counter() = default;
  virtual void hit() = 0;
  virtual long get() const = 0;
};

std::unique_ptr<Counter> make_locked_counter();
std::unique_ptr<Counter> make_atomic_counter();

// How many bytes a counter takes: whether there is room for a mutex in it.
std::size_t size_of_locked_counter();
std::size_t size_of_atomic_counter();
