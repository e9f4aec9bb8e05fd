// One thing that goes wrong in a run: what, and at which call.
#pragma once

#include <cstdint>
#include <string>

namespace threadlings::faulting {

// Who goes on after fork. Both orders must do without a fault.
enum class Order { child_first, parent_first };

enum class FaultKind {
  none,
  error,           // the call is not made and returns this error
  short_transfer,  // the call gets a smaller count
  killed,          // SIGKILL before the call
  delayed          // all others go on first
};

struct Fault {
  Order order = Order::child_first;
  FaultKind kind = FaultKind::none;
  int error = 0;            // of an error
  std::uint64_t count = 0;  // of a short transfer
  std::string process;  // "0" is the scenario's own, "1" its first child, "1.2" that one's second
  unsigned call = 0;    // its how many-th
  long number = 0;      // which system call that is
  bool hard = false;    // the scenario may give up
  bool loses_output = false;  // what it prints may get lost
  bool sticky = false;        // memory stays refused until another call is made
  bool late_exit = false;     // children end only after this call, if they can wait so long

  std::string what() const;   // "EINTR", "short", "killed", "delayed"
  std::string token() const;  // "f:1.7:EINTR"
};

Order order_of_token(const std::string& token);
bool is_token(const std::string& text);

}  // namespace threadlings::faulting
