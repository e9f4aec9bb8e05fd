// What do a thread and a process cost on this machine? Prints a table and draws a picture.
#include <spawn.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "machine.hpp"
#include "measure.hpp"
#include "plot.hpp"

namespace {

constexpr int kTimes = 21;
const std::vector<double> kParentSizes{0, 64, 128, 192, 256};  // in MiB
constexpr std::size_t kSharedSize = 64;
const char* const kPicture = "cost_and_footprint.svg";

void must_be_zero(int error, const char* call) {
  if (error != 0) throw std::system_error(error, std::generic_category(), call);
}

void join_process(pid_t process) {
  if (waitpid(process, nullptr, 0) < 0) must_be_zero(errno, "waitpid");
}

// None of the three does any work: what is measured is what starting and ending it costs.
Task a_thread() {
  const auto thread = std::make_shared<std::thread>();
  return {[=] { *thread = std::thread([] {}); }, [=] { thread->join(); }};
}

Task a_fork() {
  const auto child = std::make_shared<pid_t>();
  return {[=] {
            *child = fork();
            if (*child < 0) must_be_zero(errno, "fork");
            if (*child == 0) _exit(0);
          },
          [=] { join_process(*child); }};
}

Task a_program() {
  const auto child = std::make_shared<pid_t>();
  return {[=] {
            static char name[] = "true";  // a program that does nothing, successfully
            char* arguments[] = {name, nullptr};
            must_be_zero(posix_spawnp(child.get(), name, nullptr, nullptr, arguments, environ),
                         "posix_spawnp");
          },
          [=] { join_process(*child); }};
}

double mebibytes(std::size_t bytes) {
  return static_cast<double>(bytes) / static_cast<double>(kMebibyte);
}

std::string machine() {
  utsname system{};
  uname(&system);
  return std::to_string(sysconf(_SC_NPROCESSORS_ONLN)) + " cores, " + system.sysname + " " +
         system.release + ", " + system.machine;
}

// How large the page tables are in which this process looks up its memory: proc_pid_status(5).
long page_table_kilobytes() {
  std::ifstream status{"/proc/self/status"};
  for (std::string word; status >> word;) {
    long amount = 0;
    if (word == "VmPTE:" && status >> amount) return amount;
  }
  return 0;
}

std::vector<plot::Line> measure_times() {
  std::vector<plot::Line> lines{{"thread", "a", {}}, {"posix_spawn", "c", {}}, {"fork", "b", {}}};
  const std::vector<Task> tasks{a_thread(), a_program(), a_fork()};
  std::printf("From start to join, median of %d\n\n", kTimes);
  std::printf("  the parent      its page          thread     posix_spawn            fork\n");
  std::printf("  has touched       tables                         of true\n");
  for (const double size : kParentSizes) {
    const TouchedMemory touched{static_cast<std::size_t>(size) * kMebibyte};
    std::printf("  %7.0f MiB    %6ld KiB", size, page_table_kilobytes());
    for (std::size_t i = 0; i != tasks.size(); ++i) {
      const auto time = start_to_join(tasks[i], monotonic_now, kTimes);
      const double microseconds = static_cast<double>(time.count()) / 1000;
      lines[i].milliseconds.push_back(microseconds / 1000);
      std::printf("   %10.0f µs", microseconds);
    }
    std::printf("\n");
  }
  return lines;
}

std::vector<plot::Bars> measure_children() {
  TouchedMemory touched{kSharedSize * kMebibyte};
  std::vector<plot::Bars> children;
  const auto measure = [&](const std::string& name, const Work& work) {
    const Memory memory = memory_of_child(work, smaps_of);
    children.push_back({name, mebibytes(memory.resident), mebibytes(memory.proportional),
                        mebibytes(memory.unique)});
    std::printf("  %-26s %8.1f MiB  %8.1f MiB  %8.1f MiB\n", name.c_str(), children.back().resident,
                children.back().proportional, children.back().unique);
  };
  std::printf("\nA child of a parent that has touched %zu MiB\n\n", kSharedSize);
  std::printf("                                resident  proportional        unique\n");
  measure("a child that does nothing", [] {});
  measure("one that reads all of it", [&] { touched.read(); });
  measure("one that writes a quarter", [&] { touched.write(kSharedSize / 4 * kMebibyte); });
  measure("one that writes all of it", [&] { touched.write(kSharedSize * kMebibyte); });
  return children;
}

// Threads share all memory of their process. What one more of them needs is what the process has
// more when there are many.
void measure_threads() {
  constexpr int kThreads = 64;
  const auto resident = [] { return memory_in(smaps_of(getpid())).resident; };
  const std::size_t before = resident();
  std::latch all_run{kThreads + 1};
  std::latch measured{1};
  std::vector<std::jthread> threads;
  for (int i = 0; i != kThreads; ++i) {
    threads.emplace_back([&] {
      all_run.arrive_and_wait();
      measured.wait();
    });
  }
  all_run.arrive_and_wait();
  const double more = mebibytes(resident()) - mebibytes(before);
  measured.count_down();
  std::printf("\nOne more thread: %.0f KiB (one of %d that wait)\n", more * 1024 / kThreads,
              kThreads);
}

}  // namespace

int main() {
  std::printf("%s\n\n", machine().c_str());
  plot::Data data{machine(), kParentSizes, measure_times(), measure_children()};
  measure_threads();
  std::ofstream{kPicture} << plot::draw(data);
  std::printf("The picture is %s, in the folder where this program ran.\n", kPicture);
}
