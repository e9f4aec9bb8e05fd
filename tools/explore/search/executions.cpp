#include "executions.hpp"

#include "../runtime/weak_atomics.hpp"

namespace threadlings::explorer {

namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
  return hash ^ hash >> 29;
}

// An access has the same thread and number in every run of an execution.
std::uint64_t name_of_access(const rc11::Graph& graph, std::uint32_t access) {
  if (access == rc11::kNone) return 1;
  const rc11::Access& a = graph.accesses()[access];
  return std::uint64_t{a.thread} << 32 | (a.number + 2);
}

std::uint64_t reads_from(const rc11::Graph& graph) {
  std::uint64_t sum = 0;
  for (std::uint32_t i = 0; i < graph.accesses().size(); ++i) {
    const rc11::Access& a = graph.accesses()[i];
    if (a.location == rc11::kNone) continue;
    std::uint64_t hash = mix(name_of_access(graph, i), graph.locations()[a.location].address);
    if (a.source != rc11::kNone)
      hash = mix(hash, name_of_access(graph, graph.store(a.source).access));
    sum += hash;
  }
  return sum;
}

std::uint64_t modification_orders(const rc11::Graph& graph) {
  std::uint64_t sum = 0;
  for (const rc11::Location& location : graph.locations()) {
    if (!graph.is_current(location)) continue;
    std::uint64_t hash = location.address;
    for (std::uint32_t store : location.order)
      hash = mix(hash, name_of_access(graph, graph.store(store).access));
    sum += hash;
  }
  return sum;
}

}  // namespace

std::uint64_t Executions::order_of_other_steps(const RunLog& log) {
  bool any = false;
  for (std::uint32_t i = 0; i < log.count && !any; ++i)
    any = !is_edge(log.steps[i].op) && !log.steps[i].weak && log.steps[i].touch[0].object;
  if (!any) return 0;
  std::uint64_t sum = 0;
  order_.read(log);
  order_.start(0);
  for (std::uint32_t i = 0; i < order_.count(); ++i) {
    const Step& step = order_.step(i);
    if (is_edge(step.op)) {
      order_.edge(i);
      continue;
    }
    order_.advance(i, [](std::uint32_t, std::uint32_t) {});
    if (step.weak) continue;
    const VectorClock& clock = order_.clock_at(i);
    std::uint64_t hash = step.thread;
    for (unsigned thread = 0; thread < clock.size; ++thread) hash = mix(hash, clock.at[thread]);
    sum += hash;
  }
  return sum;
}

void Executions::note(const RunLog& log) {
  const rc11::Graph& graph = weak_graph();
  std::uint64_t hash = mix(reads_from(graph), modification_orders(graph));
  seen_.insert(mix(hash, order_of_other_steps(log)));
}

}  // namespace threadlings::explorer
