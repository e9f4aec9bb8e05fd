// An editor lets its user send the text through any program: tr, sort, a spell checker.
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>

#include "subprocess.hpp"

namespace {

const std::string kPoem =
    "the fog comes\n"
    "on little cat feet\n"
    "it sits looking\n"
    "over harbor and city\n"
    "on silent haunches\n"
    "and then moves on\n";

std::string name_of(const Command& command) {
  std::string name;
  for (const std::string& word : command) name += (name.empty() ? "" : " ") + word;
  return name;
}

void show(const Command& command, const std::string& text) {
  std::printf("\n%s\n", name_of(command).c_str());
  try {
    const Finished finished = run_program(command, text);
    std::printf("%s", finished.output.c_str());
    if (finished.code != 0) std::printf("(it ended with %d)\n", finished.code);
  } catch (const CannotStart& error) {
    std::printf("(it cannot be started: %s)\n", error.code().message().c_str());
  }
}

// Lets a program give the text back as it is, and counts what comes.
void measure(std::size_t size) {
  std::printf("/bin/cat, %7zu bytes: ", size);
  std::fflush(stdout);
  const Finished finished = run_program({"/bin/cat"}, std::string(size, 'x'));
  std::printf("%7zu have come back\n", finished.output.size());
}

// A signal handler may call write and _exit, but not printf.
void give_up(int) {
  static const char kText[] =
      "nothing, for two seconds.\n"
      "The editor is frozen. No error, no processor time used: two programs wait for each other.\n";
  const bool written = write(STDOUT_FILENO, kText, sizeof kText - 1) > 0;
  _exit(written ? 1 : 2);
}

}  // namespace

int main() {
  std::signal(SIGALRM, give_up);  // without it you would have to press Ctrl+C
  alarm(2);
  std::printf("An editor sends its text through other programs.\n");

  show({"/usr/bin/tr", "a-z", "A-Z"}, kPoem);
  show({"/usr/bin/sort", "-r"}, kPoem);
  std::printf("\n");
  for (const std::size_t size : {1024, 32 * 1024, 64 * 1024, 1024 * 1024}) measure(size);

  const std::string long_text(1024 * 1024, 'x');
  show({"/usr/bin/head", "-c", "20"}, long_text);
  std::printf("   (that was the beginning of %zu bytes: it did not want the rest)\n",
              long_text.size());
  show({"/usr/bin/spell-cheker"}, kPoem);
}
