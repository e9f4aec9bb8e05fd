// What the shop's processes tell the test: a page of memory that all of them really share (mmap(2),
// MAP_SHARED). And the gates at which they wait until the test lets them go on: eventfd(2).
//
// Thread safety:  everything is atomic. None of it uses GoogleTest, so children may use it.
#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <string>

namespace evidence {

constexpr int kReturned = 1;  // Page::ending
constexpr int kThrew = 2;

// A remark that any of the processes can leave. The first one counts.
class Remark {
 public:
  void set(const char* text) {
    if (!taken_.exchange(true)) {
      std::strncpy(text_.data(), text, text_.size() - 1);
      written_ = true;
    }
  }
  std::string get() const { return written_ ? text_.data() : ""; }

 private:
  std::atomic<bool> taken_ = false;
  std::atomic<bool> written_ = false;
  std::array<char, 400> text_{};
};

struct SeenJob {
  std::atomic<pid_t> process = 0;
  std::atomic<int> reports = 0;
  std::atomic<int> result = 0;
};

// The memory that the test really shares with the shop and its jobs.
struct Page {
  std::array<SeenJob, 256> jobs;
  std::array<std::atomic<char>, 1024> starts;
  std::atomic<unsigned> started = 0;
  std::atomic<int> reported = 0;
  std::atomic<int> printing = 0;
  std::atomic<int> most_at_once = 0;
  std::atomic<pid_t> other_child = 0;
  std::atomic<int> interruptions = 0;
  std::atomic<int> signals_raised = 0;
  std::atomic<bool> waits_in_report = false;
  std::atomic<int> reports_running = 0;
  std::atomic<int> came_back = 0;
  std::atomic<bool> opened = false;
  std::atomic<int> ending = 0;
  Remark by_handlers;
  Remark to_signals;
  Remark to_jobs;
  Remark at_the_end;

  SeenJob& job(char order) { return jobs[static_cast<unsigned char>(order)]; }
};

// Where processes wait. The first ones are those of the jobs A .. H.
constexpr std::size_t kGatesOfJobs = 8;
constexpr std::size_t kReportGate = kGatesOfJobs;     // wait_in_report()
constexpr std::size_t kOtherGate = kGatesOfJobs + 1;  // the caller's other child
constexpr std::size_t kGates = kGatesOfJobs + 2;

bool has_gate(char order);
std::size_t gate_of(char order);
void open_gate(std::size_t gate, int value);
int pass_gate(std::size_t gate);  // waits, and gives the value

extern Page* page;
extern int output;           // takes the place of the standard output
extern int handlers_output;  // the same, while only signal handlers can print

void begin();  // before the shop's process is started: everything anew
void end();

}  // namespace evidence
