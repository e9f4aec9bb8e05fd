#include "pipes.hpp"

#include <limits.h>

#include <algorithm>

#include "../trace/calls.hpp"

namespace threadlings::faulting {

bool is_pipe(const Descriptor& descriptor) {
  return descriptor.what == What::pipe || descriptor.what == What::fifo;
}

Pipes::Pipes(const Record& base) : base_(base) {
  for (std::size_t i = 0; i < base.calls.size(); ++i) {
    const Call& call = base.calls[i];
    if (!is_pipe(call.descriptor)) continue;
    const std::uint64_t moved = call.result > 0 ? static_cast<std::uint64_t>(call.result) : 0;
    const Group group = kind_of(call.number).group;
    Stream& stream = streams_[call.descriptor.target];
    if (group == Group::output) {
      stream.writes.push_back({i, stream.written, stream.written + moved});
      stream.written += moved;
    } else if (group == Group::input) {
      stream.reads[i] = stream.read;
      stream.read += moved;
    }
  }
}

const Pipes::Stream* Pipes::stream_of(std::size_t call) const {
  const auto stream = streams_.find(base_.calls[call].descriptor.target);
  return stream == streams_.end() ? nullptr : &stream->second;
}

std::uint64_t Pipes::bytes_before(std::size_t call) const {
  const Stream* stream = stream_of(call);
  if (!stream) return 0;
  std::uint64_t written = 0, read = 0;
  for (const Write& write : stream->writes)
    if (write.call < call) written = write.end;
  for (const auto& [reader, begin] : stream->reads)
    if (reader < call) {
      const std::int64_t result = base_.calls[reader].result;
      read = begin + (result > 0 ? static_cast<std::uint64_t>(result) : 0);
    }
  return written > read ? written - read : 0;
}

std::uint64_t Pipes::least_read(std::size_t call) const {
  const Stream* stream = stream_of(call);
  if (!stream) return 1;
  const auto begin = stream->reads.find(call);
  if (begin == stream->reads.end()) return 1;
  for (const Write& write : stream->writes) {
    if (begin->second < write.begin || begin->second >= write.end) continue;
    return write.end - write.begin > PIPE_BUF ? 1 : write.end - begin->second;
  }
  return 1;  // nobody was seen writing it
}

}  // namespace threadlings::faulting
