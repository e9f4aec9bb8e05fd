// What a whole program prints: nothing while it is searched, everything in the run that is shown.
#pragma once

#include <string>

namespace threadlings::explorer {

void divert_output();  // standard output and error go nowhere
void return_output();  // and come back

// Between the two, what is printed is kept. They do nothing while output is not diverted.
void keep_output();
std::string kept_output();

// After a run: what it left in the C library's buffer is not the next run's.
void flush_output();

// Where the explorer's own complaints go.
int messages_file();

}  // namespace threadlings::explorer
