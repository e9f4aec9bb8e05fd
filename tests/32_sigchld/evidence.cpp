#include "evidence.hpp"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <new>

namespace evidence {
namespace {

constexpr char kFirstGate = 'A';

std::array<int, kGates> gates{};

void* shared_memory() {
  static void* const memory =
      mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc{};
  return memory;
}

}  // namespace

Page* page = nullptr;
int output = -1;
int handlers_output = -1;

void begin() {
  page = new (shared_memory()) Page;
  for (int& gate : gates) gate = eventfd(0, EFD_CLOEXEC);
  output = memfd_create("output", MFD_CLOEXEC);
  handlers_output = memfd_create("output of handlers", MFD_CLOEXEC);
}

void end() {
  for (const int gate : gates) close(gate);
  close(output);
  close(handlers_output);
}

void open_gate(std::size_t gate, int value) {
  const std::uint64_t number = static_cast<std::uint64_t>(value) + 1;
  [[maybe_unused]] const ssize_t written = write(gates[gate], &number, sizeof number);
}

int pass_gate(std::size_t gate) {
  std::uint64_t number = 0;
  while (read(gates[gate], &number, sizeof number) < 0 && errno == EINTR) {
  }
  return static_cast<int>(number) - 1;
}

bool has_gate(char order) {
  return order >= kFirstGate && order < kFirstGate + static_cast<char>(kGatesOfJobs);
}

std::size_t gate_of(char order) {
  return static_cast<std::size_t>(order - kFirstGate);
}

}  // namespace evidence
