// Operations of std::atomic<std::shared_ptr> and std::atomic<std::weak_ptr>.
//
// libstdc++ makes each of many steps: a lock in the lowest bit of a word, the pointer, reference
// counts. Who reads a report has written one operation, and it takes effect while that lock is
// held.
#pragma once

#include "trace.hpp"

namespace threadlings::explorer {

enum class PointerStep {
  none,       // no part of such an operation
  detail,     // a part that its reader need not see
  operation,  // the step that stands for it: its lock is taken
};

struct PointerOperation {
  PointerStep step = PointerStep::none;
  Op op = Op::load;  // what it is to the reader: load, store, exchange or cas
};

PointerOperation pointer_operation(const Event& event);

}  // namespace threadlings::explorer
