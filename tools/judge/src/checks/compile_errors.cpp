#include "checks/compile_errors.hpp"

#include <set>

#include "pattern.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

constexpr std::size_t kPlacesShown = 5;  // what follows is mostly an echo of the first errors
constexpr std::size_t kLinesShown = 40;

bool defines_main_twice(const std::string& line) {
  return (line.find("multiple definition of") != std::string::npos ||
          line.find("duplicate symbol") != std::string::npos) &&
         (line.find("`main'") != std::string::npos || line.ends_with(": main"));
}

}  // namespace

void explain_compiler_errors(Attempt& attempt) {
  static const Pattern kError(R"(^(\S+?):(\d+):(?:\d+:)? (?:fatal )?error: (.*)$)");
  // GNU ld's words, and lld's.
  static const Pattern kMissing(R"(undefined (?:reference to `|symbol: )([^']+))");
  attempt.decide(Outcome::compile, "The compiler does not accept the code.");
  std::set<std::string> missing;
  for (const std::string& line : lines_of(attempt.build.output)) {
    if (const Match error = kError.whole(line); !error.empty()) {
      if (attempt.verdict.places.size() == kPlacesShown) continue;
      attempt.verdict.places.push_back({attempt.shown(error[1]), std::stoi(error[2]), error[3]});
    } else if (const Match symbol = kMissing.first_in(line); !symbol.empty()) {
      missing.insert(symbol[1]);
    } else if (defines_main_twice(line)) {
      attempt.decide(
          Outcome::compile,
          "The answer defines main, but the tests bring their own. Keep main in main.cpp.");
    }
  }
  if (const auto hook = missing.lower_bound("__tsan_");
      hook != missing.end() && hook->starts_with("__tsan_")) {
    attempt.decide(Outcome::environment,
                   "This compiler makes programs call " + *hook +
                       ", which the explorer does not have. That is no fault of the answer. Next: "
                       "./threadlings doctor");
  } else if (!missing.empty() && attempt.verdict.places.empty()) {
    attempt.decide(Outcome::compile,
                   "The tests call " + *missing.begin() + ", but the answer does not define it.");
  }
  for (const std::string& line : lines_of(attempt.build.output)) {
    if (attempt.verdict.details.size() < kLinesShown) attempt.verdict.details.push_back(line);
  }
}

}  // namespace threadlings
