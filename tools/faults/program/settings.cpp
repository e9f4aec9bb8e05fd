#include "settings.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace threadlings::faulting {

namespace {

template <class T>
void read_number(const char* name, T& number) {
  const std::string variable = std::string("THREADLINGS_FAULTS_") + name;
  const char* value = std::getenv(variable.c_str());
  if (!value) return;
  char* end = nullptr;
  const double read = std::strtod(value, &end);
  if (end == value || *end || read < 0) {
    std::fprintf(stderr, "threadlings faults: %s cannot be \"%s\"\n", variable.c_str(), value);
    _exit(70);
  }
  number = static_cast<T>(read);
}

}  // namespace

Settings settings_from_environment() {
  Settings settings;
  const char* off = std::getenv("THREADLINGS_FAULTS");
  settings.explore = !off || (std::strcmp(off, "off") && std::strcmp(off, "0"));
  FaultOptions& options = settings.options;
  read_number("INTERRUPTED", options.interrupted);
  read_number("SHORT", options.short_transfers);
  read_number("AGAIN", options.again);
  options.pipe_guarantees = false;  // the program shall not rely on the length of what is written
  read_number("PIPE_GUARANTEES", options.pipe_guarantees);
  read_number("REFUSED", options.refused);
  read_number("KILLED", options.killed);
  read_number("DELAYED", options.delayed);
  read_number("AFTER_EXEC", options.after_exec);
  read_number("CALLS", options.max_calls);
  read_number("SECONDS", options.seconds);
  return settings;
}

}  // namespace threadlings::faulting
