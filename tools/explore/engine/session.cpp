#include <time.h>

#include "../memory/shadow.hpp"
#include "../runtime/globals.hpp"
#include "../runtime/heap.hpp"
#include "../runtime/interposed.hpp"
#include "../runtime/library_state.hpp"
#include "../runtime/process.hpp"
#include "../runtime/scheduler.hpp"
#include "../runtime/strings.hpp"
#include "../runtime/symbols.hpp"
#include "../runtime/watchdog.hpp"
#include "../runtime/weak_atomics.hpp"
#include "engine.hpp"

extern "C" char __libc_single_threaded;

namespace threadlings::explorer {

double seconds_now() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void set_up_runtime() {
  STATE static bool done = false;
  if (done) return;
  done = true;
  keep_interposed();
  set_up_strings();
  set_up_symbols();
  set_up_fibers();
  set_up_shadow();
  set_up_heap();
  rt.syncs = static_cast<Sync*>(reserve(0, (1 << 16) * sizeof(Sync)));
}

namespace {

constexpr std::uint32_t kMostSteps = 1 << 20;

}  // namespace

Session::Session(const std::function<void()>& scenario, const Options& options) : failure_{} {
  set_up_runtime();
  if (rt.scenario) die("a scenario must not explore another one");
  if (!rt.steps) {
    // Edges are logged beside steps; threads are far fewer than steps.
    rt.steps = static_cast<Step*>(reserve(0, (2 * kMostSteps + 256) * sizeof(Step)));
    rt.decisions = static_cast<std::uint8_t*>(reserve(0, 2 * kMostSteps + 256));
  }
  rt.scenario = &scenario;
  rt.options = &options;
  rt.races = options.races;
  rt.weak = options.memory == Memory::rc11;
  rt.only_newest = false;
  if (rt.weak) start_weak_exploration();
  rt.max_steps = options.max_steps < kMostSteps ? options.max_steps : kMostSteps;
  rt.failure = &failure_;
  rt.new_racy = rt.stack_grew = rt.clock_matters = rt.slept = false;
  ++rt.exploration;
  // glibc believes that one thread is all there is, and shared_ptr then counts without atomics.
  __libc_single_threaded = 0;
  watch_process();
  start_watchdog();
  rt.forgive_leaks = rt.whole_program && !rt.all_leaks;
  rt.leaks_always = rt.cut_off = false;
  rt.no_run_ended = true;
  save_globals();
  if (rt.whole_program) save_library_state();
}

Session::~Session() {
  stop_watchdog();
  unwatch_process();
  rt.scenario = nullptr;
  rt.failure = nullptr;
  rt.options = nullptr;
}

Runtime::End Session::run(Search& search) {
  failure_ = Failure{};
  failure_.other_thread = -1;
  rt.search = &search;
  return run_once();
}

Recording record(const Failure& failure) {
  Recording recording;
  recording.failure = failure;
  recording.decisions.assign(rt.decisions, rt.decisions + rt.decision_count);
  for (std::uint32_t i = 0; i < rt.step_count; ++i)
    if (!is_edge(rt.steps[i].op)) recording.threads.push_back(rt.steps[i].thread);
  recording.choices.assign(rt.choices, rt.choices + rt.choice_count);
  recording.preemptions = rt.preemptions;
  recording.surprises = rt.surprises;
  return recording;
}

}  // namespace threadlings::explorer
