#include "json.hpp"

#include "../../report/json.hpp"

namespace threadlings::faulting {

namespace {

using report::Json;

std::string steps(const Story& story) {
  Json list('[');
  for (const Row& row : story.rows) {
    Json step('{');
    step.add("process", story.names[row.actor]).add("call", row.what);
    if (!row.result.empty()) step.add("result", row.result);
    if (row.injected) step.flag("injected", true);
    if (row.line) {
      step.add("file", row.line.file).add("line", static_cast<std::uint64_t>(row.line.number));
      if (!row.line.text.empty()) step.add("source", row.line.text);
    }
    if (row.culprit) step.flag("culprit", true);
    if (!row.note.empty()) step.add("note", row.note);
    if (row.times > 1) step.add("times", static_cast<std::uint64_t>(row.times));
    list.raw("", step.done());
  }
  return list.done();
}

std::string decimal(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

}  // namespace

std::string as_json(const FaultResult& result, const std::string& test, const Story* story) {
  Json json('{');
  json.add("format", "threadlings-faults-1").add("test", test);
  json.add("verdict", name_of(result.verdict));
  json.add("calls", result.calls).add("faults", result.faults).flag("complete", result.complete);
  json.raw("seconds", decimal(result.seconds)).add("coverage", result.coverage);
  if (!result) {
    json.add("fault", result.fault).add("message", result.message).add("where", result.where);
    json.add("token", result.token).add("report", result.report);
    if (story) json.raw("steps", steps(*story));
  }
  return json.done();
}

}  // namespace threadlings::faulting
