// The entry from the public header: the loop over all faults.
#include "threadlings/faults.hpp"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "../report/json.hpp"
#include "../report/story.hpp"
#include "../report/words.hpp"
#include "judge.hpp"
#include "plan.hpp"
#include "program.hpp"
#include "run.hpp"

namespace threadlings {

using namespace faulting;

namespace {

double own_processor_time() {
  rusage used;
  getrusage(RUSAGE_SELF, &used);
  double total = 0;
  for (const timeval& time : {used.ru_utime, used.ru_stime})
    total += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  return total;
}

std::string with_commas(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::string counted(std::uint64_t number, const char* one, const char* many) {
  return with_commas(number) + " " + (number == 1 ? one : many);
}

std::string requested_token(const FaultOptions& options) {
  if (!options.replay.empty()) return options.replay;
  const char* token = getenv("THREADLINGS_REPLAY");
  return token && is_token(token) ? token : "";
}

// SIGCHLD waits, so that the tracer can sleep until one arrives.
class QuietSignals {
 public:
  QuietSignals() {
    struct sigaction plain;
    memset(&plain, 0, sizeof plain);
    plain.sa_handler = SIG_DFL;
    sigaction(SIGCHLD, &plain, &handler_);
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &mask_);
  }
  ~QuietSignals() {
    const timespec now{0, 0};
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigtimedwait(&child, nullptr, &now);
    sigprocmask(SIG_SETMASK, &mask_, nullptr);
    sigaction(SIGCHLD, &handler_, nullptr);
  }

 private:
  struct sigaction handler_;
  sigset_t mask_;
};

constexpr const char* kMending =
    "The fault explorer needs ptrace. In a container: docker run --cap-add=SYS_PTRACE "
    "--security-opt seccomp=unconfined …; elsewhere: sudo sysctl kernel.yama.ptrace_scope=0";

// The same call may be interrupted in both orders: once is enough, best where it sleeps by itself.
void drop_repeated_interruptions(std::vector<Fault>& faults) {
  const auto same = [](const Fault& a, const Fault& b) {
    return a.kind == FaultKind::error && b.kind == FaultKind::error && a.error == EINTR &&
           b.error == EINTR && a.process == b.process && a.call == b.call && a.number == b.number;
  };
  std::vector<Fault> kept;
  for (const Fault& fault : faults) {
    const auto earlier = std::find_if(kept.begin(), kept.end(),
                                      [&](const Fault& other) { return same(fault, other); });
    if (earlier == kept.end())
      kept.push_back(fault);
    else if (earlier->late_exit && !fault.late_exit)
      *earlier = fault;
  }
  faults = std::move(kept);
}

class Exploration {
 public:
  Exploration(const std::function<void()>& scenario, const FaultOptions& options,
              const std::string& test, bool whole_program)
      : options_(options),
        test_(test),
        whole_program_(whole_program),
        origin_(scenario, whole_program) {
    limits_.max_calls = options.max_calls;
    limits_.whole_program = whole_program;
  }

  FaultResult go() {
    begin_ = own_processor_time();
    const std::string token = requested_token(options_);
    if (token.empty())
      all();
    else
      replay(token);
    if (result_) result_.report = notice_;
    result_.report = fit_for_locale(result_.report);
    result_.seconds = processor_time();
    result_.json = as_json(result_, test_, story_ ? &*story_ : nullptr);
    return std::move(result_);
  }

 private:
  Record base(Order order) {
    limits_.look_closely = true;
    none_.order = order;
    Record record = run(origin_, order, none_, limits_);
    limits_.look_closely = false;
    return record;
  }

  // The explorer's own, and that of all runs.
  double processor_time() const { return own_processor_time() - begin_ + origin_.processor_time(); }

  void all() {
    std::vector<Fault> faults;
    std::uint64_t left_out = 0;
    for (Order order : {Order::child_first, Order::parent_first}) {
      const Record record = base(order);
      if (fails(record, none_)) return;
      if (whole_program_ && order == Order::child_first) {
        remember_output(record);
        notice_ = notice(record);
        if (expected_) expected_->left_open = record.left_open.size();
      }
      const Plan found = plan(record, order, options_, false);
      faults.insert(faults.end(), found.faults.begin(), found.faults.end());
      left_out += found.left_out;
      if (order == Order::child_first) result_.calls = found.calls;
    }
    drop_repeated_interruptions(faults);
    for (const Fault& fault : faults) {
      const Record record = run(origin_, fault.order, fault, limits_);
      ++result_.faults;
      if (fails(record, fault)) return cover(faults.size(), left_out);
      waited_ += record.waited;
      if (processor_time() + waited_ > options_.seconds) break;
    }
    cover(faults.size(), left_out);
  }

  static std::string notice(const Record& record) {
    if (record.left_open.empty()) return "";
    const std::vector<Line> lines = lines_of(record);
    std::string text;
    for (const Leak& leak : record.left_open) {
      text += (text.empty() ? "" : ", ") + std::to_string(leak.number) + " (" +
              descriptor_in_words(leak.opened);
      if (leak.made_by != kNone && lines[leak.made_by])
        text += ", from " + lines[leak.made_by].place();
      text += ")";
    }
    return "Still open when the program ended, which is no fault: " + text + ".\n";
  }

  // Once more: what changes from run to run is no mark of anything.
  void remember_output(const Record& record) {
    Expected expected = expected_from(record);
    if (lines_in_order(run(origin_, Order::child_first, none_, limits_).output) == expected.lines)
      expected_ = std::move(expected);
    else
      unstable_ = true;
  }

  void cover(std::size_t planned, std::uint64_t left_out) {
    result_.complete = result_.faults == planned && !left_out;
    result_.coverage = counted(result_.faults, "fault", "faults") + " tried at " +
                       counted(result_.calls, "call", "calls");
    if (result_.faults < planned) result_.coverage += ", of " + with_commas(planned);
    if (left_out)
      result_.coverage += "; of calls in long loops, only the first and last ones (" +
                          counted(left_out, "fault", "faults") + " left out)";
    result_.coverage += ".";
    if (unstable_)
      result_.coverage += " What it prints differs from run to run, and was not compared.";
  }

  void replay(const std::string& token) {
    const Order order = order_of_token(token);
    if (whole_program_) {
      const Record first = base(Order::child_first);
      if (fails(first, none_)) return;
      remember_output(first);
    }
    const Record record = base(order);
    if (fails(record, none_) || token == none_.token()) return;
    for (const Fault& fault : plan(record, order, options_, true).faults) {
      if (fault.token() != token) continue;
      result_.faults = 1;
      result_.coverage = "1 fault repeated.";
      fails(run(origin_, order, fault, limits_), fault);
      return;
    }
    result_.verdict = FaultVerdict::nondeterministic;
    result_.message = "the token " + token +
                      " names a call that is not made: the program has changed, or makes other "
                      "calls each time";
    result_.report = result_.message + "\n";
  }

  // Fills the result in.
  bool fails(const Record& record, const Fault& fault) {
    Finding finding = judge(record, fault, whole_program_, expected_ ? &*expected_ : nullptr);
    if (fault.kind != FaultKind::none && !fault.late_exit &&
        (!record.reached || record.other_call) && finding.verdict != FaultVerdict::environment)
      finding = {FaultVerdict::nondeterministic,
                 "The scenario made other calls than the first time, so that " + fault.token() +
                     " was not there. It depends on something outside: time, random numbers, "
                     "files that stay."};
    if (finding.verdict == FaultVerdict::pass) return false;
    const std::vector<Line> lines = lines_of(record);
    story_ = tell(record, fault, finding, lines);
    result_.verdict = finding.verdict;
    result_.message = finding.message;
    if (finding.verdict == FaultVerdict::environment) result_.message.append(". ").append(kMending);
    result_.fault = fault_in_words(record, fault);
    result_.token = fault.token();
    std::size_t where = fault_call(record);
    if (where == kNone) where = finding.culprit;
    if (where != kNone && lines[where])
      result_.where = lines[where].file + ":" + std::to_string(lines[where].number);
    write_report(record, fault);
    return true;
  }

  void write_report(const Record& record, const Fault& fault) {
    std::string& text = result_.report;
    text = std::string(name_of(result_.verdict)) + ": " + result_.message + "\n";
    if (result_.verdict == FaultVerdict::environment) return;
    if (fault.kind == FaultKind::none)
      text += fault.order == Order::child_first ? "No fault was injected.\n"
                                                : "No fault was injected; after fork the parent "
                                                  "went on first.\n";
    else
      text += "The fault: " + result_.fault + ".\n";
    if (!record.file.empty() && record.failed)
      text += "Expected at " + record.file + ":" + std::to_string(record.line) + "\n";
    text += "\n" + columns(*story_);
    if (!record.output.empty()) text += "\nIt printed:\n" + record.output.substr(0, 2000);
    if (!record.errors.empty()) text += "\nOn stderr:\n" + record.errors.substr(0, 2000);
    std::string command = "THREADLINGS_REPLAY='" + result_.token + "' " + program_invocation_name;
    if (!test_.empty()) command += " --gtest_filter=" + test_;
    text += "\nAgain: " + command + "\n";
  }

  const FaultOptions& options_;
  const std::string& test_;
  const bool whole_program_;
  Limits limits_;
  Origin origin_;
  Fault none_;
  std::optional<Expected> expected_;  // what a whole program prints, if it always does
  FaultResult result_;
  std::optional<Story> story_;
  std::string notice_;
  bool unstable_ = false;
  double begin_ = 0, waited_ = 0;
};

void deliver(const FaultResult& result) {
  const char* path = getenv("THREADLINGS_FAULTS_JSON");
  if (!path || !*path) return;
  if (FILE* file = fopen(path, "ae")) {
    fprintf(file, "%s\n", result.json.c_str());
    fclose(file);
  }
}

}  // namespace

void gave_up(std::string_view why) {
  Board& shared = board();
  const std::size_t length = std::min(why.size(), sizeof shared.reason - 1);
  memcpy(shared.reason, why.data(), length);
  shared.reason[length] = 0;
  shared.gave_up = true;
  throw GaveUp{};
}

const char* name_of(FaultVerdict verdict) {
  switch (verdict) {
    case FaultVerdict::pass:
      return "pass";
    case FaultVerdict::check:
      return "check";
    case FaultVerdict::not_hidden:
      return "not hidden";
    case FaultVerdict::unnoticed:
      return "unnoticed";
    case FaultVerdict::came_back:
      return "came back";
    case FaultVerdict::deadlock:
      return "deadlock";
    case FaultVerdict::hang:
      return "hang";
    case FaultVerdict::crash:
      return "crash";
    case FaultVerdict::leak:
      return "leak";
    case FaultVerdict::nondeterministic:
      return "nondeterministic";
    case FaultVerdict::environment:
      return "environment";
  }
  return "?";
}

namespace detail {

FaultResult faults(const std::function<void()>& scenario, const FaultOptions& options,
                   const std::string& test_name) {
  FaultResult result;
  {
    QuietSignals quiet;
    result = Exploration(scenario, options, test_name, false).go();
  }
  deliver(result);
  return result;
}

void fault_expectation_failed(const char* file, int line, const char* message) {
  Board& shared = board();
  if (shared.failed.exchange(true)) return;
  strncpy(shared.message, message ? message : "", sizeof shared.message - 1);
  strncpy(shared.file, file ? file : "", sizeof shared.file - 1);
  shared.line = line;
}

}  // namespace detail

namespace faulting {

FaultResult explore_program(const std::function<void()>& program, const FaultOptions& options) {
  FaultResult result;
  {
    QuietSignals quiet;
    result = Exploration(program, options, "", true).go();
  }
  deliver(result);
  return result;
}

}  // namespace faulting

}  // namespace threadlings
