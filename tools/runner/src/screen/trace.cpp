#include "screen/trace.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "terminal.hpp"

namespace threadlings::runner {
namespace {

using nlohmann::json;

// Of a program under test: it must not be able to paint on the learner's screen.
std::string text_of(const json& value, const char* key) {
  const auto found = value.find(key);
  return found == value.end() || !found->is_string() ? ""
                                                     : without_controls(found->get<std::string>());
}

bool flag_of(const json& value, const char* key) {
  const auto found = value.find(key);
  return found != value.end() && found->is_boolean() && found->get<bool>();
}

const json& list_of(const json& value, const char* key) {
  static const json kNone = json::array();
  const auto found = value.find(key);
  return found == value.end() || !found->is_array() ? kNone : *found;
}

std::string actor_of(const json& value) {
  const std::string process = text_of(value, "process");
  return process.empty() ? text_of(value, "thread") : process;
}

std::string what_of(const json& step) {
  const std::string call = text_of(step, "call");
  if (call.empty()) return text_of(step, "what");
  const std::string result = text_of(step, "result");
  return result.empty() ? call : call + " = " + result;
}

std::size_t index_in(std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  const auto index = static_cast<std::size_t>(found - names.begin());
  if (found == names.end()) names.push_back(name);
  return index;
}

std::vector<Effect> effects_of(const json& step, std::size_t objects) {
  std::vector<Effect> effects;
  for (const json& effect : list_of(step, "effects")) {
    const auto object = effect.value("object", objects);
    if (object < objects) {
      effects.push_back({object, text_of(effect, "does"), text_of(effect, "value")});
    }
  }
  return effects;
}

TraceStep step_of(Trace& trace, const json& value) {
  TraceStep step;
  step.actor = index_in(trace.actors, actor_of(value));
  step.what = what_of(value);
  if (const int times = value.value("times", 1); times > 1) {
    step.what += " (" + std::to_string(times) + " times)";
  }
  step.file = text_of(value, "file");
  step.line = value.value("line", 0);
  step.source = text_of(value, "source");
  step.note = text_of(value, "note");
  step.culprit = flag_of(value, "culprit");
  step.preempts = flag_of(value, "preempts");
  step.injected = flag_of(value, "injected");
  step.effects = effects_of(value, trace.objects.size());
  return step;
}

// The one that was there first stands left, and so on: "main" before "T1" before "T2".
void sort_actors(Trace& trace) {
  std::vector<std::string> sorted = trace.actors;
  const auto rank = [](const std::string& name) {
    const bool first = name == "main" || name == "parent";
    return std::pair(first ? std::size_t{0} : name.size(), name);
  };
  std::sort(sorted.begin(), sorted.end(),
            [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  const auto moved = [&](std::size_t old) { return index_in(sorted, trace.actors[old]); };
  for (TraceStep& step : trace.steps) step.actor = moved(step.actor);
  for (TraceWait& wait : trace.waits) wait.actor = moved(wait.actor);
  trace.actors = sorted;
}

Trace trace_of(const json& value) {
  Trace trace;
  trace.verdict = text_of(value, "verdict");
  trace.message = text_of(value, "message");
  for (const json& name : list_of(value, "objects")) {
    trace.objects.push_back(name.is_string() ? without_controls(name.get<std::string>()) : "");
  }
  for (const json& step : list_of(value, "steps")) trace.steps.push_back(step_of(trace, step));
  for (const json& wait : list_of(value, "waiting")) {
    trace.waits.push_back(
        {index_in(trace.actors, actor_of(wait)), text_of(wait, "for"), text_of(wait, "held_by")});
  }
  sort_actors(trace);
  return trace;
}

}  // namespace

Trace read_trace(std::string_view text) {
  try {
    return trace_of(json::parse(text));
  } catch (const json::exception&) {
    return {};
  }
}

}  // namespace threadlings::runner
