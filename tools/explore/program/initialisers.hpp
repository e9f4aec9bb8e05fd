// What the program has to do before main: its constructors of static objects, and functions with
// the attribute constructor.
#pragma once

namespace threadlings::explorer {

// Before anything of the program has run they were put aside; this runs them.
void run_initialisers(int count, char** arguments, char** environment);

}  // namespace threadlings::explorer
