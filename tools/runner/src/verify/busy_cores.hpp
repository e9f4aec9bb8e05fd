// Processes that do nothing but keep cores busy.
//
// Guarantees: they end with the object, and with the runner even if it is killed.
#pragma once

#include <sys/types.h>

#include <vector>

namespace threadlings::runner {

class BusyCores {
 public:
  // Precondition: no other threads run in this process.
  explicit BusyCores(int count);
  BusyCores(const BusyCores&) = delete;
  BusyCores& operator=(const BusyCores&) = delete;
  ~BusyCores();

 private:
  std::vector<pid_t> children_;
};

}  // namespace threadlings::runner
