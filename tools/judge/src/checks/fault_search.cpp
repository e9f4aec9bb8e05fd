#include "checks/fault_search.hpp"

#include "checks/scenario_check.hpp"
#include "faults.hpp"

namespace threadlings {
namespace {

// The fault first: without it nothing would have happened.
std::string what_happened(const Scenario& failed) {
  std::string what = "In the test " + failed.test;
  if (!failed.fault.empty()) what += ", " + failed.fault;
  if (failed.verdict == "check") return what + ": an expectation does not hold.";
  return what + ": " + first_line(failed.message);
}

std::string what_was_covered(const std::vector<Scenario>& searches) {
  std::uint64_t calls = 0;
  std::uint64_t faults = 0;
  for (const Scenario& search : searches) {
    calls += search.calls;
    faults += search.faults;
  }
  return "; " + with_commas(faults) + (faults == 1 ? " fault" : " faults") + " tried at " +
         with_commas(calls) + (calls == 1 ? " call." : " calls.");
}

}  // namespace

void judge_fault_search(Attempt& attempt) {
  judge_scenarios(attempt, {.who = "The fault explorer",
                            .label = "threadlings faults: ",
                            .json = "THREADLINGS_FAULTS_JSON",
                            .hindered = "repeated",
                            // It looks itself whether everything sleeps, and knows more about why.
                            .patience_seconds = 10,
                            .read = read_fault_searches,
                            .what_happened = what_happened,
                            .what_was_covered = what_was_covered});
}

}  // namespace threadlings
