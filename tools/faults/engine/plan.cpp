#include "plan.hpp"

#include <fcntl.h>
#include <limits.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>
#include <tuple>

#include "../trace/calls.hpp"
#include "../trace/code.hpp"
#include "pipes.hpp"

namespace threadlings::faulting {

namespace {

// Of calls that one process makes at one place in a loop, this many first ones and last ones.
constexpr std::size_t kFirstOfLoop = 8, kLastOfLoop = 8;

bool may_sleep(const Descriptor& descriptor) {
  switch (descriptor.what) {
    case What::pipe:
    case What::fifo:
    case What::socket:
    case What::terminal:
    case What::event:
    case What::own_output:  // stands for a terminal or a pipe
      return true;
    default:
      return false;
  }
}

// stdio cannot make an interrupted call again. Only a handler without SA_RESTART interrupts it.
bool is_stdio(const Call& call) {
  return function_at(call.caller).rfind("_IO_", 0) == 0;
}

bool waits(const Call& call) {
  if (call.number == SYS_wait4) return !(call.argument[2] & WNOHANG);
  if (call.number == SYS_waitid) return !(call.argument[3] & WNOHANG);
#ifdef __x86_64__
  if (call.number == SYS_poll) return static_cast<int>(call.argument[2]) != 0;
  if (call.number == SYS_epoll_wait) return static_cast<int>(call.argument[3]) != 0;
#endif
  if (call.number == SYS_epoll_pwait) return static_cast<int>(call.argument[3]) != 0;
  return true;
}

bool is_non_blocking(const Call& call) {
  const bool receives = call.number == SYS_recvfrom || call.number == SYS_sendto;
  const bool message = call.number == SYS_recvmsg || call.number == SYS_sendmsg;
  return call.descriptor.non_blocking || (receives && call.argument[3] & MSG_DONTWAIT) ||
         (message && call.argument[2] & MSG_DONTWAIT);
}

bool has_count(const Call& call) {
  return call.number == SYS_read || call.number == SYS_pread64 || call.number == SYS_recvfrom ||
         call.number == SYS_write || call.number == SYS_pwrite64 || call.number == SYS_sendto;
}

// The smaller count of a short transfer; 0 if this call is never short. `least` is what a pipe
// gives at least.
std::uint64_t short_count(const Call& call, Group group, std::uint64_t least) {
  const std::uint64_t asked = has_count(call) ? call.argument[2] : call.first_piece;
  if (asked < 2 || call.result < 2) return 0;
  switch (call.descriptor.what) {
    case What::file:
    case What::own_output:
    case What::terminal:
      return 1;
    case What::socket:
      return call.descriptor.stream ? 1 : 0;
    case What::pipe:
    case What::fifo:
      if (group == Group::input) return least < static_cast<std::uint64_t>(call.result) ? least : 0;
      // What is not longer than PIPE_BUF is written whole.
      return asked > PIPE_BUF && call.result > PIPE_BUF ? PIPE_BUF : 0;
    default:
      return 0;
  }
}

class Planner {
 public:
  Planner(const Record& base, Order order, const FaultOptions& options)
      : base_(base), order_(order), options_(options), pipes_(base) {}

  std::vector<Fault> faults_at(std::size_t index) {
    const Call& call = base_.calls[index];
    index_ = index;
    call_ = &call;
    found_.clear();
    const bool ours = !call.after_exec || options_.after_exec;
    if (ours) interruption(kind_of(call.number).group);
    // With the parent first, a failure meets children that have not ended yet.
    const bool meets_others = order_ == Order::parent_first && call.others_ready;
    if (ours && (order_ == Order::child_first || (meets_others && only_refused())))
      errors(kind_of(call.number).group);
    if (order_ == Order::child_first) kill();
    if (options_.delayed && call.others_ready && ours) add(FaultKind::delayed, 0, false);
    return std::move(found_);
  }

 private:
  Fault& add(FaultKind kind, int error, bool hard) {
    Fault fault;
    fault.order = order_;
    fault.kind = kind;
    fault.error = error;
    fault.process = base_.actors[call_->actor].name;
    fault.call = call_->index;
    fault.number = call_->number;
    fault.hard = hard;
    found_.push_back(fault);
    return found_.back();
  }
  void refuse(std::initializer_list<int> errors) {
    if (!options_.refused) return;
    for (int error : errors) add(FaultKind::error, error, true);
  }

  // Only who sleeps can be interrupted: the kernel looks for what it has to give before it looks
  // for signals. Each call is looked at in both orders of the processes.
  void interruption(Group group) {
    if (!options_.interrupted || call_->no_signals) return;
    const Call& call = *call_;
    switch (group) {
      case Group::input:
      case Group::output:
        interruption_of_transfer();
        break;
      case Group::wait:
        if (!waits(call)) break;
        if (call.slept || follows_kill())
          add(FaultKind::error, EINTR, false);
        else if (order_ == Order::child_first && call.result > 0 && !has_news())
          add(FaultKind::error, EINTR, false).late_exit = true;  // had the child lived longer
        break;
      case Group::poll:
        if (waits(call) && call.slept) add(FaultKind::error, EINTR, false);
        break;
      case Group::accept:
        if (!call.descriptor.non_blocking && call.slept) add(FaultKind::error, EINTR, false);
        break;
      default:
        break;
    }
  }

  void interruption_of_transfer() {
    const Call& call = *call_;
    const bool own = call.descriptor.what == What::own_output;
    const bool sleeps = call.slept || call.descriptor.what == What::terminal ||
                        (own && order_ == Order::child_first);
    if (!sleeps || is_non_blocking(call) || !may_sleep(call.descriptor)) return;
    if (call.result < 0 && call.result > -512) return;
    if (is_stdio(call) && (!call.no_restart || own)) return;
    add(FaultKind::error, EINTR, own).loses_output = own;
  }

  // Has this process been told that a child has ended? The end of a pipe does not tell: it comes a
  // moment before.
  bool has_news() const {
    bool ended = false;
    for (const Event& event : base_.events) {
      if (event.kind == Event::ended) ended = true;
      if (event.kind == Event::call && event.call_index == index_) return false;
      if (!ended || event.actor != call_->actor) continue;
      if (event.kind == Event::signal && event.value == SIGCHLD) {
        if (base_.calls[index_].catches_child) return true;
      } else if (event.kind == Event::call && tells_of_an_end(base_.calls[event.call_index])) {
        return true;
      }
    }
    return false;
  }

  static bool tells_of_an_end(const Call& call) {
    switch (kind_of(call.number).group) {
      case Group::poll:
        return call.result > 0;  // of a pidfd, say
      case Group::wait:
        return call.number == SYS_waitid && call.result == 0 && (call.argument[3] & WNOWAIT);
      case Group::suspend:
        return true;
      case Group::input:
        return call.descriptor.what == What::event && call.result > 0;  // signalfd
      default:
        return false;
    }
  }

  bool only_refused() const {
    const Group group = kind_of(call_->number).group;
    return group == Group::process || group == Group::descriptor || group == Group::memory;
  }

  // Who has been killed takes its time to die.
  bool follows_kill() const {
    for (std::size_t i = index_; i--;) {
      const Call& call = base_.calls[i];
      if (call.actor == call_->actor && call.index)
        return kind_of(call.number).group == Group::kill;
    }
    return false;
  }

  void errors(Group group) {
    const Call& call = *call_;
    switch (group) {
      case Group::input:
      case Group::output:
        transfer(group);
        break;
      case Group::accept:
        if (call.descriptor.non_blocking && options_.again) add(FaultKind::error, EAGAIN, false);
        refuse({EMFILE});
        break;
      case Group::process:
        if (call.flags & CLONE_THREAD)
          refuse({EAGAIN});
        else
          refuse({EAGAIN, ENOMEM});
        break;
      case Group::descriptor:
        if (call.result < 0) break;
        if (call.number == SYS_dup)
          refuse({EMFILE});
        else
          refuse({EMFILE, ENFILE});
        break;
      case Group::memory:
        if (call.result < 0 && call.result > -4096) break;
        if (!options_.refused) break;
        add(FaultKind::error, ENOMEM, true).sticky = true;
        break;
      case Group::exec:
        if (call.result == 0) refuse({ENOMEM});
        break;
      default:
        if (call.number == SYS_fcntl && call.result >= 0 &&
            (call.argument[1] == F_DUPFD || call.argument[1] == F_DUPFD_CLOEXEC))
          refuse({EMFILE});
        break;
    }
  }

  void transfer(Group group) {
    const Call& call = *call_;
    const bool own = call.descriptor.what == What::own_output;
    if (call.result < 0 && call.result > -512) return;
    if (is_non_blocking(call) && options_.again && may_sleep(call.descriptor) &&
        may_be_again(group))
      add(FaultKind::error, EAGAIN, own).loses_output = own;
    const std::uint64_t least = options_.pipe_guarantees ? pipes_.least_read(index_) : 1;
    const std::uint64_t count = short_count(call, group, least);
    if (count && options_.short_transfers) {
      Fault& fault = add(FaultKind::short_transfer, 0, own);
      fault.count = count;
      fault.loses_output = own && !is_stdio(call);
    }
  }

  // A pipe that has bytes gives them, and one that has none takes some.
  bool may_be_again(Group group) const {
    if (!is_pipe(call_->descriptor)) return true;
    if (group == Group::input) return !options_.pipe_guarantees;
    return pipes_.bytes_before(index_) > 0;
  }

  void kill() {
    const Actor& actor = base_.actors[call_->actor];
    if (!options_.killed || actor.is_thread || actor.name == "0") return;
    if (call_->after_exec && !options_.after_exec) {
      if (!after_exec_.insert(call_->actor).second) return;  // once is enough
    }
    add(FaultKind::killed, 0, true);
  }

  const Record& base_;
  const Order order_;
  const FaultOptions& options_;
  const Pipes pipes_;
  std::size_t index_ = 0;
  const Call* call_ = nullptr;
  std::vector<Fault> found_;
  std::set<std::size_t> after_exec_;
};

// Which calls are made again and again at one place, and have so many before and after them.
std::vector<bool> in_the_middle(const Record& base) {
  using Place = std::tuple<std::size_t, long, std::vector<std::uint64_t>>;
  std::map<Place, std::vector<std::size_t>> loops;
  for (std::size_t i = 0; i < base.calls.size(); ++i) {
    const Call& call = base.calls[i];
    if (call.index) loops[{call.actor, call.number, call.stack}].push_back(i);
  }
  std::vector<bool> middle(base.calls.size());
  for (const auto& [place, calls] : loops)
    for (std::size_t i = kFirstOfLoop; i + kLastOfLoop < calls.size(); ++i) middle[calls[i]] = true;
  return middle;
}

}  // namespace

Plan plan(const Record& base, Order order, const FaultOptions& options, bool everything) {
  Plan plan;
  Planner planner(base, order, options);
  const std::vector<bool> middle = in_the_middle(base);
  for (std::size_t i = 0; i < base.calls.size(); ++i) {
    const Call& call = base.calls[i];
    if (!call.index) continue;
    const std::vector<Fault> here = planner.faults_at(i);
    if (!here.empty()) ++plan.calls;
    if (middle[i] && !everything)
      plan.left_out += here.size();
    else
      plan.faults.insert(plan.faults.end(), here.begin(), here.end());
  }
  // What says most comes first.
  auto rank = [](const Fault& fault) {
    if (fault.late_exit) return 4;  // it changes the order, too
    if (fault.kind == FaultKind::delayed) return 3;
    if (fault.kind == FaultKind::killed) return 2;
    return fault.hard ? 1 : 0;
  };
  std::stable_sort(plan.faults.begin(), plan.faults.end(),
                   [&](const Fault& a, const Fault& b) { return rank(a) < rank(b); });
  return plan;
}

}  // namespace threadlings::faulting
