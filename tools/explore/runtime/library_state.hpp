// The writable data of libstdc++ (streams, locales, its tables), put back between the runs of a
// whole program, because what it points to lies on the heap of a run.
#pragma once

namespace threadlings::explorer {

void save_library_state();
void restore_library_state();

}  // namespace threadlings::explorer
