#include "settings.hpp"

#include <cstdlib>
#include <cstring>
#include <string>

#include "../runtime/runtime.hpp"

namespace threadlings::explorer {

namespace {

const char* value_of(const char* name) {
  return std::getenv((std::string("THREADLINGS_EXPLORE_") + name).c_str());
}

[[noreturn]] void refuse(const char* name, const char* value) {
  die(("THREADLINGS_EXPLORE_" + std::string(name) + " cannot be \"" + value + "\"").c_str());
}

template <class T>
void read_number(const char* name, T& number) {
  const char* value = value_of(name);
  if (!value) return;
  char* end = nullptr;
  const double read = std::strtod(value, &end);
  if (end == value || *end || read < 0) refuse(name, value);
  number = static_cast<T>(read);
}

void read_mode(Mode& mode) {
  const char* value = value_of("MODE");
  if (!value) return;
  std::string name = value;
  for (char& c : name)
    if (c == '_' || c == '-') c = ' ';
  for (int i = 0; i <= static_cast<int>(Mode::surw); ++i) {
    if (name != name_of(static_cast<Mode>(i))) continue;
    mode = static_cast<Mode>(i);
    return;
  }
  refuse("MODE", value);
}

void read_memory(Memory& memory) {
  const char* value = value_of("MEMORY");
  if (!value) return;
  for (Memory known : {Memory::sc, Memory::rc11}) {
    if (std::strcmp(value, name_of(known))) continue;
    memory = known;
    return;
  }
  refuse("MEMORY", value);
}

}  // namespace

Settings settings_from_environment() {
  Settings settings;
  const char* off = std::getenv("THREADLINGS_EXPLORE");
  settings.explore = !off || (std::strcmp(off, "off") && std::strcmp(off, "0"));
  Options& options = settings.options;
  options.seconds = 10;
  read_mode(options.mode);
  read_memory(options.memory);
  read_number("SECONDS", options.seconds);
  read_number("SEED", options.seed);
  read_number("INTERLEAVINGS", options.max_interleavings);
  read_number("STEPS", options.max_steps);
  read_number("PREEMPTIONS", options.preemptions);
  read_number("DEPTH", options.depth);
  read_number("RACES", options.races);
  read_number("SPURIOUS_WAKEUPS", options.spurious_wakeups);
  read_number("WEAK_CAS_FAILURES", options.weak_cas_failures);
  read_number("EARLY_TIMEOUTS", options.early_timeouts);
  read_number("ANY_WAITER", options.any_waiter);
  read_number("LEAKS", settings.all_leaks);
  if (const char* leaks = value_of("LEAKS")) options.leaks = std::strcmp(leaks, "0");
  return settings;
}

}  // namespace threadlings::explorer
