#include "json_output.hpp"

#include <nlohmann/json.hpp>

#include "choice.hpp"
#include "show.hpp"

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
  return value;
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
  value["jobs"] = json::array();
  for (const auto& job : report.jobs) value["jobs"].push_back(job_json(job));
  return line_of(value);
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
