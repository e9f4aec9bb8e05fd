// What was in a pipe when somebody read from it or wrote to it, in a run without a fault.
//
// It decides which faults can happen there: a pipe gives what is in it, and what one write of up to
// PIPE_BUF bytes has put into it is there as a whole or not at all, pipe(7).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "record.hpp"

namespace threadlings::faulting {

class Pipes {
 public:
  // A record of a run that looked closely.
  explicit Pipes(const Record& base);

  // Bytes in its pipe when this call was made.
  std::uint64_t bytes_before(std::size_t call) const;

  // How many bytes a read of a pipe may give at least: to the end of the first write that it reads
  // from, if that was a small one.
  std::uint64_t least_read(std::size_t call) const;

 private:
  struct Write {
    std::size_t call;
    std::uint64_t begin, end;  // in the stream of all bytes
  };
  struct Stream {
    std::vector<Write> writes;
    std::map<std::size_t, std::uint64_t> reads;  // call → where in the stream it begins
    std::uint64_t written = 0, read = 0;
  };
  const Stream* stream_of(std::size_t call) const;

  const Record& base_;
  std::map<std::string, Stream> streams_;
};

bool is_pipe(const Descriptor& descriptor);

}  // namespace threadlings::faulting
