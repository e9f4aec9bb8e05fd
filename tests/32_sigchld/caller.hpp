// Who calls run_shop: this runs in the shop's process, which ShopProcess has started.
#pragma once

#include <functional>

#include "shop.hpp"

struct Caller {
  int printers = 2;
  Print print = nullptr;                               // instead of waiting for the test
  std::function<void(char order)> reported = nullptr;  // called in `report`
  bool has_another_child = false;
};

// Calls the answer, looks at what it has left, and ends the process.
[[noreturn]] void call_shop(const Caller& caller, int orders);

// For Caller::reported. Until the test calls let_report_return(), nothing of the answer may run but
// its signal handlers.
void wait_in_report();
// Lets these handlers run more often than a pipe holds bytes.
void raise_many_signals();
