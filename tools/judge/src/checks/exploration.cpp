#include "checks/exploration.hpp"

#include "checks/scenario_check.hpp"
#include "explorations.hpp"

namespace threadlings {
namespace {

// "data race: T1 reads …" if it fits into a sentence; an expectation's text is below.
std::string what_happened(const Scenario& failed) {
  const std::string test = "In one interleaving of the test " + failed.test;
  if (failed.verdict == "check") return test + ", an expectation does not hold.";
  return test + ": " + first_line(failed.message);
}

std::string what_was_covered(const std::vector<Scenario>& explorations) {
  std::uint64_t interleavings = 0;
  bool all = true;
  bool weak = !explorations.empty();
  for (const Scenario& exploration : explorations) {
    interleavings += exploration.interleavings;
    weak = weak && exploration.weak;
    all = all && exploration.complete;
  }
  if (interleavings == 1) return ", in the one interleaving there is.";
  return (all ? ", in each of the " : ", in ") + with_commas(interleavings) +
         (weak ? " executions" : " interleavings") + (all ? " there are." : ".");
}

}  // namespace

void judge_exploration(Attempt& attempt) {
  judge_scenarios(attempt, {.who = "The explorer",
                            .label = "threadlings explore: ",
                            .json = "THREADLINGS_EXPLORE_JSON",
                            .hindered = "explored",
                            .read = read_explorations,
                            .what_happened = what_happened,
                            .what_was_covered = what_was_covered});
}

}  // namespace threadlings
