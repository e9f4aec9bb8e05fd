#include "checks/fault_search.hpp"

#include <cctype>

#include "checks/scenario_check.hpp"
#include "faults.hpp"

namespace threadlings {
namespace {

std::string with_full_stop(const std::string& text) {
  return text.ends_with('.') ? text : text + ".";
}

std::string with_capital(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

// The fault first: without it nothing would have happened. An expectation's text is below.
std::string what_happened(const Scenario& failed) {
  const std::string message =
      failed.verdict == "check" ? "an expectation does not hold" : first_line(failed.message);
  const std::string test = "In the test " + failed.test;
  if (failed.fault.empty()) return test + ": " + with_full_stop(message);
  return test + ", " + with_full_stop(failed.fault) + " " + with_capital(with_full_stop(message));
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
