#include "streams.hpp"

#include <algorithm>
#include <cstdio>

#include "proc.hpp"

#ifdef __GLIBC__
extern "C" struct _IO_FILE* _IO_list_all;  // all open streams, linked by _chain
#endif

namespace threadlings::faulting {

namespace {

constexpr unsigned kMostStreams = 64;
constexpr std::size_t kMostText = 200;

}  // namespace

std::vector<Buffered> buffered_output(pid_t process) {
  std::vector<Buffered> found;
#ifdef __GLIBC__
  auto at = read_value<std::uint64_t>(process, reinterpret_cast<std::uint64_t>(&_IO_list_all));
  for (unsigned i = 0; at && i < kMostStreams; ++i) {
    const auto stream = read_value<_IO_FILE>(process, at);
    if (stream._IO_write_ptr > stream._IO_write_base) {
      Buffered buffered;
      buffered.address = reinterpret_cast<std::uint64_t>(stream._IO_write_base);
      buffered.text.resize(std::min(
          kMostText, static_cast<std::size_t>(stream._IO_write_ptr - stream._IO_write_base)));
      buffered.text.resize(
          read_memory(process, buffered.address, buffered.text.data(), buffered.text.size()));
      found.push_back(buffered);
    }
    at = reinterpret_cast<std::uint64_t>(stream._chain);
  }
#endif
  return found;
}

}  // namespace threadlings::faulting
