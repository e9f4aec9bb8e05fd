#include "weak_order.hpp"

namespace threadlings::explorer {

void WeakOrder::add(const Step& step, std::uint32_t origin) {
  steps_.push_back(step);
  origin_.push_back(origin);
}

void WeakOrder::read(const RunLog& log) {
  steps_.clear();
  origin_.clear();
  renamed_.resize(log.count);
  for (std::uint32_t i = 0; i < log.count; ++i) {
    Step step = log.steps[i];
    if (step.weak) {
      step.touch[0] = {};
      if (step.other) add({Op::wake, step.thread, false, renamed_[step.other - 1], 0, {}}, i);
    } else if (step.op == Op::wake) {
      step.other = renamed_[step.other];
    }
    renamed_[i] = count();
    add(step, i);
  }
}

}  // namespace threadlings::explorer
