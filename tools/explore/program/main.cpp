// Explores a whole program: linked with --wrap=main, a program that knows nothing of all this runs
// its main function again and again, under every interleaving, and ends with a verdict.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ios>
#include <vector>

#include "../engine/engine.hpp"
#include "../runtime/exit.hpp"
#include "initialisers.hpp"
#include "settings.hpp"

extern "C" int __real_main(int count, char** arguments, char** environment);

namespace threadlings::explorer {

namespace {

// main may change its arguments; each run has fresh ones.
class Arguments {
 public:
  Arguments(int count, char** arguments) : count_(count) {
    for (int i = 0; i < count; ++i) {
      places_.push_back(pristine_.size());
      pristine_.insert(pristine_.end(), arguments[i], arguments[i] + strlen(arguments[i]) + 1);
    }
    copy_.resize(pristine_.size());
    pointers_.resize(places_.size() + 1);
  }
  char** fresh() {
    copy_ = pristine_;
    for (std::size_t i = 0; i < places_.size(); ++i) pointers_[i] = copy_.data() + places_[i];
    pointers_.back() = nullptr;
    return pointers_.data();
  }
  int count() const { return count_; }

 private:
  int count_;
  std::vector<char> pristine_, copy_;
  std::vector<std::size_t> places_;
  std::vector<char*> pointers_;
};

// One run of the program, on a fiber. No call may come between main's return and the copy.
__attribute__((noinline)) void run_once(int count, char** arguments) {
  run_initialisers(count, arguments, environ);
  const int status = __real_main(count, arguments, environ);
  auto* top = static_cast<volatile std::uintptr_t*>(__builtin_frame_address(0));
  for (unsigned i = 0; i < kFramesOfMain; ++i) frames_of_main[i] = *(top - kFramesOfMain + i);
  exit(status);
}

int status_of(Verdict verdict) {
  if (verdict == Verdict::pass) return 0;
  return verdict == Verdict::nondeterministic ? 70 : 1;  // 70: EX_SOFTWARE
}

int explore_main(const Settings& settings, int count, char** arguments) {
  // The streams are made before the program's data are saved, not in each run.
  static std::ios_base::Init streams;
  Arguments copies(count, arguments);
  Result result = explore_program(
      [&copies] {
        rt.learner = false;
        char** fresh = copies.fresh();
        rt.learner = true;
        run_once(copies.count(), fresh);
      },
      settings.options, settings.all_leaks);
  printf("threadlings explore: %s", name_of(result.verdict));
  if (!result.coverage.empty()) printf(" (%s)", result.coverage.c_str());
  printf("\n%s", result.report.c_str());
  if (!result.report.empty() && result.report.back() != '\n') printf("\n");
  if (rt.leaks_always)
    printf(
        "In every interleaving some memory is never freed; THREADLINGS_EXPLORE_LEAKS=1 tells.\n");
  return status_of(result.verdict);
}

}  // namespace

}  // namespace threadlings::explorer

extern "C" int __wrap_main(int count, char** arguments, char** environment) {
  using namespace threadlings::explorer;
  const Settings settings = settings_from_environment();
  if (!settings.explore) {
    run_initialisers(count, arguments, environment);
    return __real_main(count, arguments, environment);
  }
  const int status = explore_main(settings, count, arguments);
  fflush(stdout);
  _exit(status);  // nothing of the program is there to be destroyed
}
