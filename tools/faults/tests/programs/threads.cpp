// faults: pass
// A thread writes into a pipe, the main thread reads.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

static std::string read_all(int from) {
  std::string text;
  char part[10];
  for (;;) {
    const ssize_t n = read(from, part, sizeof part);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw std::runtime_error("read");
    if (n == 0) return text;
    text.append(part, static_cast<std::size_t>(n));
  }
}

int main() {
  try {
    int ends[2];
    if (pipe(ends)) throw std::runtime_error("pipe");
    std::mutex lock;
    std::thread writer([&] {
      const std::string text = "from a thread";
      std::size_t sent = 0;
      while (sent < text.size()) {
        std::lock_guard hold(lock);
        const ssize_t n = write(ends[1], text.data() + sent, text.size() - sent);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) break;
        sent += static_cast<std::size_t>(n);
      }
      close(ends[1]);
    });
    const std::string text = read_all(ends[0]);
    writer.join();
    close(ends[0]);
    std::printf("%s\n", text.c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
