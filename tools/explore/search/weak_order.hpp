// The order of a run's steps with weak memory: as HappensBefore has it, but an atomic operation
// comes only after the one whose store it has read. That is all that keeps it from being executed
// earlier: other operations on the same atomic could as well come later, and what a load reads, and
// where a store goes, could be chosen the same.
#pragma once

#include <vector>

#include "happens_before.hpp"

namespace threadlings::explorer {

class WeakOrder : public HappensBefore {
 public:
  // The run's log, with an edge in front of each step that has read a store of another step.
  void read(const RunLog& log);
  std::uint32_t count() const { return static_cast<std::uint32_t>(steps_.size()); }
  const Step& step(std::uint32_t i) const { return steps_[i]; }
  std::uint32_t origin(std::uint32_t i) const { return origin_[i]; }

  // Of these the first `common` are as in the last run.
  void start(std::uint32_t common) {
    HappensBefore::start({steps_.data(), count(), true, 0}, common);
  }

 private:
  void add(const Step& step, std::uint32_t origin);

  std::vector<Step> steps_;
  std::vector<std::uint32_t> origin_;   // where each of them is in the log
  std::vector<std::uint32_t> renamed_;  // and where each entry of the log is here
};

}  // namespace threadlings::explorer
