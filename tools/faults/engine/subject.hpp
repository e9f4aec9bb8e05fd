// The processes that the scenario runs in.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

#include "../trace/calls.hpp"
#include "board.hpp"

namespace threadlings::faulting {

enum class Mark : long { begin = 1, end = 2, flushed = 3 };

// Forks subjects. It is a process of its own, made before the first run, in which nothing changes
// from run to run: all subjects begin with the same memory, whatever the tracer has used since.
class Origin {
 public:
  Origin(const std::function<void()>& scenario, bool whole_program);
  ~Origin();
  Origin(const Origin&) = delete;

  explicit operator bool() const { return process_ > 0; }
  // Waits until the tracer lets it go, by let_go(); -1 if there is none. Its stdout is buffered by
  // line, as on a terminal, or in blocks, as in a file.
  pid_t fork_subject(bool by_line);
  void let_go();
  pid_t process() const { return process_; }
  double processor_time() const;  // of all that came from it

  std::string output(int descriptor) const;  // what the last run has written to 1 or 2

 private:
  void keep_input();
  void give_input() const;
  [[noreturn]] void serve(const std::function<void()>& scenario);
  [[noreturn]] void be_subject(const std::function<void()>& scenario);

  pid_t process_ = -1;
  int commands_[2], answers_[2], output_[3] = {-1, -1, -1};
  int input_ = -1;  // what a whole program reads from its standard input, in each run afresh
};

// Thrown by gave_up(): ends the scenario as any exception does.
struct GaveUp {};

}  // namespace threadlings::faulting
