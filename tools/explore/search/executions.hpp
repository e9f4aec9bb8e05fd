// Which executions have been seen, with weak memory: two runs are the same execution if their
// threads made the same steps, every load read the same store, every atomic was written in the same
// order, and so was everything else that orders threads.
#pragma once

#include <cstdint>
#include <unordered_set>

#include "weak_order.hpp"

namespace threadlings::explorer {

class Executions {
 public:
  void note(const RunLog& log);  // the run that has just ended
  std::uint64_t count() const { return seen_.size(); }
  void clear() { seen_.clear(); }

 private:
  std::uint64_t order_of_other_steps(const RunLog& log);

  std::unordered_set<std::uint64_t> seen_;  // hashes
  WeakOrder order_;
};

}  // namespace threadlings::explorer
