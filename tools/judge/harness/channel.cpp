#include "channel.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>

namespace threadlings::harness {
namespace {

int channel = -1;

void append_escaped(std::string& line, std::string_view field) {
  for (char c : field) {
    if (c == '\t') {
      line += "\\t";
    } else if (c == '\n') {
      line += "\\n";
    } else if (c == '\\') {
      line += "\\\\";
    } else {
      line += c;
    }
  }
}

}  // namespace

void open_channel(int fd) {
  constexpr int kOutOfTheWay = 200;
  channel = fcntl(fd, F_DUPFD_CLOEXEC, kOutOfTheWay);
  if (channel < 0) channel = fcntl(fd, F_DUPFD_CLOEXEC, 3);
  close(fd);
}

int channel_descriptor() {
  return channel;
}

void report(std::string_view kind, std::initializer_list<std::string_view> fields) {
  // The system call, not getpid(): an answer could define that name.
  std::string line = std::to_string(syscall(SYS_getpid));
  line += '\t';
  line += kind;
  for (std::string_view field : fields) {
    line += '\t';
    append_escaped(line, field);
  }
  line += '\n';
  [[maybe_unused]] ssize_t written = write(channel, line.data(), line.size());
}

}  // namespace threadlings::harness
