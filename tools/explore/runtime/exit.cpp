#include "exit.hpp"

#include <string>
#include <vector>

#include "../report/observer.hpp"
#include "lifetime.hpp"
#include "scheduler.hpp"

namespace threadlings::explorer {

STATE std::uintptr_t frames_of_main[kFramesOfMain];

namespace {

struct Handler {
  void (*function)(void*);
  void* argument;
};
constexpr unsigned kMaxHandlers = 4096;
STATE Handler handlers_pool[kMaxHandlers];
STATE unsigned handler_count;

bool never(const Thread&) {
  return false;
}

}  // namespace

void start_exit_handlers() {
  handler_count = 0;
}

void add_exit_handler(void (*function)(void*), void* argument) {
  if (handler_count == kMaxHandlers) die("too many exit handlers in one run");
  handlers_pool[handler_count++] = {function, argument};
}

void end_program(int status, bool handlers, const void* pc) {
  rt.learner = false;
  if (rt.exiting) {  // a second thread that calls exit waits for the end
    Action action;
    action.op = Op::exit;
    action.ready = never;
    visible(action);
  }
  rt.exiting = true;
  if (rt.observer) rt.observer->event(status ? Op::fail : Op::exit, 0, 0, pc);
  if (status & 0xFF)
    fail(Verdict::check, "the program ends with status " + std::to_string(status & 0xFF));
  if (handlers) {
    run_thread_locals_destructors();
    while (handler_count) {
      const Handler last = handlers_pool[--handler_count];
      rt.learner = true;
      last.function(last.argument);
      rt.learner = false;
    }
  }
  rt.ended = rt.step_count + 1;
  leave();
}

}  // namespace threadlings::explorer
