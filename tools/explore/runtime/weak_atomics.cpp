#include "weak_atomics.hpp"

#include <algorithm>
#include <cstring>
#include <unordered_set>

#include "../report/observer.hpp"
#include "orders.hpp"
#include "scheduler.hpp"

namespace threadlings::explorer {

using namespace rc11;

namespace {

// What a thread has read last in a location (or made of it), and how often in a row although there
// was something newer.
struct Sight {
  std::uintptr_t address;
  std::uint32_t store;
  unsigned stale;
};

struct State {
  Graph graph;
  std::vector<Sight> sights[kMaxThreads];
  bool sees_newer[kMaxThreads];                // it has gone round a loop
  std::unordered_set<std::uintptr_t> ordered;  // kept from run to run of one exploration
  std::vector<std::uint32_t> options;          // of the choice at hand
  std::vector<unsigned> allowed;
};
STATE State* state;

constexpr std::size_t kMostOptions = 250;  // decisions are bytes

Value memory_at(const WeakAtomic& atomic) {
  Value value = 0;
  memcpy(&value, reinterpret_cast<const void*>(atomic.address), atomic.size);
  return value;
}

std::uint32_t begin(const WeakAtomic& atomic) {
  Graph& graph = state->graph;
  graph.before(rt.current, rt.self().clock);
  const std::uint32_t location = graph.location(atomic.address, atomic.size, memory_at(atomic));
  if (rt.observer && graph.order(location).size() == 1)
    graph.store(graph.order(location).front()).event = rt.observer->last_write(atomic.address);
  return location;
}

void end() {
  state->graph.after(rt.current, rt.self().clock);
}

// Unless a choice was the newest one, it may contradict the order of seq_cst operations.
void check(bool newest) {
  if (!newest && !state->graph.sequentially_consistent()) give_up_run();
}

Sight& sight_of(std::uintptr_t address) {
  std::vector<Sight>& sights = state->sights[rt.current];
  for (Sight& sight : sights)
    if (sight.address == address) return sight;
  sights.push_back({address, kNone, 0});
  return sights.back();
}

// Stale values come to an end. A thread that goes round a loop and changes nothing must see
// something newer; a round without that would be one too many. One that does change something
// (it counts, say) may read a stale value this often.
constexpr unsigned kMostStale = 16;

void forget_older(std::uintptr_t address, std::vector<std::uint32_t>& options) {
  const Sight& sight = sight_of(address);
  const bool too_often = sight.stale >= kMostStale;
  if (!state->sees_newer[rt.current] && !too_often) return;
  auto seen = std::find(options.begin(), options.end(), sight.store);
  if (seen == options.end() || seen == options.begin()) return;
  options.erase(seen, options.end());
  if (too_often) rt.limited_spins = true;
}

void note_sight(std::uintptr_t address, std::uint32_t store, bool newest) {
  Sight& sight = sight_of(address);
  if (sight.store != store) {
    sight.stale = 0;
    state->sees_newer[rt.current] = false;
  }
  sight.stale += !newest;
  sight.store = store;
}

bool only_newest() {
  return rt.self().quiet;
}

// One of state->options, of which the search may only take those from its floor on.
std::uint32_t choose_option(std::uint32_t floor) {
  std::vector<std::uint32_t>& options = state->options;
  if (only_newest()) return options.front();
  if (options.size() > kMostOptions) options.resize(kMostOptions);
  std::vector<unsigned>& allowed = state->allowed;
  allowed.clear();
  for (unsigned i = 0; i < options.size(); ++i)
    if (state->graph.store(options[i]).number >= floor) allowed.push_back(i);
  if (allowed.empty()) give_up_run();
  return options[choose_among(static_cast<unsigned>(options.size()), allowed)];
}

// Newest first, so that choice 0 is what sequential consistency would do.
void find_readable(std::uint32_t location, const VectorClock& clock, bool to_modify,
                   const Value* expected, std::vector<std::uint32_t>& options) {
  const Graph& graph = state->graph;
  const std::vector<std::uint32_t>& order = graph.order(location);
  const std::size_t oldest = graph.oldest(location, clock);
  options.clear();
  for (std::size_t place = order.size(); place-- > oldest;) {
    const Store& store = graph.store(order[place]);
    if (to_modify && store.taken && (!expected || store.value == *expected)) continue;
    options.push_back(order[place]);
  }
}

bool is_newest(std::uint32_t location, std::uint32_t store) {
  return state->graph.order(location).back() == store;
}

std::uint32_t choose_to_read(const WeakAtomic& atomic, std::uint32_t location, bool to_modify,
                             const Value* expected) {
  find_readable(location, rt.self().clock, to_modify, expected, state->options);
  forget_older(atomic.address, state->options);
  const std::uint32_t store = choose_option(rt.search->floor());
  note_sight(atomic.address, store, is_newest(location, store));
  const Store& read = state->graph.store(store);
  this_step().other = read.step + 1;  // kNone: 0
  if (rt.observer && !is_newest(location, store))
    rt.observer->stale(read.event, state->graph.store(state->graph.order(location).back()).event);
  return store;
}

void see(const VectorClock& release, int order) {
  if (acquires(order))
    acquire_from(release);
  else
    rt.self().fence_acquire.join(release);
}

void publish(VectorClock& release, int order) {
  if (releases(order))
    release_to(release);
  else
    release.join(rt.self().fence_release);
}

void finish_store(const WeakAtomic& atomic, std::uint32_t location, std::uint32_t number, int order,
                  Value value) {
  Store& store = state->graph.store(number);
  store.step = static_cast<std::uint32_t>(rt.last - rt.steps);
  store.event = rt.observer ? rt.observer->last() : kNone;
  publish(store.release, order);
  if (is_newest(location, number))
    memcpy(reinterpret_cast<void*>(atomic.address), &value, atomic.size);
}

}  // namespace

void start_weak_exploration() {
  if (!state) state = new State;
  state->graph.start_exploration();
  state->ordered.clear();
}

void start_weak_run() {
  state->graph.start_run();
  for (unsigned i = 0; i < kMaxThreads; ++i) {
    state->sights[i].clear();
    state->sees_newer[i] = false;
  }
}

const Graph& weak_graph() {
  return state->graph;
}

Value weak_load(const WeakAtomic& atomic, int order) {
  const std::uint32_t location = begin(atomic);
  const std::uint32_t store = choose_to_read(atomic, location, false, nullptr);
  see(state->graph.store(store).release, order);
  Operation load{rt.current, is_seq_cst(order), location};
  load.source = store;
  state->graph.add(load, rt.self().clock);
  end();
  check(is_newest(location, store));
  return state->graph.store(store).value;
}

void weak_store(const WeakAtomic& atomic, int order, Value value) {
  Graph& graph = state->graph;
  const std::uint32_t location = begin(atomic);
  state->sees_newer[rt.current] = false;
  const std::vector<std::uint32_t>& stores = graph.order(location);
  const std::size_t oldest = graph.oldest(location, rt.self().clock);
  state->options.clear();
  for (std::size_t place = stores.size(); place-- > oldest;)
    if (!graph.store(stores[place]).taken) state->options.push_back(stores[place]);
  Operation store{rt.current, is_seq_cst(order), location};
  store.after = choose_option(0);
  store.value = value;
  const bool newest = is_newest(location, store.after);
  if (rt.observer && !newest) rt.observer->overtaken(graph.store(stores.back()).event);
  const std::uint32_t number = graph.add(store, rt.self().clock);
  finish_store(atomic, location, number, order, value);
  end();
  check(newest);
}

WeakRead weak_read_to_modify(const WeakAtomic& atomic, const Value* expected) {
  const std::uint32_t location = begin(atomic);
  const std::uint32_t store = choose_to_read(atomic, location, true, expected);
  return {state->graph.store(store).value, store};
}

void weak_modify(const WeakAtomic& atomic, const WeakRead& read, int order, Value value) {
  Graph& graph = state->graph;
  const std::uint32_t location = graph.find(atomic.address);
  state->sees_newer[rt.current] = false;
  const bool newest = is_newest(location, read.store);
  see(graph.store(read.store).release, order);
  Operation update{rt.current, is_seq_cst(order), location};
  update.source = update.after = read.store;
  update.value = value;
  const std::uint32_t number = graph.add(update, rt.self().clock);
  // The release sequence goes on (C++20: only read-modify-writes continue one).
  graph.store(number).release.assign(graph.store(read.store).release);
  finish_store(atomic, location, number, order, value);
  sight_of(atomic.address).store = number;
  end();
  check(newest);
}

void weak_leave(const WeakAtomic& atomic, const WeakRead& read, int order) {
  const std::uint32_t location = state->graph.find(atomic.address);
  see(state->graph.store(read.store).release, order);
  Operation load{rt.current, is_seq_cst(order), location};
  load.source = read.store;
  state->graph.add(load, rt.self().clock);
  end();
  check(is_newest(location, read.store));
}

void weak_fence(int order) {
  if (!is_seq_cst(order)) return;  // the next operation tells what it has synchronised
  state->graph.before(rt.current, rt.self().clock);
  state->graph.add_fence(rt.current, rt.self().clock);
}

void weak_fence_done(int order) {
  if (is_seq_cst(order)) end();
}

void see_newer() {
  state->sees_newer[rt.current] = true;
}

bool is_unordered(std::uintptr_t address) {
  return !state->ordered.count(address);
}

void keep_ordered(std::uintptr_t address) {
  if (state->ordered.insert(address).second) rt.new_racy = true;
}

Readable readable(unsigned thread, std::uint32_t floor) {
  const Thread& reader = rt.threads[thread];
  const std::uint32_t location = state->graph.find(reader.pending.object);
  if (location == kNone) return floor ? Readable::none : Readable::newest;
  const Op op = reader.pending.op;
  const bool modifies = op == Op::rmw || op == Op::exchange;  // of Op::cas it is not known
  std::vector<std::uint32_t> options;
  find_readable(location, reader.clock, modifies, nullptr, options);
  Readable found = Readable::none;
  for (std::uint32_t option : options) {
    if (state->graph.store(option).number < floor) continue;
    if (is_newest(location, option)) return Readable::newest;
    found = Readable::some;
  }
  return found;
}

std::uint32_t stores_before(unsigned thread) {
  const std::uint32_t location = state->graph.find(rt.threads[thread].pending.object);
  return location == kNone ? 1 : static_cast<std::uint32_t>(state->graph.order(location).size());
}

}  // namespace threadlings::explorer
