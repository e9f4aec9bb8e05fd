// Who calls run_shop: this runs in the shop's process, which ShopProcess has started.
#pragma once

#include <functional>
#include <string>

#include "shop.hpp"

struct Caller {
  int printers = 2;
  Print print = nullptr;                               // instead of waiting for the test
  std::function<void(char order)> reported = nullptr;  // called in `report`
  bool has_another_child = false;
  bool has_called_before = false;
  bool jobs_ignore_sigterm = false;
};

// Calls the answer, looks at what it has left, and ends the process.
[[noreturn]] void call_shop(const Caller& caller, int orders);

// A whole day in a shop of two printers. Returns how many jobs were reported with the code 3, which
// is what all of them return.
int small_shop(const std::string& orders);

// For Caller::reported. Until the test calls let_report_return(), nothing of the answer may run but
// its signal handlers.
void wait_in_report();
// Lets these handlers run more often than a pipe holds bytes.
void raise_many_signals();
