#include "threadlings/judge/verdict.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

namespace threadlings {
namespace {

using nlohmann::json;

// In order of how much each explains: a lesson's verdict is the first of these that one of its
// checks came to. What keeps the program from being judged at all comes first, then causes (a race,
// a lock order), then what may be their consequence.
constexpr std::array<std::pair<Outcome, std::string_view>, 14> kNames = {{
    {Outcome::environment, "environment"},
    {Outcome::compile, "compile"},
    {Outcome::race, "race"},
    {Outcome::deadlock, "deadlock"},
    {Outcome::livelock, "livelock"},
    {Outcome::memory, "memory"},
    {Outcome::crash, "crash"},
    {Outcome::unsolved, "unsolved"},
    {Outcome::wrong, "wrong"},
    {Outcome::hang, "hang"},
    {Outcome::leak, "leak"},
    {Outcome::slow, "slow"},
    {Outcome::cannot_tell, "cannot tell"},
    {Outcome::pass, "pass"},
}};

std::size_t rank(Outcome outcome) {
  const auto found = std::find_if(kNames.begin(), kNames.end(),
                                  [&](const auto& entry) { return entry.first == outcome; });
  return static_cast<std::size_t>(found - kNames.begin());
}

json place_to_json(const Place& place) {
  return {{"file", place.file}, {"line", place.line}, {"what", place.what}};
}

Place place_from_json(const json& value) {
  return {value.at("file"), value.at("line"), value.at("what")};
}

std::string headline(const Verdict& verdict) {
  return verdict.lesson + " " + verdict.check + ": " + std::string(name_of(verdict.outcome)) + "\n";
}

std::string indented(const std::string& text, const std::string& margin) {
  std::string result;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    result += margin + text.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return result;
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  return kNames[rank(outcome)].second;
}

Outcome outcome_from_name(std::string_view name) {
  for (const auto& [outcome, known] : kNames) {
    if (known == name) return outcome;
  }
  throw std::runtime_error("there is no verdict \"" + std::string(name) + "\"");
}

bool is_failure(Outcome outcome) {
  return outcome != Outcome::pass && outcome != Outcome::cannot_tell;
}

std::string to_json(const Verdict& verdict) {
  json places = json::array();
  for (const Place& place : verdict.places) places.push_back(place_to_json(place));
  json tests = json::array();
  for (const TestResult& test : verdict.tests) {
    tests.push_back({{"name", test.name}, {"result", test.result}});
  }
  const json value = {
      {"lesson", verdict.lesson},
      {"check", verdict.check},
      {"answer", verdict.answer},
      {"test", verdict.test},
      {"verdict", name_of(verdict.outcome)},
      {"what", verdict.what},
      {"places", places},
      {"details", verdict.details},
      {"notices", verdict.notices},
      {"tests", tests},
      {"output", verdict.output},
      {"again", verdict.again},
      {"trace", verdict.trace},
      {"build_seconds", verdict.build_seconds},
      {"run_seconds", verdict.run_seconds},
  };
  // A program may print bytes that are no UTF-8: replace them rather than fail.
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Verdict verdict_from_json(std::string_view text) {
  try {
    const json value = json::parse(text);
    Verdict verdict;
    verdict.lesson = value.at("lesson");
    verdict.check = value.at("check");
    verdict.answer = value.at("answer");
    verdict.test = value.value("test", "");
    verdict.outcome = outcome_from_name(value.at("verdict").get<std::string>());
    verdict.what = value.at("what");
    for (const json& place : value.at("places")) verdict.places.push_back(place_from_json(place));
    verdict.details = value.at("details").get<std::vector<std::string>>();
    verdict.notices = value.at("notices").get<std::vector<std::string>>();
    for (const json& test : value.at("tests")) {
      verdict.tests.push_back({test.at("name"), test.at("result")});
    }
    verdict.output = value.at("output");
    verdict.again = value.at("again");
    verdict.trace = value.value("trace", "");
    verdict.build_seconds = value.at("build_seconds");
    verdict.run_seconds = value.at("run_seconds");
    return verdict;
  } catch (const json::exception& error) {
    throw std::runtime_error(std::string("not a verdict: ") + error.what());
  }
}

std::string to_text(const Verdict& verdict) {
  std::string text = headline(verdict) + indented(verdict.what, "  ");
  for (const Place& place : verdict.places) {
    text += "  " + place.file + ":" + std::to_string(place.line);
    text += (place.what.empty() ? "" : "  " + place.what) + "\n";
  }
  for (const std::string& detail : verdict.details) {
    text += detail.empty() ? "\n" : indented(detail, "    ");
  }
  for (const std::string& notice : verdict.notices) text += indented(notice, "  note: ");
  if (!verdict.output.empty()) {
    text += "  what the program printed:\n" + indented(verdict.output, "    | ");
  }
  if (is_failure(verdict.outcome) && !verdict.again.empty()) {
    text += "  again: " + verdict.again + "\n";
  }
  if (!verdict.trace.empty()) text += "  trace: " + verdict.trace + "\n";
  return text;
}

const Verdict& most_telling(const std::vector<Verdict>& verdicts) {
  // Of two that say the same, the one that can show the interleaving, or the story of the
  // processes.
  const auto tells = [](const Verdict& verdict) {
    return verdict.check == "explore" ? 0 : verdict.check == "faults" ? 1 : 2;
  };
  const auto weight = [&](const Verdict& verdict) {
    return std::make_pair(rank(verdict.outcome), tells(verdict));
  };
  return *std::min_element(
      verdicts.begin(), verdicts.end(),
      [&](const Verdict& a, const Verdict& b) { return weight(a) < weight(b); });
}

}  // namespace threadlings
