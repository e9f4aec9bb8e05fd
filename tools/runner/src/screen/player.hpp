// A failing run, step by step, forwards and backwards.
//
// Purpose:        threads (or processes) as columns, the current step with its line of source, what
//                 the shared variables hold, which locks are held, and who waits for what.
// Thread safety:  one thread at a time.
// Errors:         a trace that cannot be read is empty.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "screen/trace.hpp"
#include "terminal.hpp"

namespace threadlings::runner {

class Player {
 public:
  // The text of a trace.json. Begins at the first step.
  explicit Player(std::string_view trace_json);

  bool empty() const { return trace_.steps.empty(); }
  std::size_t position() const { return at_; }  // the current step, from 0
  std::size_t size() const { return trace_.steps.size(); }
  const TraceStep& step() const { return trace_.steps[at_]; }

  void forward();
  void back();
  void to_start();
  void to_end();

  // At most `height` lines of at most `width` columns. What matters least is left out first.
  std::vector<std::string> lines(const Terminal& terminal, int width, int height) const;

 private:
  Trace trace_;
  std::size_t at_ = 0;
};

}  // namespace threadlings::runner
