#include "checks/small_program.hpp"

#include "checks/endings.hpp"

namespace threadlings {

void judge_small_program(Attempt& attempt) {
  const ScratchFolder scratch;
  const RunResult result = attempt.run(attempt.request(scratch, attempt.build.program));
  if (decide_on_ending(attempt, result, "")) return;
  if (result.code != 0) {
    return attempt.decide(
        Outcome::wrong, "The program ended with exit status " + std::to_string(result.code) + ".");
  }
  if (decide_on_leftovers(attempt, result)) return;
  attempt.decide(Outcome::pass, "The program ran to its end.");
}

}  // namespace threadlings
