// Lets the judge ask a program that hangs where each of its threads is.
//
// Purpose:        on kStackSignal a thread reports its call stack as one event `stack`.
// Preconditions:  `answer_stack_requests` is called once, before threads are started.
// Source:         backtrace(3); signal-safety(7) for what a handler may do.
#pragma once

namespace threadlings::harness {

// SIGRTMAX - 2 on Linux. A number, because SIGRTMAX is a function call and the judge needs it too.
inline constexpr int kStackSignal = 62;

void answer_stack_requests();

}  // namespace threadlings::harness
