#include "process.hpp"

#include <cxxabi.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include <exception>
#include <typeinfo>

#include "../report/observer.hpp"
#include "exit.hpp"
#include "scheduler.hpp"
#include "symbols.hpp"
namespace threadlings::explorer {

namespace {

constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
STATE struct sigaction previous[4];
STATE std::terminate_handler previous_terminate;
STATE char signal_stack[64 << 10];
STATE stack_t previous_stack;
STATE int last_signal;
STATE std::uintptr_t last_address, last_pc;

void tell(Op op, const void* pc) {
  if (rt.observer) rt.observer->event(op, 0, 0, pc);
}

std::string describe_exception() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (!type) return "";
  int status = 0;
  char* name = abi::__cxa_demangle(type->name(), nullptr, nullptr, &status);
  std::string text = name ? name : type->name();
  free(name);
  try {
    throw;
  } catch (const std::exception& e) {
    text += std::string(" (\"") + e.what() + "\")";
  } catch (...) {
  }
  return text;
}

[[noreturn]] void on_terminate() {
  if (!rt.learner && previous_terminate) previous_terminate();
  rt.learner = false;
  std::string what = describe_exception();
  if (what.empty()) fail(Verdict::exception, "std::terminate was called by " + name_of_current());
  fail(Verdict::exception,
       "nobody catches the exception " + what + " thrown in " + name_of_current());
}

[[noreturn]] void on_crash() {
  rt.learner = false;
  Thread& self = rt.self();
  auto low = reinterpret_cast<std::uintptr_t>(self.stack_low);
  std::string text =
      std::string("signal ") + std::to_string(last_signal) + " (" + strsignal(last_signal) + ")";
  if (last_signal == SIGSEGV && low - last_address < (1 << 20)) text = "the stack overflowed";
  tell(Op::fail, reinterpret_cast<const void*>(last_pc + 1));
  fail(Verdict::crash, text + " in " + name_of_current());
}

// Goes on in on_crash, on a stack that has room, so that the handler itself returns in good order.
void handle(int signal, siginfo_t* info, void* context) {
  if (!rt.learner) {
    for (unsigned i = 0; i < 4; ++i)
      if (kSignals[i] == signal) sigaction(signal, &previous[i], nullptr);
    return;  // it happens again, to whoever cared before
  }
  last_signal = signal;
  last_address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  auto* state = static_cast<ucontext_t*>(context);
  last_pc = program_counter(*state);
  continue_in(*state, on_crash);
}

[[noreturn]] void stop(const char* function, int status, bool handlers, const void* pc) {
  Inside inside;
  if (rt.whole_program) end_program(status, handlers, pc);
  tell(Op::fail, pc);
  fail(Verdict::check, std::string(function) + "(" + std::to_string(status) + ") is called by " +
                           name_of_current() + ": the test would end with it");
}

}  // namespace

std::string name_of_current() {
  return rt.current ? "thread T" + std::to_string(rt.current) : "the scenario";
}

std::uintptr_t program_counter(const ucontext_t& state) {
#if defined(__x86_64__)
  return static_cast<std::uintptr_t>(state.uc_mcontext.gregs[REG_RIP]);
#else
  return state.uc_mcontext.pc;
#endif
}

void continue_in(ucontext_t& state, void (*function)()) {
  auto top = reinterpret_cast<std::uintptr_t>(rt.self().stack_high) - 128;
#if defined(__x86_64__)
  state.uc_mcontext.gregs[REG_RIP] = reinterpret_cast<greg_t>(function);
  state.uc_mcontext.gregs[REG_RSP] = static_cast<greg_t>(top - 8);
#else
  state.uc_mcontext.pc = reinterpret_cast<std::uintptr_t>(function);
  state.uc_mcontext.sp = top;
#endif
}

void watch_process() {
  previous_terminate = std::set_terminate(on_terminate);
  stack_t stack{};
  stack.ss_sp = signal_stack;
  stack.ss_size = sizeof signal_stack;
  sigaltstack(&stack, &previous_stack);
  struct sigaction action {};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  for (unsigned i = 0; i < 4; ++i) sigaction(kSignals[i], &action, &previous[i]);
}

void unwatch_process() {
  for (unsigned i = 0; i < 4; ++i) sigaction(kSignals[i], &previous[i], nullptr);
  sigaltstack(&previous_stack, nullptr);
  std::set_terminate(previous_terminate);
}

}  // namespace threadlings::explorer

using namespace threadlings::explorer;
#define PC __builtin_return_address(0)

extern "C" {

// std::terminate, to see who calls it: ~thread and thread's assignment do when it is joinable.
[[noreturn]] void threadlings_terminate() noexcept __asm__("_ZSt9terminatev");
void threadlings_terminate() noexcept {
  if (MODELLED) {
    Inside inside;
    std::string caller = function_at(PC);
    tell(Op::fail, PC);
    if (caller.rfind("_ZNSt6threadD", 0) == 0 || caller.rfind("_ZNSt6threadaS", 0) == 0)
      fail(Verdict::unjoined,
           "a std::thread is destroyed (or assigned to) that is neither joined "
           "nor detached: std::terminate");
  }
  std::get_terminate()();
  abort();
}

// Where it was thrown is gone when nobody catches it.
void __cxa_throw(void* exception, std::type_info* type, void (*destructor)(void*)) {
  using Function = void(void*, std::type_info*, void (*)(void*));
  STATE static Function* real = nullptr;
  if (!real) real = reinterpret_cast<Function*>(real_function("__cxa_throw"));
  if (MODELLED) {
    Inside inside;
    tell(Op::raise, PC);
  }
  real(exception, type, destructor);
  __builtin_unreachable();
}

void __assert_fail(const char* expression, const char* file, unsigned line,
                   const char* function) noexcept {
  if (MODELLED) {
    Inside inside;
    rt.failure->file = file;
    rt.failure->line = static_cast<int>(line);
    tell(Op::fail, PC);
    fail(Verdict::check, std::string("assert(") + expression + ") does not hold");
  }
  REAL(__assert_fail)(expression, file, line, function);
  abort();
}

void abort() noexcept {
  if (MODELLED) {
    Inside inside;
    tell(Op::fail, PC);
    fail(Verdict::check, "abort() is called by " + name_of_current());
  }
  REAL(abort)();
  _exit(134);
}

void exit(int status) noexcept {
  if (MODELLED) stop("exit", status, true, PC);
  REAL(exit)(status);
  __builtin_unreachable();
}

void _exit(int status) {
  if (MODELLED) stop("_exit", status, false, PC);
  REAL(_exit)(status);
  __builtin_unreachable();
}

void _Exit(int status) noexcept {
  if (MODELLED) stop("_Exit", status, false, PC);
  REAL(_exit)(status);
  __builtin_unreachable();
}

void quick_exit(int status) noexcept {
  if (MODELLED) stop("quick_exit", status, false, PC);
  REAL(quick_exit)(status);
  __builtin_unreachable();
}
}
