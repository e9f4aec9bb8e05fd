#include "ask_judge.hpp"

#include <exception>

#include "files.hpp"
#include "process.hpp"
#include "schedule.hpp"

namespace threadlings::runner {
namespace {

// Builds take minutes at most, and the judge has deadlines of its own: this one is for a judge that
// is itself stuck.
constexpr std::chrono::minutes kPatience{15};
constexpr std::size_t kLinesOfStderr = 12;

std::vector<std::string> last_lines(const std::string& text) {
  auto lines = split_lines(without_controls(text));
  if (lines.size() > kLinesOfStderr) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(kLinesOfStderr));
  }
  return lines;
}

Verdict environment(const Context& context, const Question& question, const std::string& what,
                    const Ended& ended) {
  Verdict verdict;
  verdict.lesson = question.lesson;
  verdict.check = question.check;
  verdict.answer = shown_path(question.answer, context.root);
  verdict.outcome = Outcome::environment;
  verdict.what = what;
  verdict.details = last_lines(ended.err);
  verdict.again = shell_line(judge_command(context, question));
  return verdict;
}

std::string missing_judge(const Context& context, const Ended& ended) {
  return "The judge " + describe(ended) + " (" + context.judge().string() +
         "). Your code was not looked at. Start ./threadlings, which builds the judge, or type: "
         "cmake --build " +
         context.build().string() + " --target judge";
}

std::string broken_judge(const Ended& ended, const std::string& complaint) {
  return "The judge " + describe(ended) + " and " + complaint +
         ". Your code was not looked at. To see what is wrong here: ./threadlings doctor";
}

// The judge's exit status repeats its verdict; if the two disagree, neither can be believed.
bool status_agrees(const Ended& ended, const Verdict& verdict) {
  return ended.how == Ended::How::exited && ended.code == (is_failure(verdict.outcome) ? 1 : 0);
}

Verdict read_verdict(const Context& context, const Question& question, const Ended& ended,
                     const std::string& line) {
  auto verdict = verdict_from_json(line);
  if (verdict.lesson == question.lesson && verdict.check == question.check) return verdict;
  return environment(context, question, broken_judge(ended, "answered another question"), ended);
}

Verdict read_one_verdict(const Context& context, const Question& question, const Ended& ended) {
  try {
    auto verdict = read_verdict(context, question, ended, ended.out);
    if (verdict.outcome == Outcome::environment || status_agrees(ended, verdict)) return verdict;
    const std::string said = "said \"" + std::string(name_of(verdict.outcome)) + "\"";
    return environment(context, question, broken_judge(ended, said), ended);
  } catch (const std::exception&) {
    return environment(context, question, broken_judge(ended, "gave no verdict"), ended);
  }
}

Ended start_judge(const Context& context, const Question& question,
                  const std::vector<std::string>& more, int cancel) {
  Command command;
  command.argv = {context.judge().string(), question.lesson, question.check};
  if (!question.answer.empty()) {
    command.argv.insert(command.argv.end(), {"--answer", question.answer.string()});
  }
  if (!question.replay.empty()) {
    command.argv.insert(command.argv.end(), {"--replay", question.replay});
  }
  command.argv.insert(command.argv.end(), more.begin(), more.end());
  command.argv.insert(command.argv.end(), {"--root", context.root.string(), "--json"});
  command.folder = context.root;
  command.deadline = kPatience;
  command.cpu = question.cpu;
  command.cancel = cancel;
  return run_process(command);
}

Answered ask(const Context& context, const Question& question, int cancel) {
  const auto ended = start_judge(context, question, {}, cancel);
  if (ended.how == Ended::How::not_started) {
    return {environment(context, question, missing_judge(context, ended), ended), 0};
  }
  return {read_one_verdict(context, question, ended), ended.cpu_seconds};
}

}  // namespace

std::vector<std::string> judge_command(const Context& context, const Question& question) {
  std::vector<std::string> argv{shown_path(context.judge(), context.root), question.lesson,
                                question.check};
  if (!question.answer.empty()) {
    argv.insert(argv.end(), {"--answer", shown_path(question.answer, context.root)});
  }
  if (!question.replay.empty()) argv.insert(argv.end(), {"--replay", question.replay});
  return argv;
}

Answered ask_judge_for_cost(const Context& context, const Question& question) {
  return ask(context, question, -1);
}

std::vector<Verdict> ask_each_test(const Context& context, const Question& question) {
  const auto ended = start_judge(context, question, {"--each-test"}, -1);
  if (ended.how == Ended::How::not_started) {
    return {environment(context, question, missing_judge(context, ended), ended)};
  }
  try {
    std::vector<Verdict> verdicts;
    for (const auto& line : split_lines(ended.out)) {
      verdicts.push_back(read_verdict(context, question, ended, line));
    }
    if (!verdicts.empty()) return verdicts;
  } catch (const std::exception&) {
    // as below
  }
  return {environment(context, question, broken_judge(ended, "gave no verdicts"), ended)};
}

Verdict ask_judge(const Context& context, const Question& question, const Follower& follower) {
  if (follower.began) follower.began(question);
  auto verdict = ask(context, question, follower.cancel).verdict;
  if (follower.ended) follower.ended(verdict);
  return verdict;
}

std::vector<Verdict> ask_all(const Context& context, const std::vector<Question>& questions,
                             const Follower& follower) {
  std::vector<Verdict> verdicts(questions.size());
  std::vector<Task> tasks;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const auto ask = [&, i] { verdicts[i] = ask_judge(context, questions[i], follower); };
    tasks.push_back({ask, questions[i].check == "bench"});
  }
  run_tasks(tasks, static_cast<unsigned>(allowed_cpus().size()));
  return verdicts;
}

}  // namespace threadlings::runner
