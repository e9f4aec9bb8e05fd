#include "output.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "runtime.hpp"

namespace threadlings::explorer {

namespace {

STATE bool diverted;
STATE int nowhere, kept, real_output, real_error;

void send_to(int file) {
  fflush(stdout);
  dup2(file, STDOUT_FILENO);
  dup2(file, STDERR_FILENO);
}

}  // namespace

void divert_output() {
  fflush(stdout);
  real_output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10);
  real_error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
  nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  kept = memfd_create("output", MFD_CLOEXEC);
  if (nowhere < 0 || kept < 0) die("cannot divert the program's output");
  diverted = true;
  send_to(nowhere);
}

void return_output() {
  if (!diverted) return;
  fflush(stdout);
  dup2(real_output, STDOUT_FILENO);
  dup2(real_error, STDERR_FILENO);
  diverted = false;
  close(nowhere);
  close(kept);
}

void keep_output() {
  if (!diverted) return;
  (void)!ftruncate(kept, 0);
  lseek(kept, 0, SEEK_SET);
  send_to(kept);
}

std::string kept_output() {
  if (!diverted) return "";
  send_to(nowhere);
  constexpr std::size_t kMost = 4'000;
  std::string text(kMost, '\0');
  ssize_t length = pread(kept, text.data(), kMost, 0);
  text.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return text;
}

void flush_output() {
  if (diverted) fflush(stdout);
}

int messages_file() {
  return diverted ? real_error : STDERR_FILENO;
}

}  // namespace threadlings::explorer
