// Tells when a child process prints again what its parent had printed.
//
// Purpose:        fork copies what waits in stdout's buffer, and exit writes the copy. The child
//                 then reports one event `doubled`, with the text.
// Limits:         a child that calls fflush itself is not seen, nor is std::cout without stdio.
// Preconditions:  `report_doubled_output` is called once, in `main`, before anything else registers
//                 an exit handler.
// Source:         fork(2) and exit(3); pthread_atfork(3); __fpending(3).
#pragma once

namespace threadlings::harness {

void report_doubled_output();

}  // namespace threadlings::harness
