#include "verify/preparation.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "process.hpp"

namespace threadlings::runner {
namespace {

constexpr const char* kUnitCheck = "explore";
constexpr int kUnitVersion = 1;  // of what the judge prints

const Lesson& lesson_with(const std::vector<Lesson>& lessons, const std::string& check) {
  const auto found = std::find_if(lessons.begin(), lessons.end(), [&](const Lesson& lesson) {
    const auto checks = lesson.checks();
    return std::find(checks.begin(), checks.end(), check) != checks.end();
  });
  return found == lessons.end() ? lessons.front() : *found;
}

std::vector<std::string> all_checks_of(const std::vector<Lesson>& lessons) {
  std::vector<std::string> checks{kUnitCheck};
  for (const auto& lesson : lessons) {
    for (const auto& check : lesson.checks()) {
      const bool known = std::find(checks.begin(), checks.end(), check) != checks.end();
      if (!known) checks.push_back(check);
    }
  }
  return checks;
}

Ended ask_to_prepare(const Context& context, const Lesson& lesson, const std::string& check,
                     const std::string& what) {
  Command command;
  command.argv = {context.judge().string(), lesson.key, check, what, "--root",
                  context.root.string(),    "--json"};
  command.folder = context.root;
  return run_process(command);
}

}  // namespace

std::optional<double> header_seconds_in(const std::string& json, const std::string& check) {
  const auto value = nlohmann::json::parse(json, nullptr, false);
  if (!value.is_object() || value.value("version", nlohmann::json()) != kUnitVersion ||
      value.value("check", nlohmann::json()) != check) {
    return std::nullopt;
  }
  const auto seconds = value.find("header_seconds");
  if (seconds == value.end() || !seconds->is_number()) return std::nullopt;
  return seconds->get<double>();
}

void prepare_checks(const Context& context, const std::vector<Lesson>& lessons,
                    VerifyReport& report) {
  if (lessons.empty()) return;
  for (const auto& check : all_checks_of(lessons)) {
    const auto built = ask_to_prepare(context, lesson_with(lessons, check), check, "--prepare");
    report.shared.push_back({check, built.cpu_seconds});
  }
  const auto measured =
      ask_to_prepare(context, lesson_with(lessons, kUnitCheck), kUnitCheck, "--unit");
  report.unit_seconds = header_seconds_in(measured.out, kUnitCheck).value_or(0);
}

}  // namespace threadlings::runner
