#include "rc11.hpp"

#include <algorithm>

namespace threadlings::explorer::rc11 {

namespace {

bool same(const VectorClock& a, const VectorClock& b) {
  for (unsigned i = 0, size = std::max(a.size, b.size); i < size; ++i)
    if (a[i] != b[i]) return false;
  return true;
}

}  // namespace

void Graph::start_exploration() {
  locations_.clear();
  by_address_.clear();
}

void Graph::start_run() {
  ++run_;
  stores_.clear();
  accesses_.clear();
  seq_cst_count_ = 0;
  for (unsigned i = 0; i < threads_; ++i) {
    count_[i] = 0;
    after_[i].clear();
  }
  threads_ = 0;
}

std::uint32_t Graph::find(std::uintptr_t address) const {
  auto known = by_address_.find(address);
  return known != by_address_.end() && locations_[known->second].run == run_ ? known->second
                                                                             : kNone;
}

std::uint32_t Graph::location(std::uintptr_t address, unsigned size, Value now) {
  auto [known, fresh] =
      by_address_.try_emplace(address, static_cast<std::uint32_t>(locations_.size()));
  if (fresh) locations_.emplace_back();
  Location& location = locations_[known->second];
  const bool current = !fresh && location.run == run_ && location.size == size;
  // Other writes than atomic ones happen before (and after) all atomic ones, or there is a race.
  if (current && stores_[location.order.back()].value == now) return known->second;
  location.run = run_;
  location.address = address;
  location.size = size;
  location.order.clear();
  for (auto& accesses : location.accesses) accesses.clear();
  location.order.push_back(new_store(now, known->second, kNone));
  return known->second;
}

std::uint32_t Graph::new_store(Value value, std::uint32_t location, std::uint32_t access) {
  const auto number = static_cast<std::uint32_t>(locations_[location].order.size());
  stores_.emplace_back();
  Store& store = stores_.back();
  store.value = value;
  store.access = access;
  store.number = number;
  store.step = store.event = kNone;
  store.taken = false;
  store.release.clear();
  return static_cast<std::uint32_t>(stores_.size() - 1);
}

std::size_t Graph::oldest(std::uint32_t number, const VectorClock& clock) const {
  const Location& location = locations_[number];
  // A thread's accesses go up in modification order: its last one that happens before counts.
  std::uint32_t bounds[kMaxThreads];
  unsigned count = 0;
  for (unsigned thread = 0; thread < clock.size; ++thread) {
    const std::vector<std::uint32_t>& accesses = location.accesses[thread];
    for (std::size_t i = accesses.size(); i-- > 0;) {
      const Access& access = accesses_[accesses[i]];
      if (access.epoch > clock.at[thread]) continue;
      bounds[count++] = access.store != kNone ? access.store : access.source;
      break;
    }
  }
  for (std::size_t place = location.order.size(); place-- > 1;)
    if (std::find(bounds, bounds + count, location.order[place]) != bounds + count) return place;
  return 0;
}

Access& Graph::append(unsigned thread, const VectorClock& clock) {
  threads_ = std::max(threads_, thread + 1);
  accesses_.emplace_back();
  Access& access = accesses_.back();
  access.thread = static_cast<std::uint8_t>(thread);
  access.seq_cst = access.fence = false;
  access.number = count_[thread]++;
  access.location = access.source = access.store = kNone;
  access.epoch = clock[thread];
  access.clock.assign(clock);
  return access;
}

// What a thread has released or acquired by other means since its last access stands in the graph
// as one mark: it releases what came before it, and acquires for what comes after it.
void Graph::before(unsigned thread, const VectorClock& clock) {
  if (same(after_[thread], clock)) return;
  constexpr std::uint32_t kFirstEpoch = 1;
  append(thread, clock).epoch = std::max(after_[thread][thread], kFirstEpoch);
}

std::uint32_t Graph::add(const Operation& operation, const VectorClock& clock) {
  const auto number = static_cast<std::uint32_t>(accesses_.size());
  Access& access = append(operation.thread, clock);
  access.seq_cst = operation.seq_cst;
  seq_cst_count_ += operation.seq_cst;
  access.location = operation.location;
  access.source = operation.source;
  Location& location = locations_[operation.location];
  location.accesses[operation.thread].push_back(number);
  if (operation.after == kNone) return kNone;
  access.store = new_store(operation.value, operation.location, number);
  if (operation.source != kNone) stores_[operation.source].taken = true;
  auto place = std::find(location.order.begin(), location.order.end(), operation.after);
  location.order.insert(place + 1, accesses_[number].store);
  return accesses_[number].store;
}

void Graph::add_fence(unsigned thread, const VectorClock& clock) {
  Access& access = append(thread, clock);
  access.seq_cst = access.fence = true;
  ++seq_cst_count_;
}

}  // namespace threadlings::explorer::rc11
