// What the measuring functions are fed with when they meet the real machine. You need not edit
// this.
#pragma once

#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>

constexpr std::size_t kMebibyte = 1024 * 1024;

// A clock that is never set back or forth. The time of day may be, and clock() counts only the
// processor time of the process that asks: what a child needs is not in it.
inline std::chrono::nanoseconds monotonic_now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

inline std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

// The kernel's report on the memory of a process: proc_pid_smaps(5). The rolled up one came with
// Linux 4.14; where it is missing, the long one has the same numbers, mapping by mapping.
inline std::string smaps_of(pid_t process) {
  const std::string folder = "/proc/" + std::to_string(process);
  const std::string rolled_up = text_of(folder + "/smaps_rollup");
  return rolled_up.empty() ? text_of(folder + "/smaps") : rolled_up;
}

// Memory that has been written to, in pages of the usual size: they really are there.
class TouchedMemory {
 public:
  explicit TouchedMemory(std::size_t bytes) : bytes_{bytes}, start_{map(bytes)} { write(bytes); }
  ~TouchedMemory() {
    if (bytes_ != 0) munmap(const_cast<char*>(start_), bytes_);
  }
  TouchedMemory(const TouchedMemory&) = delete;
  TouchedMemory& operator=(const TouchedMemory&) = delete;

  // AddressSanitizer looks up each access in memory of its own, which would be measured, too. So
  // `write` and `read` do without it.
  // Writes one byte into each page of the first `bytes` bytes.
  __attribute__((no_sanitize("address"))) void write(std::size_t bytes) {
    for (std::size_t at = 0; at < bytes; at += kSmallestPage) start_[at] = 1;
  }
  // Reads one byte of each page.
  __attribute__((no_sanitize("address"))) int read() const {
    int sum = 0;
    for (std::size_t at = 0; at < bytes_; at += kSmallestPage) sum += start_[at];
    return sum;
  }

 private:
  static constexpr std::size_t kSmallestPage = 4096;

  static volatile char* map(std::size_t bytes) {
    if (bytes == 0) return nullptr;
    void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
    // No huge pages of 2 MiB: with them there are hardly any page tables, and how much is copied
    // when one byte is written depends on the kernel. (Not every kernel knows this call.)
    madvise(memory, bytes, MADV_NOHUGEPAGE);
    return static_cast<volatile char*>(memory);
  }

  std::size_t bytes_;
  volatile char* start_;
};
