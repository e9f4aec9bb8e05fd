// Lets exactly one process or thread of a run go on, until it makes its next traced call, ends, or
// is asleep in the kernel; then chooses the next. The order depends on nothing but the scenario.
#pragma once

#include <deque>
#include <map>
#include <set>

#include "run.hpp"
#include "tracee.hpp"

namespace threadlings::faulting {

class Run {
 public:
  Run(Origin& origin, Order order, const Fault& fault, const Limits& limits);
  ~Run();
  Record go();

 private:
  // scheduler.cpp: who goes on.
  void schedule();
  Tracee* choose();
  Tracee* wake_next();
  bool is_next(const Tracee& sleeper) const;
  void go_on(Tracee& tracee);
  bool settle();
  bool all_quiet(bool ready_ones_too);
  bool wait_for_time();
  void run_others();
  bool daemons_sleep() const;

  // reports.cpp: what waitpid says.
  bool collect();
  void handle(pid_t tid, int status);
  void handle_event(Tracee& tracee, int event, int signal);
  void handle_signal(Tracee& tracee, int signal);
  void handle_end(Tracee& tracee, int status);
  Tracee& adopt(pid_t tid, Tracee* parent, bool is_thread, bool shares_memory);

  // calls.cpp: what happens at a call's entry and exit.
  void at_entry(Tracee& tracee);
  void at_mark(Tracee& tracee, long which);
  void at_exit(Tracee& tracee);
  void at_exit_of_program();
  void look_into_buffers(const Tracee& parent, const Tracee& child);
  void make_call(Tracee& tracee);
  void skip(Tracee& tracee, std::int64_t result);
  void look_at(Tracee& tracee, Call& call);
  void fall_asleep(Tracee& tracee, const Call& call);
  void enter_handler(Tracee& tracee, int signal);
  void leave_handler(Tracee& tracee);
  void follow_quiet(Tracee& tracee, const Call& call);
  bool is_target(const Tracee& tracee, const Call& call) const;
  bool stops_kill(Tracee& tracee, Call& call);
  void inject(Tracee& tracee);
  void shorten(Tracee& tracee, const Call& call);
  void patch(Tracee& tracee, std::uint64_t at, std::uint64_t value);

  // ending.cpp
  void begin();
  void flush();
  void end(Ending how, std::size_t who = kNone, std::string note = "");
  void note_waiting();
  void find_left_descriptors();
  void find_left_children();
  void kill_all();
  std::string with_names(const std::string& text) const;

  Tracee* find(pid_t tid);
  Tracee* live_process(pid_t process);
  Call& call_of(Tracee& tracee) { return record_.calls[tracee.call]; }
  bool is_timed(const Tracee& tracee) const;
  void note(Event::Kind kind, const Tracee& tracee, int value = 0, std::string text = "");

  Origin& origin_;
  const Order order_;
  const Fault& fault_;
  const Limits& limits_;
  Record record_;
  std::deque<Tracee> tracees_;  // by actor
  std::map<pid_t, Tracee*> by_tid_;
  std::map<pid_t, int> early_;  // reports of children that their parents have not announced yet
  std::map<pid_t, Shared> shared_;
  std::map<int, Descriptor> at_begin_;
  Tracee* current_ = nullptr;
  std::size_t last_run_ = 0;
  bool over_ = false;
  bool timers_ = false;    // somebody has armed one
  bool may_kill_ = false;  // stopped processes may have been killed
  bool refusing_memory_ = false;
  bool sent_kill_ = false;
  bool flushed_ = false;
  std::uint64_t clock_ = 1;  // nanoseconds of sleep
  pid_t root_at_end_ = -1;   // stays at its end
  pid_t root_ = -1;
};

}  // namespace threadlings::faulting
