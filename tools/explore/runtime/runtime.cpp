#include "runtime.hpp"

#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "output.hpp"

namespace threadlings::explorer {

STATE constinit Runtime rt{};

void die(const char* message) {
  rt.learner = false;
  static const char prefix[] = "threadlings explore: ";
  const int file = messages_file();
  (void)!write(file, prefix, sizeof prefix - 1);
  (void)!write(file, message, strlen(message));
  (void)!write(file, "\n", 1);
  _exit(70);  // EX_SOFTWARE: the tool could not run; never the learner's fault
}

void* real_function(const char* name) {
#if defined(__x86_64__)
  // Condition variables exist in two versions there; without asking one may get the older one.
  if (!strncmp(name, "pthread_cond_", 13))
    if (void* function = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2")) return function;
#endif
  void* function = dlsym(RTLD_NEXT, name);
  if (!function) die("a function of the C library is missing");
  return function;
}

void* reserve(std::uintptr_t where, std::size_t size) {
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (where ? MAP_FIXED_NOREPLACE : 0);
  void* p = mmap(reinterpret_cast<void*>(where), size, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (p == MAP_FAILED || (where && p != reinterpret_cast<void*>(where)))
    die("cannot reserve address space");
  return p;
}

}  // namespace threadlings::explorer
