// The beginning and the end of a run.
#include <poll.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>

#include "scheduler.hpp"

namespace threadlings::faulting {

Run::Run(Origin& origin, Order order, const Fault& fault, const Limits& limits)
    : origin_(origin), order_(order), fault_(fault), limits_(limits) {}

Run::~Run() {
  kill_all();
}

void Run::begin() {
  root_ = origin_.fork_subject(order_ == Order::parent_first);
  if (root_ < 0) return end(Ending::refused, kNone, "fork failed");
  const long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                       PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
                       PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
  if (ptrace(PTRACE_SEIZE, root_, nullptr, options)) {
    const int error = errno;
    kill(root_, SIGKILL);
    return end(Ending::refused, kNone, std::string("ptrace: ") + strerror(error));
  }
  current_ = &adopt(root_, nullptr, false, false);
  origin_.let_go();
}

Record Run::go() {
  begin();
  schedule();
  if (record_.ending == Ending::finished) {
    find_left_descriptors();
    run_others();
    if (record_.ending == Ending::finished) {
      find_left_children();
      flush();
    }
  } else if (record_.ending == Ending::exited && limits_.whole_program) {
    run_others();
    find_left_children();
  }
  kill_all();
  const Board& seen = board();
  if (seen.no_filter) {
    record_.ending = Ending::refused;
    record_.note = "seccomp is not allowed";
  }
  record_.failed = seen.failed;
  record_.gave_up = seen.gave_up;
  record_.threw = seen.threw;
  record_.message = seen.message;
  record_.file = seen.file;
  record_.line = seen.line;
  record_.reason = seen.reason;
  record_.output = with_names(origin_.output(1));
  record_.errors = with_names(origin_.output(2));
  return std::move(record_);
}

void Run::end(Ending how, std::size_t who, std::string text) {
  if (over_) return;
  over_ = true;
  record_.ending = how;
  record_.ended_by = who;
  record_.note = std::move(text);
}

namespace {

std::vector<Waiting::Polled> polled_in(pid_t task, const Call& call) {
  const Group group = kind_of(call.number).group;
  const auto first = static_cast<int>(call.argument[0]);
  if (group == Group::input) return {{first, true, false}};
  if (group == Group::output) return {{first, false, true}};
  bool polls = call.number == SYS_ppoll;
#ifdef __x86_64__
  polls = polls || call.number == SYS_poll;
#endif
  if (!polls) return {};
  constexpr std::uint64_t kMost = 64;
  std::vector<Waiting::Polled> all;
  for (std::uint64_t i = 0; i < std::min(call.argument[1], kMost); ++i) {
    const auto one = read_value<pollfd>(task, call.argument[0] + i * sizeof(pollfd));
    if (one.fd >= 0)
      all.push_back({one.fd, (one.events & POLLIN) != 0, (one.events & POLLOUT) != 0});
  }
  return all;
}

}  // namespace

void Run::note_waiting() {
  for (Tracee& tracee : tracees_) {
    if (tracee.state == Tracee::gone) continue;
    Waiting waiting{tracee.actor, tracee.call, descriptors_of(tracee.process), {}};
    if (tracee.call != kNone) waiting.polled = polled_in(tracee.tid, call_of(tracee));
    record_.waiting.push_back(waiting);
  }
}

void Run::find_left_descriptors() {
  for (const auto& [number, descriptor] : descriptors_of(root_, false)) {
    if (at_begin_.count(number)) continue;
    Leak leak{Leak::descriptor, kNone, number, descriptor, kNone};
    for (std::size_t i = record_.calls.size(); i-- && leak.made_by == kNone;) {
      const Call& call = record_.calls[i];
      if (call.actor == 0 && (call.made[0] == number || call.made[1] == number)) leak.made_by = i;
    }
    record_.leaks.push_back(leak);
  }
}

// Who has come to nobody's attention. An orphan that still runs may be a daemon, if its parent was
// gone before the end.
void Run::find_left_children() {
  for (std::size_t i = 1; i < record_.actors.size(); ++i) {
    const Actor& actor = record_.actors[i];
    const bool known = std::any_of(record_.leaks.begin(), record_.leaks.end(),
                                   [&](const Leak& leak) { return leak.actor == i; });
    if (known) continue;
    if (!actor.ended) {
      record_.leaks.push_back({Leak::process, i, -1, {}, kNone});
    } else if (!actor.is_thread && !record_.actors[actor.parent].ended &&
               StateFile(actor.process).read().letter == 'Z') {
      record_.leaks.push_back({Leak::zombie, i, -1, {}, kNone});
    }
  }
}

// A program may leave descriptors to the kernel, but must wait for its children.
void Run::at_exit_of_program() {
  find_left_descriptors();
  record_.left_open.swap(record_.leaks);
  for (std::size_t i = 1; i < record_.actors.size(); ++i) {
    const Actor& actor = record_.actors[i];
    if (actor.is_thread || actor.parent != 0) continue;
    if (!actor.ended)
      record_.leaks.push_back({Leak::orphan, i, -1, {}, kNone});
    else if (StateFile(actor.process).read().letter == 'Z')
      record_.leaks.push_back({Leak::zombie, i, -1, {}, kNone});
  }
}

// Process numbers differ from run to run, names do not.
std::string Run::with_names(const std::string& text) const {
  std::map<std::string, std::string> names = {{std::to_string(getpid()), "<shell>"},
                                              {std::to_string(origin_.process()), "<init>"}};
  for (const Actor& actor : record_.actors)
    names[std::to_string(actor.process)] =
        actor.name == "0" ? "<parent>" : "<child " + actor.name + ">";
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    if (!isdigit(static_cast<unsigned char>(text[i]))) {
      result += text[i++];
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && isdigit(static_cast<unsigned char>(text[end]))) ++end;
    const std::string number = text.substr(i, end - i);
    const auto name = names.find(number);
    result += name == names.end() ? number : name->second;
    i = end;
  }
  return result;
}

// What is left in the scenario's buffers is output as well.
void Run::flush() {
  over_ = false;
  root_at_end_ = -1;
  Tracee* root = find(root_);
  while (root && !flushed_ && settle() && (root = find(root_))) {
    if (root->state != Tracee::ready || flushed_) break;
    root->held = false;
    go_on(*root);
  }
}

void Run::kill_all() {
  for (auto [tid, tracee] : by_tid_) kill(tracee->process, SIGKILL);
  for (auto [tid, status] : early_) kill(tid, SIGKILL);
  while (!by_tid_.empty()) {
    int status;
    const pid_t tid = waitpid(-1, &status, __WALL);
    if (tid < 0 && errno == EINTR) continue;
    if (tid < 0) break;
    if (WIFSTOPPED(status))
      kill(tid, SIGKILL);
    else
      by_tid_.erase(tid);
  }
}

Record run(Origin& origin, Order order, const Fault& fault, const Limits& limits) {
  return Run(origin, order, fault, limits).go();
}

}  // namespace threadlings::faulting
