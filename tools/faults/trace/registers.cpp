#include "registers.hpp"

#include <elf.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

#include <cstring>

#include "proc.hpp"

namespace threadlings::faulting {

#if defined(__x86_64__)

namespace {

template <class Change>
bool change(pid_t task, Change what) {
  user_regs_struct registers;
  if (ptrace(PTRACE_GETREGS, task, nullptr, &registers)) return false;
  what(registers);
  return ptrace(PTRACE_SETREGS, task, nullptr, &registers) == 0;
}

}  // namespace

bool skip_call(pid_t task) {
  return change(task, [](user_regs_struct& r) { r.orig_rax = static_cast<unsigned long>(-1); });
}

bool set_argument(pid_t task, unsigned index, std::uint64_t to) {
  return change(task, [&](user_regs_struct& r) {
    unsigned long long* const places[] = {&r.rdi, &r.rsi, &r.rdx, &r.r10, &r.r8, &r.r9};
    *places[index] = to;
  });
}

bool keeps_first_argument() {
  return true;
}

bool set_result(pid_t task, std::int64_t to) {
  return change(task, [&](user_regs_struct& r) { r.rax = static_cast<unsigned long>(to); });
}

bool repeat_call(pid_t task, long number) {
  return change(task, [&](user_regs_struct& r) {
    r.rip -= 2;  // the length of "syscall"
    r.rax = static_cast<unsigned long>(number);
  });
}

std::uint64_t caller_of(pid_t task, std::uint64_t stack_pointer) {
  return read_value<std::uint64_t>(task, stack_pointer);
}

std::uint64_t target_of_call(std::uint64_t return_address) {
  const auto* end = reinterpret_cast<const unsigned char*>(return_address);
  if (end[-5] != 0xE8) return 0;
  std::int32_t distance;
  memcpy(&distance, end - 4, sizeof distance);
  return return_address + static_cast<std::uint64_t>(std::int64_t{distance});
}

// add $frame, %rsp; ret
int frame_given_back(std::uint64_t address) {
  const auto* code = reinterpret_cast<const unsigned char*>(address);
  const bool adds = code[0] == 0x48 && code[1] == 0x83 && code[2] == 0xC4 && code[3] < 0x80;
  return adds && code[4] == 0xC3 ? code[3] : -1;
}

// call rel32 is E8 and four bytes; call through a register or memory is FF /2, of 2 to 7 bytes.
bool follows_call(std::uint64_t address) {
  auto byte = [&](unsigned back) {
    return *reinterpret_cast<const unsigned char*>(address - back);
  };
  if (byte(5) == 0xE8) return true;
  for (unsigned length : {2U, 3U, 4U, 6U, 7U})
    if (byte(length) == 0xFF && ((byte(length - 1) >> 3) & 7) == 2) return true;
  return false;
}

#elif defined(__aarch64__)

namespace {

template <class Change>
bool change(pid_t task, Change what) {
  user_regs_struct registers;
  iovec part{&registers, sizeof registers};
  if (ptrace(PTRACE_GETREGSET, task, NT_PRSTATUS, &part)) return false;
  what(registers);
  return ptrace(PTRACE_SETREGSET, task, NT_PRSTATUS, &part) == 0;
}

}  // namespace

bool skip_call(pid_t task) {
  int number = -1;
  iovec part{&number, sizeof number};
  return ptrace(PTRACE_SETREGSET, task, NT_ARM_SYSTEM_CALL, &part) == 0;
}

bool set_argument(pid_t task, unsigned index, std::uint64_t to) {
  return change(task, [&](user_regs_struct& r) { r.regs[index] = to; });
}

bool keeps_first_argument() {
  return false;
}

bool set_result(pid_t task, std::int64_t to) {
  return change(task, [&](user_regs_struct& r) { r.regs[0] = static_cast<std::uint64_t>(to); });
}

// The first argument shares its register with the result, but nothing has been written there: the
// call was skipped. The caller puts it back where it was.
bool repeat_call(pid_t task, long number) {
  return change(task, [&](user_regs_struct& r) {
    r.pc -= 4;
    r.regs[8] = static_cast<std::uint64_t>(number);
  });
}

std::uint64_t caller_of(pid_t task, std::uint64_t) {
  user_regs_struct registers;
  iovec part{&registers, sizeof registers};
  return ptrace(PTRACE_GETREGSET, task, NT_PRSTATUS, &part) ? 0 : registers.regs[30];
}

// A wrapper keeps the caller in the link register until it calls something itself; what it has
// called then is not followed here.
std::uint64_t target_of_call(std::uint64_t) {
  return 0;
}
int frame_given_back(std::uint64_t) {
  return -1;
}

// bl, and blr.
bool follows_call(std::uint64_t address) {
  const std::uint32_t code = *reinterpret_cast<const std::uint32_t*>(address - 4);
  return code >> 26 == 0x25 || (code & 0xFFFFFC1F) == 0xD63F0000;
}

#endif

}  // namespace threadlings::faulting
