// Calls, processes and faults in words.
#pragma once

#include <string>

#include "../engine/fault.hpp"
#include "../engine/record.hpp"

namespace threadlings::faulting {

std::string name_of_actor(const Record& record, std::size_t actor);   // "parent", "child 1.2"
std::string call_in_words(const Record& record, const Call& call);    // "read(3, 65536)"
std::string result_in_words(const Record& record, const Call& call);  // "-1 EINTR"; "" if none
std::string status_in_words(int status);  // "exit status 3", "ended by SIGKILL"
std::string signal_name(int signal);
std::string quoted(const std::string& text);                    // the beginning of it
std::string descriptor_in_words(const Descriptor& descriptor);  // "the read end of a pipe"

// The call that the fault was done to; kNone if the run has none.
std::size_t fault_call(const Record& record);
std::string fault_in_words(const Record& record, const Fault& fault);

}  // namespace threadlings::faulting
