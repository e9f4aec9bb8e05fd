#include "fiber.hpp"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

#include "runtime.hpp"

namespace threadlings::explorer {

namespace {

struct TlsImage {
  const void* data;
  std::size_t file_size, size;
  std::ptrdiff_t offset;  // from the thread pointer
};
STATE TlsImage image;
STATE bool user_space_switch;  // may the thread pointer be set without a system call?
STATE unsigned parked;         // donors so far

int find_image(dl_phdr_info* info, std::size_t, void*) {
  for (int i = 0; i < info->dlpi_phnum; ++i) {  // the first object is the program itself
    const auto& header = info->dlpi_phdr[i];
    if (header.p_type != PT_TLS || !info->dlpi_tls_data) continue;
    image.data = reinterpret_cast<const void*>(info->dlpi_addr + header.p_vaddr);
    image.file_size = header.p_filesz;
    image.size = header.p_memsz;
    image.offset = static_cast<std::ptrdiff_t>(
        reinterpret_cast<std::uintptr_t>(info->dlpi_tls_data) - thread_pointer());
  }
  return 1;
}

void* park(void* area) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, nullptr);
  __atomic_store_n(static_cast<std::uintptr_t*>(area), thread_pointer(), __ATOMIC_RELEASE);
  for (;;) pause();
}

}  // namespace

#if defined(__x86_64__)

// Callee-saved registers of the System V ABI; everything else is dead at a call.
extern "C" void threadlings_switch_stack(void** save, void* load);
asm(R"(
.text
.type threadlings_switch_stack,@function
threadlings_switch_stack:
  .cfi_startproc
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp,(%rdi)
  movq %rsi,%rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
  .cfi_endproc
.size threadlings_switch_stack,.-threadlings_switch_stack
)");
constexpr int kSavedWords = 6;

std::uintptr_t thread_pointer() {
  std::uintptr_t self;
  asm("movq %%fs:0,%0" : "=r"(self));  // the block's first word points to itself
  return self;
}

namespace {
void set_thread_pointer(std::uintptr_t value) {
  if (user_space_switch)
    asm volatile("wrfsbase %0" : : "r"(value));
  else
    syscall(SYS_arch_prctl, 0x1002 /* ARCH_SET_FS */, value);
}
bool can_switch_in_user_space() {
  return getauxval(AT_HWCAP2) & 2 /* HWCAP2_FSGSBASE */;
}
}  // namespace

void prepare_context(Context& context, char* top, void (*entry)()) {
  auto* sp = reinterpret_cast<std::uintptr_t*>(top) - 8;
  *--sp = 0;  // entry's return address: ends every stack walk
  *--sp = reinterpret_cast<std::uintptr_t>(entry);
  for (int i = 0; i < kSavedWords; ++i) *--sp = 0;
  context.stack_pointer = sp;
}

#elif defined(__aarch64__)

extern "C" void threadlings_switch_stack(void** save, void* load);
asm(R"(
.text
.type threadlings_switch_stack,%function
threadlings_switch_stack:
  sub sp, sp, #176
  stp x19, x20, [sp]
  stp x21, x22, [sp, #16]
  stp x23, x24, [sp, #32]
  stp x25, x26, [sp, #48]
  stp x27, x28, [sp, #64]
  stp x29, x30, [sp, #80]
  stp d8, d9, [sp, #96]
  stp d10, d11, [sp, #112]
  stp d12, d13, [sp, #128]
  stp d14, d15, [sp, #144]
  mov x9, sp
  str x9, [x0]
  mov sp, x1
  ldp x19, x20, [sp]
  ldp x21, x22, [sp, #16]
  ldp x23, x24, [sp, #32]
  ldp x25, x26, [sp, #48]
  ldp x27, x28, [sp, #64]
  ldp x29, x30, [sp, #80]
  ldp d8, d9, [sp, #96]
  ldp d10, d11, [sp, #112]
  ldp d12, d13, [sp, #128]
  ldp d14, d15, [sp, #144]
  add sp, sp, #176
  ret
.size threadlings_switch_stack,.-threadlings_switch_stack
)");

std::uintptr_t thread_pointer() {
  std::uintptr_t self;
  asm("mrs %0, tpidr_el0" : "=r"(self));
  return self;
}

namespace {
void set_thread_pointer(std::uintptr_t value) {
  asm volatile("msr tpidr_el0, %0" : : "r"(value));
}
bool can_switch_in_user_space() {
  return true;
}
}  // namespace

void prepare_context(Context& context, char* top, void (*entry)()) {
  auto* sp = reinterpret_cast<std::uintptr_t*>(top) - 8 - 22;
  memset(sp, 0, 22 * sizeof *sp);
  sp[11] = reinterpret_cast<std::uintptr_t>(entry);  // x30
  context.stack_pointer = sp;
}

#else
#error "the explorer's fibers know x86-64 and aarch64"
#endif

// Not inlined: nothing addressed through the thread pointer may be kept across the switch.
__attribute__((noinline)) void switch_context(Context& from, const Context& to) {
  if (from.thread_pointer != to.thread_pointer) set_thread_pointer(to.thread_pointer);
  threadlings_switch_stack(&from.stack_pointer, to.stack_pointer);
}

std::uintptr_t new_thread_area() {
  using Create = int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  auto* create = reinterpret_cast<Create*>(dlsym(RTLD_NEXT, "pthread_create"));
  std::uintptr_t area = 0;
  pthread_t donor;
  if (create(&donor, nullptr, park, &area)) die("cannot start a thread to borrow its TLS block");
  while (!__atomic_load_n(&area, __ATOMIC_ACQUIRE)) syscall(SYS_sched_yield);
  ++parked;
  return area;
}

void reset_thread_locals(std::uintptr_t thread_pointer) {
  if (!image.size) return;
  char* block = reinterpret_cast<char*>(thread_pointer) + image.offset;
  memcpy(block, image.data, image.file_size);
  memset(block + image.file_size, 0, image.size - image.file_size);
}

void find_thread_locals(std::uintptr_t thread_pointer, const char*& low, const char*& high) {
  low = reinterpret_cast<char*>(thread_pointer) + image.offset;
  high = low + image.size;
}

void set_up_fibers() {
  user_space_switch = can_switch_in_user_space();
  dl_iterate_phdr(find_image, nullptr);
}

}  // namespace threadlings::explorer

// For whoever counts the threads of the process: these sleep until it ends.
extern "C" unsigned threadlings_parked_threads() {
  return threadlings::explorer::parked;
}
