#include "sandbox.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <optional>

#include "../harness/stacks.hpp"
#include "control_group.hpp"
#include "events.hpp"
#include "interrupt.hpp"
#include "processes.hpp"
#include "text.hpp"
#include "toolchain.hpp"
#include "warden.hpp"

namespace threadlings {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kSampleEvery{50};
constexpr std::chrono::seconds kWallLimit{120};
constexpr double kCpuLimitOfAll = 60;  // all tests together: seconds
constexpr std::size_t kMaxProcesses = 300;
constexpr std::size_t kManyProcesses = 60;
constexpr std::size_t kMaxMemory = std::size_t{2} << 30;
constexpr std::size_t kMemoryOfGroup = kMaxMemory + kMaxMemory / 4;  // if it is faster than a look
constexpr std::size_t kMuchMemory = std::size_t{512} << 20;  // for a program that never ends
constexpr std::size_t kMaxOutput = std::size_t{64} << 20;
constexpr std::size_t kKeptOutput = 16 << 10;  // of the beginning, and of the end

// Keeps the two ends of an output of any length.
class Excerpt {
 public:
  void add(const char* data, std::size_t size) {
    total_ += size;
    const std::size_t room = kKeptOutput - std::min(kKeptOutput, head_.size());
    const std::size_t first = std::min(room, size);
    head_.append(data, first);
    tail_.append(data + first, size - first);
    if (tail_.size() > 4 * kKeptOutput) tail_.erase(0, tail_.size() - kKeptOutput);
  }
  std::size_t total() const { return total_; }
  std::string text() const {
    if (tail_.size() <= kKeptOutput) return head_ + tail_;
    const std::size_t left_out = total_ - head_.size() - kKeptOutput;
    return head_ + "\n[... " + std::to_string(left_out) + " bytes left out ...]\n" +
           tail_.substr(tail_.size() - kKeptOutput);
  }

 private:
  std::string head_;
  std::string tail_;
  std::size_t total_ = 0;
};

class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_, O_CLOEXEC) != 0) throw EnvironmentError("cannot make a pipe");
  }
  ~Pipe() {
    close_reader();
    close_writer();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void close_reader() { close_end(0); }
  void close_writer() { close_end(1); }

 private:
  void close_end(int i) {
    if (ends_[i] >= 0) close(ends_[i]);
    ends_[i] = -1;
  }
  int ends_[2];
};

// What the program's threads have been doing lately.
class Activity {
 public:
  explicit Activity(double patience_seconds)
      : enough_(static_cast<std::size_t>(patience_seconds * 1000 / kSampleEvery.count())) {}

  // Takes one sample; true if the last samples say that the program sleeps.
  bool asleep(std::vector<ProcessState>& processes, double cpu_seconds) {
    bool active = false;
    for (ProcessState& process : processes) {
      read_threads(process);
      for (const ThreadState& thread : process.threads) {
        active = active || thread.state == 'R' || thread.state == 'D';
      }
    }
    samples_.push_back({active, cpu_seconds});
    if (samples_.size() < enough_) return false;
    if (samples_.size() > enough_) samples_.pop_front();
    const auto active_samples = std::count_if(samples_.begin(), samples_.end(),
                                              [](const Sample& sample) { return sample.active; });
    // A sanitizer's own background thread wakes now and then: one in ten samples may see it.
    const double used = samples_.back().cpu_seconds - samples_.front().cpu_seconds;
    return active_samples * 10 <= static_cast<long>(enough_) && used < 0.1;
  }

 private:
  struct Sample {
    bool active;
    double cpu_seconds;
  };
  const std::size_t enough_;
  std::deque<Sample> samples_;
};

// What the kernel is asked to help with.
struct Containment {
  bool namespaces = true;
  bool group = true;
};

class ContainedRun {
 public:
  ContainedRun(const RunRequest& request, const Containment& containment)
      : request_(request),
        try_namespaces_(containment.namespaces),
        group_(containment.group ? ControlGroup::make({kMaxTasks, kMemoryOfGroup}) : std::nullopt),
        activity_(request.patience_seconds) {}

  RunResult run() {
    start();
    follow();
    stop();
    finish();
    return std::move(result_);
  }

 private:
  void start() {
    started_ = Clock::now();
    hand_over_nonce();
    const WardenOrders orders = write_orders();
    warden_ = fork();
    if (warden_ < 0) throw EnvironmentError("cannot start a process: too many are running");
    if (warden_ == 0) be_warden(orders);
    output_.close_writer();
    events_.close_writer();
    report_.close_writer();
    nonce_.close_reader();
    for (int fd : {output_.reader(), events_.reader(), report_.reader()}) {
      fcntl(fd, F_SETFL, O_NONBLOCK);
    }
  }

  void hand_over_nonce() {
    [[maybe_unused]] ssize_t written =
        write(nonce_.writer(), request_.nonce.data(), request_.nonce.size());
    nonce_.close_writer();
  }

  WardenOrders write_orders() const {
    WardenOrders orders;
    for (std::string word : request_.argv) {
      if (word == "{NONCE}") word = std::to_string(nonce_.reader());
      if (word == "{EVENTS}") word = std::to_string(events_.writer());
      orders.argv.push_back(word);
    }
    orders.environment = request_.environment;
    orders.directory = request_.scratch.string();
    orders.read_only = request_.read_only.string();
    orders.processors = request_.processors;
    orders.inherited = {nonce_.reader(), events_.writer()};
    orders.output = output_.writer();
    orders.report = report_.writer();
    orders.namespaces = try_namespaces_;
    if (group_) orders.entrance = group_->entrance().string();
    return orders;
  }

  // Until the warden has reported or there is a reason to end the program.
  void follow() {
    auto next_sample = started_ + kSampleEvery;
    while (!warden_done_) {
      wait_for_news(next_sample);
      drain();
      reap_warden();
      if (warden_done_) return;
      if (interrupted()) return end_because(Ending::interrupted);
      if (warden_report_.find(kEndlessOrphans) != std::string::npos) {
        return end_because(Ending::endless_orphans);
      }
      if (captured_.total() > kMaxOutput) return end_because(Ending::too_much_output);
      if (Clock::now() >= next_sample) {
        next_sample = Clock::now() + kSampleEvery;
        if (const auto reason = reason_to_end()) return end_because(*reason);
      }
    }
  }

  void wait_for_news(Clock::time_point until) {
    std::array<pollfd, 3> fds = {{{output_.reader(), POLLIN, 0},
                                  {events_.reader(), POLLIN, 0},
                                  {report_.reader(), POLLIN, 0}}};
    // At end of file a pipe is always ready: leave it out, or this would spin.
    for (std::size_t i = 0; i < fds.size(); ++i) {
      if (closed_[i]) fds[i].fd = -1;
    }
    const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now()).count();
    poll(fds.data(), fds.size(), static_cast<int>(std::clamp<long>(left, 1, 200)));
  }

  void drain() {
    closed_[0] =
        drain_one(output_.reader(), [&](const char* p, std::size_t n) { captured_.add(p, n); });
    closed_[1] = drain_one(events_.reader(), [&](const char* p, std::size_t n) {
      if (result_.events.size() < kMaxOutput) result_.events.append(p, n);
    });
    closed_[2] = drain_one(report_.reader(),
                           [&](const char* p, std::size_t n) { warden_report_.append(p, n); });
  }

  // Reads what is there; true at end of file. Bounded, so that a shouting program cannot keep the
  // judge from looking at anything else.
  template <typename Take>
  static bool drain_one(int fd, Take take) {
    std::array<char, 65536> buffer;
    for (int round = 0; round < 64; ++round) {
      const ssize_t n = read(fd, buffer.data(), buffer.size());
      if (n == 0) return true;
      if (n < 0) return false;
      take(buffer.data(), static_cast<std::size_t>(n));
    }
    return false;
  }

  void reap_warden() {
    int status = 0;
    if (waitpid(warden_, &status, WNOHANG) == warden_) warden_done_ = true;
  }

  // The program's processes: below the warden, without the second warden inside a PID namespace.
  std::vector<ProcessState> program_processes() const {
    auto processes = descendants_of(warden_);
    std::erase_if(processes,
                  [&](const ProcessState& p) { return p.name == "warden" && p.parent == warden_; });
    return processes;
  }

  std::optional<Ending> reason_to_end() {
    auto processes = program_processes();
    // Wardens wait for those who have lost their parent.
    double cpu = cpu_seconds_of(warden_);
    std::size_t memory = 0;
    std::size_t most = 0;  // of one process: they share much of what they have
    for (const ProcessState& process : processes) {
      most = std::max(most, process.memory_bytes);
      cpu += process.cpu_seconds;
      memory += process.memory_bytes;
    }
    if (group_ && group_->refused_a_task()) return Ending::too_many_processes;
    if (group_ && group_->out_of_memory()) return Ending::too_much_memory;
    if (processes.size() > kMaxProcesses) return Ending::too_many_processes;
    if (memory > kMaxMemory) {
      // Children of vfork share their parent's memory, and each of them counts it.
      return processes.size() > kManyProcesses ? Ending::too_many_processes
                                               : Ending::too_much_memory;
    }
    // On a slow machine a program that fills the memory runs out of its time first.
    if (used_up(cpu)) {
      return most > kMuchMemory ? Ending::too_much_memory : Ending::busy;
    }
    if (!processes.empty() && activity_.asleep(processes, cpu)) return Ending::asleep;
    if (Clock::now() - started_ > kWallLimit) return Ending::too_slow_to_tell;
    return std::nullopt;
  }

  // By test, for their number is the lesson's business: on a slow machine many right ones together
  // take longer than one that never ends may.
  bool used_up(double cpu) {
    if (const auto begun = tests_begun(result_.events); begun != tests_begun_) {
      tests_begun_ = begun;
      cpu_before_test_ = cpu;
    }
    const bool in_one = cpu - cpu_before_test_ > request_.cpu_limit_seconds;
    result_.cpu_limit_seconds = in_one ? request_.cpu_limit_seconds : kCpuLimitOfAll;
    return in_one || cpu > kCpuLimitOfAll;
  }

  void end_because(Ending reason) {
    ended_by_judge_ = true;
    result_.ending = reason;
    if (reason == Ending::asleep || reason == Ending::busy) collect_stacks();
  }

  void collect_stacks() {
    std::size_t asked = 0;
    for (ProcessState& process : program_processes()) {
      if (!handles_signal(process.id, harness::kStackSignal)) continue;
      read_threads(process);
      for (const ThreadState& thread : process.threads) {
        syscall(SYS_tgkill, process.id, thread.id, harness::kStackSignal);
        ++asked;
      }
    }
    const auto give_up = Clock::now() + milliseconds(500);
    while (asked != 0 && Clock::now() < give_up) {
      wait_for_news(Clock::now() + milliseconds(50));
      drain();
      const auto& events = result_.events;
      std::size_t answers = 0;
      for (auto at = events.find("\tstack\t"); at != std::string::npos;
           at = events.find("\tstack\t", at + 1)) {
        ++answers;
      }
      if (answers >= asked) return;
    }
  }

  void stop() {
    if (group_) group_->freeze_size();
    if (warden_done_) return;
    // In a PID namespace the first process takes all others with it, at once.
    end_descendants(warden_);
    kill(warden_, SIGKILL);
    while (waitpid(warden_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  void finish() {
    // The judge is a subreaper, too: what has outlived the warden is its child now.
    end_descendants(getpid());
    drain();
    result_.output = captured_.text();
    result_.patience_seconds = request_.patience_seconds;
    result_.seconds = std::chrono::duration<double>(Clock::now() - started_).count();
    for (const std::string& line : lines_of(warden_report_)) read_report_line(line);
    look_at_refusals();
  }

  // A program may have ended because the kernel refused it more, before the judge looked.
  void look_at_refusals() {
    if (ended_by_judge_ || !group_) return;
    if (group_->refused_a_task()) result_.ending = Ending::too_many_processes;
    if (group_->out_of_memory()) result_.ending = Ending::too_much_memory;
  }

  void read_report_line(const std::string& line) {
    const auto space = line.find(' ');
    const std::string kind = line.substr(0, space);
    const std::string rest = space == std::string::npos ? "" : line.substr(space + 1);
    if (kind == "contained") result_.namespaces = rest == "namespaces";
    if (kind == "leftover") result_.leftover_processes.push_back(rest);
    if (kind == "shared") result_.leftover_shared.push_back(rest);
    if (kind == "cannot") result_.trouble = "cannot " + rest;
    if (ended_by_judge_ || (kind != "exited" && kind != "signalled")) return;
    result_.ending = kind == "exited" ? Ending::exited : Ending::signalled;
    result_.code = std::stoi(rest);
  }

  const RunRequest& request_;
  bool try_namespaces_;
  std::optional<ControlGroup> group_;
  Pipe output_, events_, report_, nonce_;
  std::array<bool, 3> closed_{};
  pid_t warden_ = -1;
  bool warden_done_ = false;
  bool ended_by_judge_ = false;
  Clock::time_point started_;
  Excerpt captured_;
  std::string warden_report_;
  Activity activity_;
  std::size_t tests_begun_ = 0;
  double cpu_before_test_ = 0;  // what all tests before the one that runs have used
  RunResult result_;
};

// For tests: "plain" is without any help of the kernel, "group" only with a control group.
Containment wanted_containment() {
  const char* variable = std::getenv("THREADLINGS_CONTAINMENT");
  const std::string choice = variable == nullptr ? "" : variable;
  return {.namespaces = choice != "plain" && choice != "group", .group = choice != "plain"};
}

}  // namespace

RunResult run_contained(const RunRequest& request) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  Containment containment = wanted_containment();
  RunResult result = ContainedRun(request, containment).run();
  if (result.ending == Ending::lost && result.trouble == kNoNamespaces) {
    containment.namespaces = false;
    result = ContainedRun(request, containment).run();
  }
  return result;
}

ScratchFolder::ScratchFolder() {
  std::string name = (fs::temp_directory_path() / "threadlings-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw EnvironmentError("cannot make a folder in " + fs::temp_directory_path().string() +
                           ": check the disk and TMPDIR");
  }
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::permissions(path_, fs::perms::owner_all, ignored);
  fs::remove_all(path_, ignored);
}

}  // namespace threadlings
