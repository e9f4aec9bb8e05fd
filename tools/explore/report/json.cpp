#include "json.hpp"

#include <cstdio>

#include "../../report/json.hpp"

namespace threadlings::explorer {

namespace {

using report::Json;
using report::quoted;

std::string decimal(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

void add_line(Json& json, const Line& line, const std::string& prefix = "") {
  if (!line) return;
  json.add(prefix + "file", line.file);
  json.add(prefix + "line", static_cast<std::uint64_t>(line.number));
  if (!line.text.empty()) json.add(prefix + "source", line.text);
}

std::string effects(const Row& row) {
  Json list('[');
  for (const Effect& e : row.effects) {
    Json effect('{');
    effect.add("object", static_cast<std::uint64_t>(e.object)).add("does", word_for(e.op));
    if (!e.value.empty()) effect.add("value", e.value);
    list.raw("", effect.done());
  }
  return list.done();
}

std::string objects(const Story& story) {
  Json list('[');
  for (const std::string& name : story.objects) list.add("", name);
  return list.done();
}

std::string steps(const Story& story) {
  Json list('[');
  for (const Row& row : story.rows) {
    Json step('{');
    step.add("thread", name_of_thread(row.thread)).add("what", row.what);
    add_line(step, row.line);
    if (row.preempts) step.flag("preempts", true);
    if (row.culprit) step.flag("culprit", true);
    if (!row.note.empty()) step.add("note", row.note);
    if (!row.effects.empty()) step.raw("effects", effects(row));
    if (row.times > 1) step.add("times", static_cast<std::uint64_t>(row.times));
    list.raw("", step.done());
  }
  return list.done();
}

std::string waits(const Story& story) {
  Json list('[');
  for (const Blocked& b : story.blocked) {
    Json wait('{');
    wait.add("thread", name_of_thread(b.thread)).add("for", b.waits_for);
    add_line(wait, b.line);
    if (b.owner >= 0) wait.add("held_by", name_of_thread(static_cast<unsigned>(b.owner)));
    add_line(wait, b.since, "since_");
    list.raw("", wait.done());
  }
  return list.done();
}

}  // namespace

std::string as_json(const Result& result, const std::string& test, const Story* story) {
  Json json('{');
  json.add("format", "threadlings-explore-1").add("test", test);
  json.add("verdict", name_of(result.verdict)).add("mode", name_of(result.mode));
  if (result.executions) json.add("executions", result.executions);
  json.add("interleavings", result.interleavings).add("pruned", result.pruned);
  json.flag("complete", result.complete).raw("seconds", decimal(result.seconds));
  if (!result.complete) json.raw("estimate", decimal(result.estimate));
  json.add("coverage", result.coverage);
  if (!result.outcomes.empty()) {
    Json outcomes('{');
    for (const auto& [outcome, count] : result.outcomes) outcomes.add(outcome, count);
    json.raw("outcomes", outcomes.done());
  }
  if (result.verdict != Verdict::pass) {
    json.add("message", result.message).add("where", result.where).add("token", result.token);
    json.add("report", result.report);
    if (!result.output.empty()) json.add("output", result.output);
    if (story) {
      json.raw("objects", objects(*story)).raw("steps", steps(*story));
      if (!story->blocked.empty()) json.raw("waiting", waits(*story));
    }
  }
  return json.done();
}

}  // namespace threadlings::explorer
