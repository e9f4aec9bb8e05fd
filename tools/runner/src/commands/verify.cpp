#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "choice.hpp"
#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "json_output.hpp"
#include "process.hpp"
#include "verify/busy_cores.hpp"
#include "verify/cost.hpp"
#include "verify/execute.hpp"
#include "verify/junit.hpp"
#include "verify/matrix.hpp"
#include "verify/plan.hpp"
#include "verify/preparation.hpp"
#include "verify/progress_line.hpp"
#include "verify/table.hpp"

namespace threadlings::runner {
namespace {

constexpr int kStressRuns = 200;  // of each solution with all cores busy

// Jobs that run under the same conditions.
struct Phase {
  std::string name;  // empty: as things are
  std::vector<Job> jobs;
  int busy = 0;  // processes that keep the cores busy beside them
};

std::vector<Kind> kinds_of(const VerifyOptions& options) {
  std::vector<Kind> kinds;
  for (const auto& [kind, name] : kKinds) {
    if (kind == Kind::cost) continue;  // of the others
    const bool judged = kind != Kind::files && kind != Kind::tools && kind != Kind::program;
    const bool usual = options.stress ? judged : true;
    if (options.only.empty() ? usual : options.only == name) kinds.push_back(kind);
  }
  if (!kinds.empty()) return kinds;
  throw UsageError("--only " + options.only +
                   " is no kind of job; there are: stub, solution, wrong, try, files, tools");
}

bool has(const std::vector<Kind>& kinds, Kind kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

std::vector<Job> plan_lessons(const Context& context, const std::vector<Lesson>& lessons,
                              const PlanOptions& options) {
  std::vector<Job> jobs;
  for (const auto& lesson : lessons) {
    const auto of_lesson = plan_lesson(context, lesson, options);
    jobs.insert(jobs.end(), of_lesson.begin(), of_lesson.end());
  }
  return jobs;
}

Phase usual_phase(const Context& context, const std::vector<Lesson>& lessons,
                  const VerifyOptions& options) {
  PlanOptions plan;
  plan.kinds = kinds_of(options);
  plan.repeat_solutions = std::max(1, options.repeat);
  plan.pristine = options.pristine;
  const bool whole = options.lessons.empty();
  Phase phase;
  // The longest job first.
  if (whole && has(plan.kinds, Kind::tools)) phase.jobs.push_back(plan_tools(context));
  const auto of_lessons = plan_lessons(context, lessons, plan);
  phase.jobs.insert(phase.jobs.end(), of_lessons.begin(), of_lessons.end());
  if (whole && has(plan.kinds, Kind::files)) {
    const auto house = plan_house(context);
    phase.jobs.insert(phase.jobs.end(), house.begin(), house.end());
  }
  return phase;
}

// Only those of `kinds` that were asked for.
Phase stress_phase(const Context& context, const std::vector<Lesson>& lessons,
                   const VerifyOptions& options, PlanOptions plan, std::vector<Kind> kinds) {
  const auto asked = kinds_of(options);
  std::erase_if(kinds, [&](Kind kind) { return !has(asked, kind); });
  plan.kinds = kinds;
  plan.beside_others = true;
  const auto name = plan.phase;
  return {name, kinds.empty() ? std::vector<Job>{} : plan_lessons(context, lessons, plan), 0};
}

std::vector<Phase> stress_phases(const Context& context, const std::vector<Lesson>& lessons,
                                 const VerifyOptions& options) {
  const int runs = options.repeat > 0 ? options.repeat : kStressRuns;
  const auto cpus = allowed_cpus();
  PlanOptions plan;
  plan.repeat_solutions = runs;
  plan.repeat_others = std::max(1, runs / 10);
  plan.phase = "cores busy";
  auto busy =
      stress_phase(context, lessons, options, plan, {Kind::solution, Kind::stub, Kind::wrong});
  busy.busy = static_cast<int>(cpus.size());
  plan.phase = "one core";
  plan.cpu = cpus.front();
  plan.repeat_solutions = std::max(1, runs / 4);
  auto pinned = stress_phase(context, lessons, options, plan, {Kind::solution});
  plan.phase = "idle";
  plan.cpu.reset();
  auto idle = stress_phase(context, lessons, options, plan, {Kind::stub, Kind::wrong});
  return {std::move(busy), std::move(pinned), std::move(idle)};
}

void run_phase(const Context& context, const Phase& phase, unsigned width, VerifyReport& report) {
  if (phase.jobs.empty()) return;
  if (!phase.name.empty() && !context.json) fmt::print("{}:\n", phase.name);
  const BusyCores busy(phase.busy);
  ProgressLine line(context);
  auto reports = execute(phase.jobs, width, [&](int done, int all, int failed, const Job& job) {
    line.update(done, all, failed, job);
  });
  std::move(reports.begin(), reports.end(), std::back_inserter(report.jobs));
}

unsigned width_of(const VerifyOptions& options) {
  return static_cast<unsigned>(options.jobs > 0 ? static_cast<std::size_t>(options.jobs)
                                                : allowed_cpus().size());
}

bool asks_the_judge(const std::vector<Phase>& phases) {
  return std::any_of(phases.begin(), phases.end(), [](const Phase& phase) {
    return std::any_of(phase.jobs.begin(), phase.jobs.end(),
                       [](const Job& job) { return !job.check.empty(); });
  });
}

VerifyReport run_phases(const Context& context, const std::vector<Lesson>& lessons,
                        const std::vector<Phase>& phases, const VerifyOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  VerifyReport report;
  if (asks_the_judge(phases)) prepare_checks(context, lessons, report);
  for (const auto& phase : phases) run_phase(context, phase, width_of(options), report);
  report.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return report;
}

void print_report(const Context& context, const VerifyReport& report, bool stress) {
  if (context.json) return fmt::print("{}\n", report_to_json(report));
  fmt::print("\n{}", show_failures(context.terminal, report));
  if (stress) fmt::print("{}", show_verdict_counts(report));
  fmt::print("{}\n", show_table(context.terminal, report));
  if (!stress) fmt::print("{}\n", show_costs(costs_of(report)));
  if (report.total().passed == 0) fmt::print("Nothing passed: that is a failure too.\n");
  fmt::print("{:.0f} s\n{}\n", report.seconds, show_sum(report));
}

// The report is shown even if the file cannot be written.
bool write_junit(const std::string& file, const VerifyReport& report) {
  if (file.empty()) return true;
  try {
    write_atomically(std::filesystem::absolute(file), to_junit(report));
    return true;
  } catch (const RunnerError& error) {
    say_aside(error.what());
    return false;
  }
}

// A lesson that costs too much has failed, like one with a wrong verdict: in the table, the sum and
// every file.
void bound_costs(const VerifyOptions& options, VerifyReport& report) {
  const auto costs = costs_of(report);
  for (const auto& cost : costs.lessons) {
    const auto problem = too_dear(costs, cost, options.most_units);
    if (problem.empty()) continue;
    JobReport job;
    job.lesson = cost.name;
    job.kind = Kind::cost;
    job.name = "cost";
    job.counts = kFailed;
    job.first_failure.why = problem;
    report.jobs.push_back(std::move(job));
  }
}

int matrix_command(const Context& context, const std::vector<Lesson>& lessons,
                   const VerifyOptions& options) {
  std::size_t answers = 0;
  std::vector<Matrix> matrices;
  std::vector<std::string> problems;
  for (const auto& lesson : lessons) {
    matrices.push_back(ask_matrix(context, lesson, width_of(options)));
    answers += matrices.back().answers.size();
    const auto found = problems_in(matrices.back(), lesson);
    problems.insert(problems.end(), found.begin(), found.end());
    if (!context.json) fmt::print("{}\n", show_matrix(matrices.back()));
  }
  if (context.json) {
    fmt::print("{}\n", matrices_to_json(matrices, problems));
  } else {
    for (const auto& problem : problems) fmt::print("FAILED {}\n", problem);
    fmt::print("wrong answers: {}, problems: {}\n", answers, problems.size());
  }
  return problems.empty() ? 0 : 1;
}

}  // namespace

int verify_command(const Context& context, const VerifyOptions& options) {
  const auto lessons = named_lessons(context, options.lessons);
  if (options.matrix) return matrix_command(context, lessons, options);
  const auto phases = options.stress ? stress_phases(context, lessons, options)
                                     : std::vector<Phase>{usual_phase(context, lessons, options)};
  auto report = run_phases(context, lessons, phases, options);
  bound_costs(options, report);
  const bool written = write_junit(options.junit, report);
  print_report(context, report, options.stress);
  return report.good() && written ? 0 : 1;
}

}  // namespace threadlings::runner
