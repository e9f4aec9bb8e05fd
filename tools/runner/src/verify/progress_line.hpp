// How far verify is: one line that is rewritten on a terminal, a line now and then elsewhere.
//
// Thread safety:  one call at a time (as `Observer` promises).
#pragma once

#include <chrono>

#include "context.hpp"
#include "verify/report.hpp"

namespace threadlings::runner {

class ProgressLine {
 public:
  explicit ProgressLine(const Context& context);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();  // leaves no line behind on a terminal

  void update(int done, int all, int failed, const Job& job);

 private:
  bool due(int done, int all);

  const Terminal terminal_;
  const bool quiet_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace threadlings::runner
