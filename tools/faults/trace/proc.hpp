// What /proc and ptrace tell about another process.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace threadlings::faulting {

// Reads again and again: the files stay open.
class StateFile {
 public:
  StateFile() = default;
  explicit StateFile(pid_t task);
  StateFile(pid_t task, pid_t process);  // only if it is a thread of that
  StateFile(StateFile&& other) noexcept : file_(other.file_), call_(other.call_) {
    other.file_ = other.call_ = -1;
  }
  StateFile& operator=(StateFile&& other) noexcept;
  ~StateFile();

  struct State {
    char letter = 'X';        // 'S' asleep, 'R' running, 't' stopped for the tracer, 'Z' ended …
    std::uint64_t ticks = 0;  // of processor time
  };
  State read() const;
  // That a task is in state 'S' does not mean that it sleeps: wait(2), for one, looks for children
  // in that state. This is true only if it has left the processor, and stays so.
  bool has_left_processor() const;
  bool known() const { return file_ >= 0; }

 private:
  int file_ = -1, call_ = -1;  // its stat, its syscall
};

enum class What {
  nothing,
  file,
  folder,
  pipe,
  fifo,
  socket,
  terminal,
  device,
  event,
  own_output,
  other
};

struct Descriptor {
  What what = What::nothing;
  std::string target;  // "pipe:[123]", "/etc/passwd"
  bool reads = false, writes = false, non_blocking = false;
  bool stream = true;  // a socket's type
  explicit operator bool() const { return what != What::nothing; }
};

Descriptor descriptor_of(pid_t process, int number, bool details = true);
std::map<int, Descriptor> descriptors_of(pid_t process, bool details = true);

// How many bytes could be read.
std::size_t read_memory(pid_t process, std::uint64_t from, void* to, std::size_t size);
std::string read_text(pid_t process, std::uint64_t from, std::size_t limit = 200);
template <class T>
T read_value(pid_t process, std::uint64_t from) {
  T value{};
  if (read_memory(process, from, &value, sizeof value) != sizeof value) value = T{};
  return value;
}
bool write_memory(pid_t process, std::uint64_t to, const void* from, std::size_t size);

bool exists(pid_t process);  // also as a zombie

}  // namespace threadlings::faulting
