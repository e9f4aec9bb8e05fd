#include "scheduler.hpp"

#include <cxxabi.h>

#include <cstring>

#include "../memory/shadow.hpp"
#include "../report/observer.hpp"
#include "exit.hpp"
#include "foreign.hpp"
#include "globals.hpp"
#include "heap.hpp"
#include "interposed.hpp"
#include "library_state.hpp"
#include "lifetime.hpp"
#include "output.hpp"
#include "spin.hpp"
#include "weak_atomics.hpp"

namespace threadlings::explorer {

namespace {

const Action* action_of(unsigned thread) {
  return &rt.threads[thread].pending;
}

bool ready(const Thread& thread) {
  return !thread.pending.ready || thread.pending.ready(thread);
}

// Spurious wake-ups and early time-outs may happen, but nobody can rely on them: a thread that only
// such a surprise could wake is a thread that waits.
bool relies_on_surprise(const Thread& thread) {
  return thread.pending.firmly && !thread.pending.firmly(thread);
}

// Nobody can run. Time passes until the earliest deadline; repeated loads are tried once more.
int wake_by_time() {
  int earliest = -1;
  for (unsigned i = 0; i < rt.count; ++i) {
    const Thread& thread = rt.threads[i];
    if (thread.state != Thread::alive || thread.pending.deadline == kNever) continue;
    if (earliest < 0 || thread.pending.deadline < rt.threads[earliest].pending.deadline)
      earliest = static_cast<int>(i);
  }
  if (earliest >= 0) rt.threads[earliest].timed_out = true;
  return earliest;
}

// Going round again when nobody else can run may help a thread that counts its rounds.
constexpr std::uint32_t kMostUnparked = 200;

int unpark_spinner() {
  for (unsigned i = 0; i < rt.count; ++i) {
    Thread& thread = rt.threads[i];
    if (thread.state != Thread::alive || !thread.pending.patient) continue;
    auto* firmly = thread.pending.ready_when_forced;
    if (firmly && !firmly(thread)) continue;
    thread.pending.ready = firmly;
    thread.pending.patient = false;
    thread.pending.spins = false;
    thread.failed_tries = 0;
    if (++rt.unparked > kMostUnparked) fail(Verdict::livelock, "");
    return static_cast<int>(i);
  }
  return -1;
}

[[noreturn]] void end_run(Runtime::End end) {
  rt.learner = false;
  rt.end = end;
  switch_context(rt.self().context, rt.home);
  __builtin_unreachable();
}

[[noreturn]] void nobody_can_run() {
  bool left = false;
  for (unsigned i = 0; i < rt.count && !rt.ended; ++i) {
    if (rt.threads[i].state != Thread::alive) continue;
    if (rt.threads[i].pending.spins) fail(Verdict::livelock, "");
    left = true;
  }
  if (left) fail(Verdict::deadlock, "");
  end_run(Runtime::complete);
}

void decide(unsigned value) {
  if (rt.decision_count < rt.max_steps * 2)
    rt.decisions[rt.decision_count++] = static_cast<std::uint8_t>(value);
}

void log_edge(unsigned thread, Op op, std::uint32_t other) {
  rt.steps[rt.step_count++] = {op, static_cast<std::uint8_t>(thread), false, other, 0, {}};
}

void log_step(unsigned thread, std::uint32_t node) {
  const Action& action = rt.threads[thread].pending;
  // What a thread that went round does now comes after the step that made a difference.
  if (action.spins && !rt.weak) log_edge(thread, Op::wake, rt.threads[thread].waker);
  Step& step = rt.steps[rt.step_count++];
  rt.last = &step;
  step.op = action.op;
  step.thread = static_cast<std::uint8_t>(thread);
  step.weak = action.weak;
  step.other = 0;
  step.node = node;
  step.touch[0] = action.touch[0];
  step.touch[1] = action.touch[1];
}

// Threads that a program leaves behind when it ends may have no end themselves.
constexpr std::uint32_t kStepsAfterTheEnd = 500;

// A thread may wait actively and change something in each round (a counter, say). Real schedulers
// let others run at some time, so a run in which that never happens shows nothing.
std::uint32_t most_in_a_row() {
  return rt.max_steps / 20;
}

// Which thread goes on? The answer is always one whose pending action can be executed.
unsigned next_thread() {
  std::uint64_t enabled = 0, surprised = 0;
  for (unsigned i = 0; i < rt.count; ++i) {
    const Thread& thread = rt.threads[i];
    if (thread.state != Thread::alive || !ready(thread)) continue;
    if (thread.pending.eager) return i;
    enabled |= bit(i);
    if (relies_on_surprise(thread)) surprised |= bit(i);
  }
  if (enabled == surprised) {
    int forced = wake_by_time();
    if (forced < 0 && !rt.ended) forced = unpark_spinner();
    if (forced < 0) nobody_can_run();
    enabled = bit(static_cast<unsigned>(forced));
  }
  if (rt.ended && rt.step_count > rt.ended + kStepsAfterTheEnd) {
    rt.cut_off = true;
    end_run(Runtime::complete);
  }
  if (rt.step_count >= rt.max_steps)
    fail(Verdict::step_limit,
         "the run did not end within " + std::to_string(rt.options->max_steps) + " steps");
  // A thread that was started but has not made a step yet does not count as running.
  const unsigned running = rt.last ? rt.last->thread : 0;
  if (rt.in_a_row >= most_in_a_row() && has(enabled, running) && (enabled & (enabled - 1))) {
    enabled &= ~bit(running);
    rt.limited_spins = true;
  }
  unsigned next = rt.search->pick({enabled, running, rt.count, action_of, rt.last});
  if (next == kPrune) end_run(Runtime::pruned);
  if (next == kDiverged) fail(Verdict::nondeterministic, "");
  if (enabled & (enabled - 1)) decide(next);
  rt.in_a_row = next == running ? rt.in_a_row + 1 : 0;
  const bool preempts = next != running && has(enabled, running);
  if (preempts) ++rt.preemptions;
  if (rt.observer && next != running) rt.observer->switched(running, next, preempts);
  log_step(next, rt.search->node());
  return next;
}

void schedule() {
  unsigned next = next_thread();
  if (next == rt.current) return;
  Thread& from = rt.self();
  rt.current = next;
  rt.running = &rt.threads[next];
  switch_context(from.context, rt.self().context);
}

void run_thread() noexcept {
  Thread& self = rt.self();
  memset(abi::__cxa_get_globals(), 0, 2 * sizeof(void*));  // an abandoned run may have left some
  rt.learner = true;
  if (rt.current == 0)
    (*rt.scenario)();
  else
    self.result = self.entry(self.argument);
  finish_thread();
}

void prepare_thread(unsigned id) {
  Thread& thread = rt.threads[id];
  if (!thread.stack_low) {
    constexpr std::uintptr_t kStacks = 0x6100'0000'0000;
    constexpr std::size_t kSize = 256 << 10, kSpacing = 1 << 20;  // the rest faults: overflow
    thread.stack_low = static_cast<char*>(reserve(kStacks + id * kSpacing, kSize));
    thread.stack_high = thread.stack_low + kSize;
    thread.context.thread_pointer = new_thread_area();
  }
  reset_thread_locals(thread.context.thread_pointer);
  start_spins(id);
  prepare_context(thread.context, thread.stack_high, run_thread);
  thread.state = Thread::alive;
  thread.detached = thread.joined = thread.signalled = thread.timed_out = false;
  thread.spurious_left = rt.no_surprises ? 0 : rt.options->spurious_wakeups;
  thread.weak_left = rt.no_surprises ? 0 : rt.options->weak_cas_failures;
  thread.timeouts_left = rt.no_surprises ? 0 : rt.options->early_timeouts;
  thread.quiet = thread.ignores = thread.plain_run = thread.clock_reads = thread.depth = 0;
  thread.effects = thread.changes = 0;
  thread.failed_tries = 0;
  thread.attempts = false;
  thread.result = nullptr;
  thread.at_exit = nullptr;
  thread.pending = Action{};
  thread.pending.eager = true;
  thread.fence_acquire.clear();
  thread.fence_release.clear();
  thread.clock.clear();
}

}  // namespace

namespace {

// Can going round a loop take it back, or repeat it without effect? Then spin.hpp looks after it.
bool leaves_no_trace(const Action& action) {
  if (action.deadline != kNever) return false;
  switch (action.op) {
    case Op::read:
    case Op::load:
    case Op::store:
    case Op::exchange:
    case Op::rmw:
    case Op::cas:
    case Op::lock:
    case Op::try_lock:
    case Op::unlock:
    case Op::lock_shared:
    case Op::try_lock_shared:
    case Op::unlock_shared:
    case Op::try_acquire:
    case Op::once:
    case Op::sleep:
    case Op::yield:
      return true;
    default:
      return false;
  }
}

}  // namespace

void visible(const Action& action) {
  Thread& self = rt.self();
  if (!leaves_no_trace(action)) ++self.effects;
  if (action.deadline != kNever) note_clock();
  self.pending = action;
  self.plain_run = 0;
  schedule();
}

Step& this_step() {
  return *rt.last;
}

void note_edge(Op op, std::uint32_t other) {
  log_edge(rt.current, op, other);
}

void fail(Verdict verdict, std::string message) {
  rt.learner = false;
  if (rt.failure->verdict == Verdict::pass) {
    rt.failure->verdict = verdict;
    rt.failure->message = std::move(message);
  }
  end_run(Runtime::failure_found);
}

unsigned spawn(void* (*entry)(void*), void* argument) {
  if (rt.count == kMaxThreads) fail(Verdict::step_limit, "more than 64 threads in one run");
  unsigned id = rt.count++;
  note_effect();
  ++rt.live;
  prepare_thread(id);
  Thread& thread = rt.threads[id];
  thread.entry = entry;
  thread.argument = argument;
  thread.creator = static_cast<std::uint8_t>(rt.current);
  release_to(thread.clock);
  thread.clock.set(id, 1);
  note_edge(Op::create, id);
  return id;
}

void finish_thread() {
  run_thread_destructors();
  rt.learner = false;
  if (rt.failed) end_run(Runtime::failure_found);
  if (rt.whole_program && rt.live == 1 && !rt.exiting) end_program(0, true, nullptr);
  leave();
}

void leave() {
  rt.self().state = Thread::done;
  rt.self().pending = Action{};
  --rt.live;
  schedule();
  __builtin_unreachable();
}

namespace {

void note_choice(unsigned value) {
  decide(value);
  if (rt.choice_count < sizeof rt.choices)
    rt.choices[rt.choice_count++] = static_cast<std::uint8_t>(value);
}

}  // namespace

unsigned choose(unsigned options) {
  if (options < 2) return 0;
  note_effect();
  unsigned value = rt.search->choose(options);
  note_choice(value);
  return value;
}

unsigned choose_among(unsigned options, const std::vector<unsigned>& allowed) {
  unsigned value = allowed.front();
  if (allowed.size() > 1 && !rt.only_newest)
    value = allowed[rt.search->choose(static_cast<unsigned>(allowed.size()))];
  if (options > 1) note_choice(value);
  return value;
}

void give_up_run() {
  end_run(Runtime::pruned);
}

Runtime::End run_once() {
  ++rt.run;
  rt.count = rt.live = 1;
  rt.current = 0;
  rt.running = &rt.threads[0];
  rt.step_count = rt.sync_count = rt.decision_count = 0;
  rt.last = nullptr;
  rt.in_a_row = rt.unparked = rt.choice_count = rt.preemptions = rt.surprises = 0;
  rt.now = std::int64_t{1'600'000'000} * 1'000'000'000;
  rt.failed = rt.exiting = false;
  rt.ended = 0;
  rt.run_outcomes = 0;
  start_shadow();
  start_heap();
  start_keys();
  start_exit_handlers();
  start_foreign();
  start_random();
  if (rt.weak) start_weak_run();
  prepare_thread(0);
  rt.threads[0].clock.set(0, 1);
  rt.home.thread_pointer = thread_pointer();
  switch_context(rt.home, rt.threads[0].context);
  if (rt.end == Runtime::complete) check_leaks();
  rt.search->finished({rt.steps, rt.step_count, rt.end == Runtime::complete, rt.count});
  if (rt.whole_program) {
    flush_output();
    restore_library_state();
  }
  restore_globals();
  return rt.end;
}

void release_to(VectorClock& clock) {
  Thread& self = rt.self();
  clock.join(self.clock);
  ++self.clock.at[rt.current];
}

void acquire_from(const VectorClock& clock) {
  rt.self().clock.join(clock);
}

std::uint32_t new_sync(std::uintptr_t address) {
  if (++rt.sync_count == 1 << 16) die("one run uses more than 65,000 primitives");
  Sync& fresh = rt.syncs[rt.sync_count];
  fresh.address = address;
  fresh.readers = fresh.waiters = 0;
  fresh.count = fresh.limit = 0;
  fresh.owner = -1;
  fresh.state = 0;
  fresh.destroyed = false;
  fresh.taken = fresh.changes = fresh.before = 0;
  fresh.clock.clear();
  return rt.sync_count;
}

Sync& sync_at(const void* p) {
  auto address = reinterpret_cast<std::uintptr_t>(p);
  std::uint32_t& index = word_at(address).sync[address >> 2 & 1];
  if (!index) index = new_sync(address);
  return rt.syncs[index];
}

void forget_sync(const void* p) {
  auto address = reinterpret_cast<std::uintptr_t>(p);
  word_at(address).sync[address >> 2 & 1] = 0;
}

bool has_waiters(const Sync& sync) {
  if (sync.waiters) return true;
  for (unsigned i = 0; i < rt.count; ++i) {
    const Thread& thread = rt.threads[i];
    if (i != rt.current && thread.state == Thread::alive && thread.pending.ready &&
        thread.pending.sync == index_of(sync) && !ready(thread))
      return true;
  }
  return false;
}

void announce_end(const void* primitive) {
  if (rt.count < 2) return;  // but threads that have ended count: they might have ended later
  Action action;
  action.op = Op::free;
  action.object = reinterpret_cast<std::uintptr_t>(primitive);
  action.touch[0] = writes(primitive);
  visible(action);
}

void end_primitive(const void* primitive) {
  forget_sync(primitive);
  sync_at(primitive).destroyed = true;
}

void check_primitives_within(std::uintptr_t address, std::size_t size) {
  for (std::uint32_t i = 1; i <= rt.sync_count; ++i) {
    const Sync& sync = rt.syncs[i];
    if (sync.address - address >= size) continue;
    if (word_at(sync.address).sync[sync.address >> 2 & 1] != i) continue;  // forgotten
    if (sync.destroyed) continue;
    announce_end(reinterpret_cast<void*>(sync.address));
    if (sync.owner >= 0 || sync.readers)
      fail(Verdict::misuse, "memory is freed in which a lock is still held");
    if (has_waiters(sync))
      fail(Verdict::misuse, "memory is freed in which a thread still waits for something");
  }
}

bool wait_in(Sync& sync, Action action) {
  Thread& self = rt.self();
  const unsigned me = rt.current;
  sync.waiters |= bit(me);
  self.signalled = self.timed_out = false;
  action.sync = index_of(sync);
  visible(action);
  if (self.signalled) {
    note_edge(Op::wake, self.waker);
    return true;
  }
  sync.waiters &= ~bit(me);
  return false;
}

void wake(unsigned thread, Sync& sync) {
  Thread& sleeper = rt.threads[thread];
  sync.waiters &= ~bit(thread);
  sleeper.signalled = true;
  sleeper.waker = static_cast<std::uint32_t>(rt.last - rt.steps);
  sleeper.pending.eager = true;  // it goes on to its next step; that it woke up is none
  sleeper.pending.ready = nullptr;
  sleeper.pending.deadline = kNever;
}

unsigned wake_one(Sync& sync) {
  std::uint64_t waiters = sync.waiters;
  if (rt.options->any_waiter)
    for (unsigned which = choose(static_cast<unsigned>(__builtin_popcountll(waiters))); which;
         --which)
      waiters &= waiters - 1;
  wake(lowest(waiters), sync);
  return lowest(waiters);
}

void wake_all(Sync& sync) {
  for (std::uint64_t rest = sync.waiters; rest; rest &= rest - 1) wake(lowest(rest), sync);
}

void note_clock() {
  if (rt.clock_matters) return;
  rt.clock_matters = true;
  if (rt.slept) rt.new_racy = true;
}

void advance_to(std::int64_t time) {
  if (time > rt.now) rt.now = time;
}

void take_time_out(std::int64_t deadline) {
  Thread& self = rt.self();
  if (!self.timed_out) {
    --self.timeouts_left;
    ++rt.surprises;
  }
  self.timed_out = false;
  advance_to(deadline);
  if (rt.observer) rt.observer->note("its time is up");
}

std::uint32_t index_of(const Sync& sync) {
  return static_cast<std::uint32_t>(&sync - rt.syncs);
}

}  // namespace threadlings::explorer
