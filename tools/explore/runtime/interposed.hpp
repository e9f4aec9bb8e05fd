#pragma once

namespace threadlings::explorer {
void keep_interposed();
void keep_library_wait();
void start_random();  // of a new run
}  // namespace threadlings::explorer
