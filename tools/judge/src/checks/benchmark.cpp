#include "checks/benchmark.hpp"

#include <sched.h>

#include <cstdio>
#include <optional>
#include <random>

#include "checks/endings.hpp"
#include "gate.hpp"
#include "interrupt.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

namespace fs = std::filesystem;

std::vector<int> first_processors(int wanted) {
  cpu_set_t allowed;
  std::vector<int> chosen;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return chosen;
  for (int cpu = 0; cpu < CPU_SETSIZE && static_cast<int>(chosen.size()) < wanted; ++cpu) {
    if (CPU_ISSET(static_cast<std::size_t>(cpu), &allowed)) chosen.push_back(cpu);
  }
  return chosen;
}

std::optional<double> measure(Attempt& attempt, const fs::path& program, const Gate& gate,
                              const std::vector<int>& processors) {
  const ScratchFolder scratch;
  RunRequest request = attempt.request(scratch, program);
  const fs::path file = scratch.path() / "benchmark.json";
  request.argv = {request.argv[0],
                  "--benchmark_out=" + file.string(),
                  "--benchmark_out_format=json",
                  "--benchmark_filter=^(" + gate.slow + "|" + gate.fast + ")(/|$)",
                  "--benchmark_repetitions=3",
                  "--benchmark_min_time=0.01",
                  "--benchmark_enable_random_interleaving=true"};
  request.processors = processors;
  request.cpu_limit_seconds = 60;
  const RunResult result = attempt.run(request);
  if (result.ending == Ending::interrupted) return std::nullopt;
  if (result.ending != Ending::exited || result.code != 0) {
    if (!decide_on_ending(attempt, result, "")) decide_on_early_end(attempt, result, "");
    return std::nullopt;
  }
  const auto ratio = ratio_in(read_file(file), gate);
  if (!ratio) {
    attempt.decide(Outcome::wrong, "The benchmark did not run " + gate.slow + " and " + gate.fast +
                                       " to their ends. Does the answer give the right result?");
  }
  return ratio;
}

std::string in_words(const std::vector<double>& ratios) {
  const auto interval = median_interval(ratios);
  char text[96];
  std::snprintf(text, sizeof text, "%.2f times (99%% sure: between %.2f and %.2f, %zu runs)",
                interval->middle, interval->low, interval->high, ratios.size());
  return text;
}

void say_gate(Attempt& attempt, const Gate& gate, GateAnswer decision,
              const std::vector<double>& answer, const std::vector<double>& control) {
  char wanted[32];
  std::snprintf(wanted, sizeof wanted, "%.2f", gate.ratio);
  const std::string goal =
      gate.fast + " must be at least " + wanted + " times as fast as " + gate.slow + ".";
  switch (decision) {
    case GateAnswer::fast_enough:
      attempt.decide(Outcome::pass, "Fast enough. " + goal);
      break;
    case GateAnswer::too_slow:
      attempt.decide(Outcome::slow, "Too slow. " + goal);
      break;
    case GateAnswer::not_yet:
      attempt.decide(Outcome::cannot_tell,
                     "The machine is too noisy just now to tell whether this is fast enough. " +
                         goal + " Try again when less is running.");
  }
  attempt.verdict.details.push_back("this answer:  " + in_words(answer));
  attempt.verdict.details.push_back("the solution: " + in_words(control));
}

void compare(Attempt& attempt, const Gate& gate, const fs::path& control_program,
             const std::vector<int>& processors) {
  constexpr std::size_t kLooks[] = {8, 16, 32};  // few looks, so that luck has few chances
  std::vector<double> answer;
  std::vector<double> control;
  attempt.verdict.outcome = Outcome::pass;
  std::minstd_rand coin(std::random_device{}());
  GateAnswer decision = GateAnswer::not_yet;
  for (std::size_t rounds : kLooks) {
    while (answer.size() < rounds) {
      const bool answer_first = coin() % 2 == 0;
      for (bool is_answer : {answer_first, !answer_first}) {
        const auto ratio =
            measure(attempt, is_answer ? attempt.build.program : control_program, gate, processors);
        if (interrupted()) return decide_interrupted(attempt);
        if (!ratio) return;
        (is_answer ? answer : control).push_back(*ratio);
      }
    }
    decision = decide(gate, answer, control);
    if (decision != GateAnswer::not_yet) break;
  }
  say_gate(attempt, gate, decision, answer, control);
}

}  // namespace

void judge_benchmark(Attempt& attempt) {
  const auto gate = gate_of(read_file(attempt.lesson.benchmark()));
  if (!gate) {
    throw EnvironmentError("the first line of " + attempt.lesson.benchmark().string() +
                           " must be: // gate: SLOW / FAST >= RATIO on N cores");
  }
  const auto processors = first_processors(gate->cores);
  if (static_cast<int>(processors.size()) < gate->cores) {
    return attempt.decide(Outcome::cannot_tell, "This needs " + std::to_string(gate->cores) +
                                                    " processor cores; the program may use " +
                                                    std::to_string(processors.size()) + ".");
  }
  const Build control =
      build_program(attempt.chain, attempt.lesson, attempt.check, attempt.lesson.solution());
  if (!control.ok) throw EnvironmentError("the solution does not build:\n" + control.output);
  compare(attempt, *gate, control.program, processors);
  if (attempt.verdict.outcome == Outcome::pass) attempt.verdict.output.clear();
}

}  // namespace threadlings
