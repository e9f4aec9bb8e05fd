#include "proc.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace threadlings::faulting {

namespace {

std::string path_of(pid_t process, const char* rest) {
  return "/proc/" + std::to_string(process) + "/" + rest;
}

bool is_stream(pid_t process, int number) {
#ifdef SYS_pidfd_getfd
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, process, 0));
  if (pidfd < 0) return false;
  const int copy = static_cast<int>(syscall(SYS_pidfd_getfd, pidfd, number, 0));
  close(pidfd);
  if (copy < 0) return false;
  int type = 0;
  socklen_t size = sizeof type;
  getsockopt(copy, SOL_SOCKET, SO_TYPE, &type, &size);
  close(copy);
  return type == SOCK_STREAM;
#else
  return false;
#endif
}

What classify(const std::string& target, const std::string& link) {
  auto begins = [&](const char* with) { return target.rfind(with, 0) == 0; };
  if (begins("/memfd:threadlings-faults-in")) return What::pipe;
  if (begins("/memfd:threadlings-faults-")) return What::own_output;
  if (begins("pipe:")) return What::pipe;
  if (begins("socket:")) return What::socket;
  if (begins("anon_inode:[event") || begins("anon_inode:[signalfd") ||
      begins("anon_inode:[timerfd") || begins("anon_inode:inotify"))
    return begins("anon_inode:[eventpoll") ? What::other : What::event;
  struct stat status;
  if (stat(link.c_str(), &status)) return What::other;
  if (S_ISREG(status.st_mode)) return What::file;
  if (S_ISDIR(status.st_mode)) return What::folder;
  if (S_ISFIFO(status.st_mode)) return What::fifo;
  if (S_ISCHR(status.st_mode))
    return begins("/dev/pts/") || begins("/dev/tty") ? What::terminal : What::device;
  return What::other;
}

void read_flags(pid_t process, int number, Descriptor& descriptor) {
  const std::string path = path_of(process, ("fdinfo/" + std::to_string(number)).c_str());
  FILE* file = fopen(path.c_str(), "re");
  if (!file) return;
  char line[200];
  while (fgets(line, sizeof line, file)) {
    unsigned flags;
    if (std::sscanf(line, "flags: %o", &flags) != 1) continue;
    const unsigned mode = flags & O_ACCMODE;
    descriptor.reads = mode == O_RDONLY || mode == O_RDWR;
    descriptor.writes = mode == O_WRONLY || mode == O_RDWR;
    descriptor.non_blocking = flags & O_NONBLOCK;
    break;
  }
  fclose(file);
}

}  // namespace

StateFile::StateFile(pid_t task)
    : file_(open(path_of(task, "stat").c_str(), O_RDONLY | O_CLOEXEC)),
      call_(open(path_of(task, "syscall").c_str(), O_RDONLY | O_CLOEXEC)) {}

StateFile::StateFile(pid_t task, pid_t process)
    : file_(open(path_of(process, ("task/" + std::to_string(task) + "/stat").c_str()).c_str(),
                 O_RDONLY | O_CLOEXEC)) {}

StateFile& StateFile::operator=(StateFile&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(call_, other.call_);
  return *this;
}

StateFile::~StateFile() {
  if (file_ >= 0) close(file_);
  if (call_ >= 0) close(call_);
}

// The kernel answers "running" unless it saw the task off the processor before and after it looked.
bool StateFile::has_left_processor() const {
  char text[8];
  const ssize_t length = call_ < 0 ? -1 : pread(call_, text, sizeof text, 0);
  if (length > 0) return text[0] != 'r';
  const timespec moment{0, 500'000};  // a kernel without this file
  nanosleep(&moment, nullptr);
  return read().letter == 'S';
}

StateFile::State StateFile::read() const {
  char text[512];
  const ssize_t length = file_ < 0 ? -1 : pread(file_, text, sizeof text - 1, 0);
  if (length <= 0) return {};
  text[length] = 0;
  const char* after = strrchr(text, ')');  // the name before may hold anything
  if (!after) return {};
  State state;
  unsigned long user = 0, system = 0;
  std::sscanf(after + 1, " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &state.letter,
              &user, &system);
  state.ticks = user + system;
  return state;
}

Descriptor descriptor_of(pid_t process, int number, bool details) {
  const std::string link = path_of(process, ("fd/" + std::to_string(number)).c_str());
  char target[1000];
  const ssize_t length = readlink(link.c_str(), target, sizeof target);
  Descriptor descriptor;
  if (length < 0) return descriptor;
  descriptor.target.assign(target, static_cast<std::size_t>(length));
  descriptor.what = classify(descriptor.target, link);
  if (!details) return descriptor;
  read_flags(process, number, descriptor);
  if (descriptor.what == What::socket) descriptor.stream = is_stream(process, number);
  return descriptor;
}

std::map<int, Descriptor> descriptors_of(pid_t process, bool details) {
  std::map<int, Descriptor> all;
  DIR* folder = opendir(path_of(process, "fd").c_str());
  if (!folder) return all;
  while (const dirent* entry = readdir(folder))
    if (entry->d_name[0] != '.') {
      const int number = std::atoi(entry->d_name);
      all[number] = descriptor_of(process, number, details);
    }
  closedir(folder);
  return all;
}

std::size_t read_memory(pid_t process, std::uint64_t from, void* to, std::size_t size) {
  constexpr std::uint64_t kPage = 4096;
  std::size_t done = 0;
  while (done < size) {  // page by page: the next one may not be there
    const std::size_t part = std::min<std::size_t>(size - done, kPage - (from + done) % kPage);
    iovec local{static_cast<char*>(to) + done, part};
    iovec remote{reinterpret_cast<void*>(from + done), part};
    const ssize_t count = process_vm_readv(process, &local, 1, &remote, 1, 0);
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

std::string read_text(pid_t process, std::uint64_t from, std::size_t limit) {
  std::string text(limit, '\0');
  text.resize(read_memory(process, from, text.data(), limit));
  return text.c_str();
}

bool write_memory(pid_t process, std::uint64_t to, const void* from, std::size_t size) {
  iovec local{const_cast<void*>(from), size};
  iovec remote{reinterpret_cast<void*>(to), size};
  return process_vm_writev(process, &local, 1, &remote, 1, 0) == static_cast<ssize_t>(size);
}

bool exists(pid_t process) {
  return access(path_of(process, "stat").c_str(), F_OK) == 0;
}

}  // namespace threadlings::faulting
