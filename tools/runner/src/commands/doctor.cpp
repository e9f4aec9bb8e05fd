#include <fmt/core.h>

#include <algorithm>

#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "doctor/examine.hpp"
#include "json_output.hpp"
#include "screen/text.hpp"

namespace threadlings::runner {
namespace {

using State = Finding::State;

std::string mark_of(const Context& context, State state) {
  switch (state) {
    case State::good:
      return context.terminal.paint(Tone::good, "good    ");
    case State::doubtful:
      return context.terminal.paint(Tone::warning, "doubtful");
    case State::broken:
      return context.terminal.paint(Tone::bad, "broken  ");
  }
  return {};
}

void print_finding(const Context& context, const Finding& finding) {
  fmt::print("  {}  {}{}\n", mark_of(context, finding.state), filled(finding.name, 18),
             without_controls(finding.text));
  if (!finding.mend.empty()) fmt::print("            mend: {}\n", finding.mend);
}

std::vector<Finding> look(const Context& context) {
  const Waiting waiting(context, "looking at this machine ...");
  return examine(context);
}

bool any(const std::vector<Finding>& findings, State state) {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Finding& finding) { return finding.state == state; });
}

void print_all(const Context& context, const std::vector<Finding>& findings) {
  for (const auto& finding : findings) print_finding(context, finding);
  fmt::print("\n{}\n", any(findings, State::broken)
                           ? "Something is broken: type the first mending command."
                           : "This machine can judge lessons.");
}

}  // namespace

int doctor_command(const Context& context) {
  const auto findings = look(context);
  if (context.json) {
    fmt::print("{}\n", findings_to_json(findings));
  } else {
    print_all(context, findings);
  }
  return any(findings, State::broken) ? 1 : 0;
}

}  // namespace threadlings::runner
