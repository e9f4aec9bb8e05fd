// faults: pass
// faults -DNO_CHECK: unnoticed; EMFILE|ENFILE
// Reads a file by std::ifstream, writes one by std::ofstream.
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>

int main() {
  const std::string path = P_tmpdir "/threadlings_stream_" + std::to_string(getpid());
  std::ofstream out(path);
  out << std::string(20000, 'o') << '\n' << "last\n";
  out.close();
#ifndef NO_CHECK
  if (!out) {
    std::fprintf(stderr, "not written\n");
    std::remove(path.c_str());
    return 1;
  }
#endif
  std::ifstream in(path);
  std::string line, last;
  while (std::getline(in, line)) last = line;
#ifndef NO_CHECK
  if (!in.is_open() || in.bad()) {
    std::fprintf(stderr, "not read\n");
    std::remove(path.c_str());
    return 1;
  }
#endif
  std::remove(path.c_str());
  std::printf("%s\n", last.c_str());
}
