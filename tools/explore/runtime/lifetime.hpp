// The end of threads: destructors of thread_locals and of pthread keys.
#pragma once

namespace threadlings::explorer {

void start_keys();  // of a new run
// These run learner code.
void run_thread_destructors();
void run_thread_locals_destructors();  // without those of pthread keys

}  // namespace threadlings::explorer
