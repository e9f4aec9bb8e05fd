#include <errno.h>
#include <stdlib.h>

#include <fstream>

#include "../runtime/output.hpp"
#include "../runtime/symbols.hpp"
#include "../runtime/weak_atomics.hpp"
#include "json.hpp"
#include "minimise.hpp"
#include "report.hpp"
#include "text.hpp"
#include "token.hpp"

namespace threadlings::explorer {

namespace {

STATE Story* last_story;  // of the exploration that is being reported

Runtime::End run_script(Session& session, const std::vector<std::uint8_t>& decisions,
                        Observer* observer, bool& diverged) {
  auto script = make_replay(decisions);
  script->start();
  rt.observer = observer;
  Runtime::End end = session.run(*script);
  rt.observer = nullptr;
  diverged = script->diverged();
  return end;
}

// Runs it again, watching.
Story watch(Session& session, const std::vector<std::uint8_t>& decisions, Failure& failure,
            bool& diverged) {
  Trace trace;
  keep_output();
  run_script(session, decisions, &trace, diverged);
  trace.finish();
  failure = session.failure();
  return tell(trace, failure);
}

std::string arguments_of_program() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::string text, argument;
  std::getline(file, argument, '\0');  // its name
  while (std::getline(file, argument, '\0')) text += " '" + argument + "'";
  return text;
}

std::string command_for(const std::string& token, const std::string& test) {
  std::string command = "THREADLINGS_REPLAY='" + token + "' " + program_invocation_name;
  if (rt.whole_program) return command + arguments_of_program();
  if (!test.empty()) command += " --gtest_filter=" + test;
  return command;
}

// A race is easier to believe when it does harm. With races allowed, racy accesses are steps, and
// some interleaving of them may fail a check.
std::string harm_of_race(Session& session) {
  const double until = seconds_now() + 0.5;
  rt.races = false;
  std::string text;
  for (int restart = 0; restart < 8 && text.empty(); ++restart) {
    rt.new_racy = rt.stack_grew = false;
    auto search = make_depth_first(2);
    bool again = false;
    for (int runs = 0; !again && runs < 20'000 && seconds_now() < until && search->start();
         ++runs) {
      Runtime::End end = session.run(*search);
      again = rt.new_racy;
      if (end != Runtime::failure_found || session.failure().verdict != Verdict::check) continue;
      Recording failing = minimise(session, record(session.failure()));
      Failure failure;
      bool diverged = false;
      Story story = watch(session, failing.decisions, failure, diverged);
      if (diverged || failure.verdict != Verdict::check) break;
      text = "One interleaving in which it does harm:\n" + columns(story) + failure.message + "\n";
      break;
    }
    if (!again) break;
  }
  rt.races = rt.options->races;
  return text;
}

void write_report(Result& result, const Failure& failure, const Story& story,
                  const std::string& harm, const std::string& test) {
  result.verdict = failure.verdict;
  result.message = message_for(failure, story);
  if (!failure.file.empty())
    result.where = Line{failure.file, failure.line, ""}.place();
  else if (story.last)
    result.where = story.last.place();
  std::string& text = result.report;
  text = result.message + "\n";
  if (!failure.file.empty())
    text += "  at " + failure.file + ":" + std::to_string(failure.line) + "\n";
  if (failure.verdict == Verdict::deadlock || failure.verdict == Verdict::livelock ||
      failure.verdict == Verdict::step_limit)
    text += table_of(story);
  if (std::string picture = columns(story); !picture.empty()) text += "\n" + picture;
  if (!harm.empty()) text += "\n" + harm;
  if (!result.output.empty()) text += "\nIt printed:\n" + result.output + "\n";
  if (result.first_failure)
    text += "\nFound in interleaving " + std::to_string(result.first_failure) + " (" +
            name_of(result.mode) + " search).";
  if (!result.token.empty()) text += "\nAgain: " + command_for(result.token, test) + "\n";
}

Token token_for(const Failure& failure, const std::vector<std::uint8_t>& decisions) {
  const Options& o = *rt.options;
  return {failure.verdict, o.races,  o.spurious_wakeups, o.weak_cas_failures, o.early_timeouts,
          o.max_steps,     o.memory, o.any_waiter,       build_hash(),        decisions};
}

std::string depends_on_outside(const std::string& where) {
  std::string text = "the same choices led ";
  text += where;
  text +=
      ": the scenario depends on something that is not put back between runs, such as variables "
      "that it captures by reference, files, real time or random numbers";
  return text;
}

void say_nondeterministic(Result& result, const std::string& why) {
  result.verdict = Verdict::nondeterministic;
  result.message = why;
  result.report = why + "\n";
}

}  // namespace

std::string requested_token(const Options& options) {
  if (!options.replay.empty()) return options.replay;
  const char* token = getenv("THREADLINGS_REPLAY");
  return token && !options.quiet ? token : "";
}

void explain(Session& session, Recording recording, const Options&, const std::string& test,
             Result& result) {
  if (recording.failure.verdict == Verdict::nondeterministic)
    return say_nondeterministic(result, depends_on_outside("where they cannot be made"));
  bool diverged = false;
  run_script(session, recording.decisions, nullptr, diverged);
  if (diverged || session.failure().verdict != recording.failure.verdict)
    return say_nondeterministic(
        result, depends_on_outside("elsewhere (" + std::string(name_of(recording.failure.verdict)) +
                                   " first, then " + name_of(session.failure().verdict) + ")"));
  Recording simple = minimise(session, std::move(recording));
  Failure failure;
  Story story = watch(session, simple.decisions, failure, diverged);
  result.output = kept_output();
  result.token = write_token(token_for(failure, simple.decisions));
  std::string harm = failure.verdict == Verdict::race ? harm_of_race(session) : "";
  write_report(result, failure, story, harm, test);
  delete last_story;
  last_story = new Story(std::move(story));
}

void replay(Session& session, const std::string& text, const std::string& test, Result& result) {
  std::optional<Token> token = read_token(text);
  if (!token) return say_nondeterministic(result, "this is no token: " + text);
  if (token->build != build_hash())
    return say_nondeterministic(
        result, "the program has changed since this token was made; explore it again");
  Options options = *rt.options;
  options.races = rt.races = token->races;
  options.spurious_wakeups = token->spurious;
  options.weak_cas_failures = token->weak;
  options.early_timeouts = token->timeouts;
  options.any_waiter = token->any_waiter;
  options.max_steps = rt.max_steps = token->steps;
  options.memory = token->memory;
  rt.weak = options.memory == Memory::rc11;
  if (rt.weak) start_weak_exploration();
  const Options* before = rt.options;
  rt.forgive_leaks = false;
  rt.options = &options;
  // Words that are racy, and the depth of stacks, must be known from the first step on.
  bool diverged = false;
  for (int i = 0; i < 64; ++i) {
    rt.new_racy = rt.stack_grew = false;
    run_script(session, token->decisions, nullptr, diverged);
    if (!rt.new_racy) break;
  }
  Failure failure;
  Story story = watch(session, token->decisions, failure, diverged);
  result.output = kept_output();
  result.interleavings = 1;
  result.token = text;
  if (diverged || failure.verdict != token->verdict)
    say_nondeterministic(result, "this program is not deterministic: the token led to " +
                                     std::string(name_of(token->verdict)) + ", now to " +
                                     name_of(failure.verdict));
  else
    write_report(result, failure, story, "", test);
  rt.options = before;
  delete last_story;
  last_story = new Story(std::move(story));
}

void deliver(Result& result, const Options&, const std::string& test) {
  result.json = as_json(result, test, last_story);
  delete last_story;
  last_story = nullptr;
  if (const char* path = getenv("THREADLINGS_EXPLORE_JSON"))
    std::ofstream(path, std::ios::app) << result.json << "\n";
}

}  // namespace threadlings::explorer
