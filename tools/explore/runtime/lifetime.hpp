// The end of threads: destructors of thread_locals and of pthread keys.
#pragma once

namespace threadlings::explorer {

void start_keys();              // of a new run
void run_thread_destructors();  // runs learner code

}  // namespace threadlings::explorer
