#include "json_output.hpp"

#include <nlohmann/json.hpp>

#include "choice.hpp"
#include "show.hpp"
#include "verify/cost.hpp"

namespace threadlings::runner {
namespace {

using nlohmann::json;

// A program under test may print bytes that are no UTF-8: replace them rather than fail.
std::string line_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json lesson_json(const Lesson& lesson) {
  auto matter = front_matter(lesson);
  return {{"key", lesson.key},
          {"number", lesson.number()},
          {"title", matter["title"]},
          {"minutes", matter["minutes"]},
          {"concept", matter["concept"]},
          {"part", matter["part"]},
          {"files", files_to_edit(lesson)}};
}

json counts_json(const Counts& counts) {
  return {{"passed", counts.passed}, {"failed", counts.failed}, {"skipped", counts.skipped}};
}

json job_json(const JobReport& job) {
  json value = counts_json(job.counts);
  value["lesson"] = job.lesson;
  value["kind"] = name_of(job.kind);
  value["name"] = job.name;
  value["phase"] = job.phase;
  value["seen"] = job.seen;
  value["why"] = job.first_failure.why;
  value["details"] = job.first_failure.details;
  value["notes"] = job.notes;
  value["again"] = job.first_failure.again;
  value["seconds"] = job.seconds;
  value["cpu_seconds"] = job.cpu_seconds;
  value["check"] = job.check;
  return value;
}

json cost_json(const Costs& costs, const Cost& cost) {
  return {{"name", cost.name},
          {"cpu_seconds", cost.cpu_seconds},
          {"units", costs.units(cost.cpu_seconds)}};
}

json list_json(const Costs& costs, const std::vector<Cost>& list) {
  json value = json::array();
  for (const auto& cost : list) value.push_back(cost_json(costs, cost));
  return value;
}

json costs_json(const Costs& costs) {
  return {{"version", 1},
          {"unit_seconds", costs.unit_seconds},
          {"lessons", list_json(costs, costs.lessons)},
          {"checks", list_json(costs, costs.checks)},
          {"tools", cost_json(costs, {"tools", costs.tools})},
          {"shared", cost_json(costs, {"shared", costs.shared})},
          {"dearest", list_json(costs, costs.dearest)}};
}

json matrix_json(const Matrix& matrix) {
  json tests = json::array();
  for (const auto& test : matrix.tests) {
    tests.push_back({{"check", test.check}, {"test", test.test}});
  }
  json answers = json::array();
  for (const auto& answer : matrix.answers) {
    json verdicts = json::array();
    for (const auto outcome : answer.outcomes) verdicts.push_back(name_of(outcome));
    answers.push_back({{"name", answer.name}, {"verdicts", verdicts}});
  }
  return {{"lesson", matrix.lesson}, {"tests", tests}, {"answers", answers}};
}

std::string_view name_of_state(Finding::State state) {
  switch (state) {
    case Finding::State::good:
      return "good";
    case Finding::State::doubtful:
      return "doubtful";
    case Finding::State::broken:
      return "broken";
  }
  return "";
}

}  // namespace

std::string verdict_to_json(const Verdict& verdict) {
  return to_json(verdict);
}

std::string round_to_json(const Round& round, const std::optional<Lesson>& next) {
  json verdicts = json::array();
  for (const auto& verdict : round.verdicts) verdicts.push_back(json::parse(to_json(verdict)));
  const auto& telling = most_telling(round.verdicts);
  json value = {{"lesson", lesson_json(round.lesson)},
                {"passed", round.passed()},
                {"verdict", name_of(telling.outcome)},
                {"most_telling", telling.check},
                {"verdicts", verdicts},
                {"not_run", round.not_run},
                {"next", next ? json(next->key) : json()}};
  return line_of(value);
}

std::string all_done_to_json(const std::vector<Lesson>& lessons) {
  return line_of({{"passed", true}, {"all_done", true}, {"lessons", lessons.size()}});
}

std::string list_to_json(const std::vector<Lesson>& lessons, const Progress& progress) {
  const auto next = next_unfinished(lessons, progress);
  json list = json::array();
  for (const auto& lesson : lessons) {
    const auto state = progress.of(lesson.key);
    auto value = lesson_json(lesson);
    value["done"] = state.done();
    value["passed_at"] = state.ever_passed() ? json(state.passed) : json();
    value["hints_shown"] = state.hints;
    value["next"] = next && next->key == lesson.key;
    list.push_back(std::move(value));
  }
  return line_of({{"lessons", list}});
}

std::string report_to_json(const VerifyReport& report) {
  json value = counts_json(report.total());
  value["good"] = report.good();
  value["seconds"] = report.seconds;
  value["costs"] = costs_json(costs_of(report));
  value["jobs"] = json::array();
  for (const auto& job : report.jobs) value["jobs"].push_back(job_json(job));
  return line_of(value);
}

std::string matrices_to_json(const std::vector<Matrix>& matrices,
                             const std::vector<std::string>& problems) {
  json lessons = json::array();
  for (const auto& matrix : matrices) lessons.push_back(matrix_json(matrix));
  return line_of({{"version", 1}, {"lessons", lessons}, {"problems", problems}});
}

std::string findings_to_json(const std::vector<Finding>& findings) {
  json list = json::array();
  for (const auto& finding : findings) {
    list.push_back({{"name", finding.name},
                    {"state", name_of_state(finding.state)},
                    {"text", finding.text},
                    {"mend", finding.mend}});
  }
  return line_of({{"findings", list}});
}

std::string error_to_json(const std::string& line) {
  return line_of({{"error", line}});
}

}  // namespace threadlings::runner
