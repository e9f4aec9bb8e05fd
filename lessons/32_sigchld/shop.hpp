// A print shop: orders come in while posters are being printed. You need not edit this.
#pragma once

#include <functional>

// Prints one poster, in a process of its own. What it returns (0 .. 255) is its exit code. If it
// throws an exception, the exit code is 255.
using Print = std::function<int(char order)>;

// Tells the customer how the job ended: its exit code, or minus the number of the signal that
// killed it (-9 for SIGKILL).
using Report = std::function<void(char order, int result)>;

// Prints all orders, at most `printers` at the same time, each in a child process of its own.
//
// orders:   a descriptor to read from. Every byte is one order. Not closed, and not changed.
// print:    is called in the child.
// report:   is called in the caller's process, once for each order, as soon as its job has ended.
// Returns   when `orders` has come to its end and every job has been reported.
// Waits     for orders and for jobs at the same time. While nothing happens it sleeps, without a
//           time-out.
// Signals:  may interrupt any call that waits; that changes nothing. Afterwards the signal mask and
//           the handling of SIGCHLD are what they were before. Jobs start with both as they were.
// Errors:   throws std::system_error if a system call fails, and lets through what `report` throws.
//           Jobs that still run are killed then.
// Leaves behind nothing, not after an error either: no process, no zombie, no open descriptor. The
//           caller's other children are left alone.
// Call it from a process with one thread, which neither ignores nor blocks SIGCHLD.
void run_shop(int orders, int printers, const Print& print, const Report& report);
