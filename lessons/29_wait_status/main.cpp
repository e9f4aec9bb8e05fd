// A small build: six jobs at the same time, and news of each.
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "jobs.hpp"

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Step {
  const char* name;
  int takes;   // milliseconds
  int code;    // it ends with this exit code,
  int signal;  // or by this signal if it is not 0
};

const std::vector<Step> kSteps{
    {"build the manual", 800, 0, 0},        {"compile parser.cpp", 300, 0, 0},
    {"compile lexer.cpp", 100, 2, 0},       {"test the parser", 500, 0, SIGSEGV},
    {"draw the diagrams", 600, 0, SIGKILL}, {"format the sources", 200, 0, 0},
};

int perform(const Step& step) {
  std::this_thread::sleep_for(milliseconds(step.takes));  // it looks busy
  if (step.signal != 0) {
    std::signal(step.signal, SIG_DFL);
    raise(step.signal);
  }
  return step.code;
}

std::string words_for(const Ending& ending) {
  if (ending.how == Ending::killed) {
    return std::string("KILLED by signal ") + std::to_string(ending.number) + ", " +
           strsignal(ending.number);
  }
  if (ending.number == 0) return "done";
  return "FAILED with code " + std::to_string(ending.number);
}

// Looks for a child that has ended and that nobody has waited for. WNOWAIT: only looks.
bool is_zombie_left() {
  siginfo_t info{};
  return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;
}

}  // namespace

int main() {
  std::vector<Work> jobs;
  for (const Step& step : kSteps) {
    jobs.emplace_back([&step] { return perform(step); });
  }
  const auto start = steady_clock::now();
  std::printf("%-20s %-10s %-10s %s\n", "job", "ends after", "reported", "result");
  run_jobs(jobs, [&](std::size_t job, Ending ending) {
    const auto passed = std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
    std::printf("%-20s %7.1f s  %6.1f s   %s\n", kSteps[job].name, kSteps[job].takes / 1000.0,
                static_cast<double>(passed.count()) / 1000.0, words_for(ending).c_str());
  });
  std::printf("\nZombies left: %s.\n", is_zombie_left() ? "yes" : "none");
}
