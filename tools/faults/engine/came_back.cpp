// In a whole program nothing marks where a child should have ended. But where its parent was meant
// to go on, it can be seen: it forks in the same loop, or waits for children that it never had.
#include <cerrno>
#include <set>

#include <sys/syscall.h>

#include "../report/words.hpp"
#include "../trace/calls.hpp"
#include "judge.hpp"

namespace threadlings::faulting {

namespace {

// In the same function call, not only at the same line: recursion is something else.
bool same_place(const Call& a, const Call& b) {
  return a.number == b.number && a.place == b.place && a.stack_pointer == b.stack_pointer &&
         a.stack == b.stack && !a.after_exec && !b.after_exec;
}

std::set<std::string> printed_by(const Record& record, std::size_t actor) {
  std::set<std::string> texts;
  for (const Call& call : record.calls)
    if (call.actor == actor && call.number == SYS_write && call.argument[0] == 1 && call.returned &&
        !call.after_exec)
      texts.insert(call.text.substr(call.text.find_last_of('\n', call.text.size() - 2) + 1));
  return texts;
}

bool print_the_same(const Record& record, std::size_t a, std::size_t b) {
  const std::set<std::string> first = printed_by(record, a);
  for (const std::string& text : printed_by(record, b))
    if (!text.empty() && first.count(text)) return true;
  return false;
}

// Child and parent both go on in the loop that made the child.
bool forks_on(const Record& record, const Call& fork, const Call& by_child, std::size_t parent) {
  if (!same_place(fork, by_child)) return false;
  bool after = false;
  for (const Call& call : record.calls) {
    if (after && call.actor == parent && same_place(call, fork)) return true;
    after = after || &call == &fork;
  }
  return false;
}

// The child waits for nobody, where its parent has waited with success.
bool waits_in_vain(const Record& record, const Call& by_child, std::size_t parent) {
  if (by_child.number != SYS_wait4 || by_child.result != -ECHILD) return false;
  for (const Call& call : record.calls)
    if (call.actor == parent && same_place(call, by_child) && call.result > 0)
      return static_cast<pid_t>(by_child.argument[0]) >= 0 ||
             print_the_same(record, by_child.actor, parent);
  return false;
}

// The child could not become another program, and says what its parent says.
bool prints_on(const Record& record, const Call& call, std::size_t parent) {
  return call.number == SYS_execve && call.returned && call.result < 0 &&
         print_the_same(record, call.actor, parent);
}

}  // namespace

std::optional<Finding> came_back(const Record& record) {
  for (const Call& fork : record.calls) {
    if (kind_of(fork.number).group != Group::process || fork.result <= 0 || !fork.returned)
      continue;
    for (std::size_t i = 0; i < record.calls.size(); ++i) {
      const Call& call = record.calls[i];
      const Actor& child = record.actors[call.actor];
      if (child.task != fork.result || child.is_thread || !call.index) continue;
      const bool forks = forks_on(record, fork, call, fork.actor);
      const bool prints = prints_on(record, call, fork.actor);
      if (!forks && !prints && !waits_in_vain(record, call, fork.actor)) continue;
      std::string how = "it forks in the loop in which it was made itself.";
      if (prints)
        how = call_in_words(record, call) + " failed, and it prints what its parent prints.";
      if (!forks && !prints)
        how = "it calls " + call_in_words(record, call) + ", where its parent waits for it.";
      return Finding{
          FaultVerdict::came_back,
          name_of_actor(record, call.actor) + " came back into its parent's code: " + how, i};
    }
  }
  return std::nullopt;
}

}  // namespace threadlings::faulting
