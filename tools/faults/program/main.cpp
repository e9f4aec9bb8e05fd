// Explores a whole program: linked with --wrap=main, a program that knows nothing of all this runs
// its main function once for each fault, and ends with a verdict.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "../engine/program.hpp"
#include "settings.hpp"

extern "C" int __real_main(int count, char** arguments, char** environment);

namespace {

int status_of(threadlings::FaultVerdict verdict) {
  using threadlings::FaultVerdict;
  if (verdict == FaultVerdict::pass) return 0;
  // 70: EX_SOFTWARE, the tool could not do its work.
  return verdict == FaultVerdict::nondeterministic || verdict == FaultVerdict::environment ? 70 : 1;
}

}  // namespace

extern "C" int __wrap_main(int count, char** arguments, char** environment) {
  using namespace threadlings;
  using namespace threadlings::faulting;
  const Settings settings = settings_from_environment();
  if (!settings.explore) return __real_main(count, arguments, environment);
  const FaultResult result = explore_program(
      [&]() noexcept { std::exit(__real_main(count, arguments, environment)); }, settings.options);
  std::printf("threadlings faults: %s", name_of(result.verdict));
  if (!result.coverage.empty()) std::printf(" (%s)", result.coverage.c_str());
  std::printf("\n%s", result.report.c_str());
  std::fflush(stdout);
  _exit(status_of(result.verdict));  // nothing of the program is there to be destroyed
}
