#include "checks.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <random>
#include <set>

#include "build.hpp"
#include "events.hpp"
#include "gate.hpp"
#include "interrupt.hpp"
#include "manifest.hpp"
#include "pattern.hpp"
#include "sandbox.hpp"
#include "sanitizer.hpp"
#include "scan.hpp"
#include "symbols.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

namespace fs = std::filesystem;

std::string random_nonce() {
  std::random_device device;
  std::string nonce;
  for (int i = 0; i < 4; ++i) nonce += std::to_string(device());
  return nonce.substr(0, 40);
}

// Puts the answer's files back if the program has removed or changed them. (With namespaces it
// cannot: the project is read-only then.)
class SourceGuard {
 public:
  explicit SourceGuard(const fs::path& folder) : folder_(folder) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      if (entry.is_regular_file()) {
        saved_[entry.path().filename().string()] = read_file(entry.path());
      }
    }
  }
  // True if something had to be put back. An editor may have saved a newer file meanwhile: only
  // what is missing is put back.
  bool restore() const {
    bool restored = false;
    for (const auto& [name, text] : saved_) {
      if (fs::exists(folder_ / name)) continue;
      std::error_code error;
      fs::create_directories(folder_, error);
      std::ofstream(folder_ / name, std::ios::binary) << text;
      restored = true;
    }
    return restored;
  }

 private:
  fs::path folder_;
  std::map<std::string, std::string> saved_;
};

std::vector<int> first_processors(int wanted) {
  cpu_set_t allowed;
  std::vector<int> chosen;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return chosen;
  for (int cpu = 0; cpu < CPU_SETSIZE && static_cast<int>(chosen.size()) < wanted; ++cpu) {
    if (CPU_ISSET(static_cast<std::size_t>(cpu), &allowed)) chosen.push_back(cpu);
  }
  return chosen;
}

std::string signal_words(int number) {
  const char* words = strsignal(number);
  return "signal " + std::to_string(number) + " (" + (words != nullptr ? words : "unknown") + ")";
}

std::string in_test(const std::string& test) {
  return test.empty() || test == "Judge.Canary" ? "" : " in " + test;
}

class Check {
 public:
  Check(const Toolchain& chain, const Lesson& lesson, std::string check, fs::path answer)
      : chain_(chain), lesson_(lesson), check_(std::move(check)), answer_(std::move(answer)) {
    verdict_.lesson = lesson.key;
    verdict_.check = check_;
    verdict_.answer = below(chain.root, fs::weakly_canonical(answer_).string());
    verdict_.again = "./threadlings " + std::string(check_ == "try" ? "try " : "run ") +
                     lesson.number() + (check_ == "try" ? "" : " --check " + check_);
  }

  Verdict run() {
    try {
      if (files_are_there() && build() && scan()) judge_program();
    } catch (const EnvironmentError& error) {
      decide(Outcome::environment, error.what());
    }
    call_untouched_unsolved();
    return std::move(verdict_);
  }

 private:
  void decide(Outcome outcome, const std::string& what) {
    verdict_.outcome = outcome;
    verdict_.what = what;
  }

  bool files_are_there() {
    for (const std::string& name : lesson_.answer_files()) {
      if (fs::is_regular_file(answer_ / name)) continue;
      decide(Outcome::compile, "The file " + verdict_.answer + "/" + name +
                                   " is missing. ./threadlings reset " + lesson_.number() +
                                   " puts the untouched one there.");
      return false;
    }
    return true;
  }

  bool build() {
    const auto begin = std::chrono::steady_clock::now();
    build_ = build_program(chain_, lesson_, check_, answer_);
    verdict_.build_seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (build_.ok) {
      if (!build_.output.empty())
        verdict_.notices.push_back("the compiler warns:\n" + build_.output);
      return true;
    }
    if (build_.timed_out) {
      decide(Outcome::compile, "The compiler did not come to an end within five minutes.");
    } else {
      explain_compiler_errors();
    }
    return false;
  }

  void explain_compiler_errors() {
    static const Pattern kError(R"(^(\S+?):(\d+):(?:\d+:)? (?:fatal )?error: (.*)$)");
    // GNU ld's words, and lld's.
    static const Pattern kMissing(R"(undefined (?:reference to `|symbol: )([^']+))");
    decide(Outcome::compile, "The compiler does not accept the code.");
    std::set<std::string> missing;
    for (const std::string& line : lines_of(build_.output)) {
      if (const Match error = kError.whole(line); !error.empty()) {
        verdict_.places.push_back({below(chain_.root, error[1]), std::stoi(error[2]), error[3]});
      } else if (const Match symbol = kMissing.first_in(line); !symbol.empty()) {
        missing.insert(symbol[1]);
      } else if (defines_main_twice(line)) {
        decide(Outcome::compile,
               "The answer defines main, but the tests bring their own. Keep main in main.cpp.");
      }
    }
    if (!missing.empty() && verdict_.places.empty()) {
      decide(Outcome::compile,
             "The tests call " + *missing.begin() + ", but the answer does not define it.");
    }
    for (const std::string& line : lines_of(build_.output)) {
      if (verdict_.details.size() < 40) verdict_.details.push_back(line);
    }
  }

  static bool defines_main_twice(const std::string& line) {
    return (line.find("multiple definition of") != std::string::npos ||
            line.find("duplicate symbol") != std::string::npos) &&
           (line.find("`main'") != std::string::npos || line.ends_with(": main"));
  }

  bool scan() {
    if (check_ == "try") return true;
    Scan found = scan_symbols(read_file(build_.symbols));
    std::string solution;
    for (const std::string& name : lesson_.answer_files()) {
      Scan source = scan_source(read_file(answer_ / name), verdict_.answer + "/" + name);
      found.forbidden.insert(found.forbidden.end(), source.forbidden.begin(),
                             source.forbidden.end());
      found.notices.insert(found.notices.end(), source.notices.begin(), source.notices.end());
      solution += read_file(lesson_.solution() / name);
    }
    for (const std::string& notice : found.notices) {
      if (!is_expected(notice, solution)) verdict_.notices.push_back(notice);
    }
    if (found.forbidden.empty()) return true;
    decide(Outcome::wrong, "The answer " + found.forbidden.front().what +
                               ". The checks would see nothing. Remove it.");
    for (const Place& place : found.forbidden) {
      if (place.line != 0) verdict_.places.push_back(place);
    }
    return false;
  }

  // What the solution itself uses deserves no notice: _exit in a child process, say.
  static bool is_expected(const std::string& notice, const std::string& solution) {
    static const Pattern kUse("^the answer uses ([\\w]+)");
    const Match match = kUse.first_in(notice);
    return !match.empty() && solution.find(match[1] + "(") != std::string::npos;
  }

  void judge_program() {
    if (check_ == "bench") return judge_benchmark();
    if (check_ == "try") return judge_small_program();
    judge_tests();
  }

  RunRequest request_for(const ScratchFolder& scratch) const {
    RunRequest request;
    request.scratch = scratch.path();
    request.read_only = chain_.root;
    request.environment = {
        "PATH=/usr/local/bin:/usr/bin:/bin",
        "HOME=" + scratch.path().string(),
        "TMPDIR=" + scratch.path().string(),
        "LANG=C.UTF-8",
    };
    return request;
  }

  // Runs and remembers what every kind of run is judged by.
  RunResult run_program(const RunRequest& request) {
    const SourceGuard guard(answer_);
    RunResult result = run_contained(request);
    if (guard.restore()) {
      verdict_.notices.push_back("the program had removed files of " + verdict_.answer +
                                 "; they have been put back");
    }
    verdict_.run_seconds += result.seconds;
    verdict_.output = result.output;
    if (result.ending == Ending::lost && !result.trouble.empty())
      throw EnvironmentError(result.trouble);
    return result;
  }

  // --- test and tsan ------------------------------------------------------------------------

  void add_sanitizer_options(RunRequest& request, const fs::path& scratch) const {
    const std::string log = "log_path=" + (scratch / "report").string();
    const std::string common = log + ":color=never:abort_on_error=0:disable_coredump=1";
    request.environment.push_back("UBSAN_OPTIONS=" + common + ":print_stacktrace=1");
    request.environment.push_back(
        "ASAN_OPTIONS=" + common +
        ":detect_stack_use_after_return=1:detect_leaks=1:strict_string_checks=1:"
        "check_initialization_order=1");
    const fs::path suppressions = lesson_.tests() / "tsan.supp";
    request.environment.push_back("TSAN_OPTIONS=" + common +
                                  ":suppressions=" + suppressions.string() +
                                  ":halt_on_error=0:second_deadlock_stack=1:history_size=4" +
                                  extra_tsan_options(suppressions));
  }

  // "# options: detect_deadlocks=0" in tsan.supp
  static std::string extra_tsan_options(const fs::path& suppressions) {
    std::string options;
    for (const std::string& line : lines_of(read_file(suppressions))) {
      static const std::string kLabel = "# options: ";
      if (!line.starts_with(kLabel)) continue;
      std::istringstream words(line.substr(kLabel.size()));
      std::string word;
      while (words >> word) options += ":" + word;
    }
    return options;
  }

  static std::string all_reports(const fs::path& scratch) {
    std::string text;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(scratch, error)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with("report.")) text += read_file(entry.path());
    }
    return text;
  }

  void judge_tests() {
    const ScratchFolder scratch;
    RunRequest request = request_for(scratch);
    add_sanitizer_options(request, scratch.path());
    request.nonce = random_nonce();
    request.argv = {(chain_.root / build_.program).string(), "{NONCE}", "{EVENTS}"};
    if (build_.program.is_absolute()) request.argv[0] = build_.program.string();
    const auto manifest = manifest_of(lesson_.tests());
    if (manifest.empty())
      throw EnvironmentError("there are no tests in " + lesson_.tests().string());
    const RunResult result = run_program(request);
    const TestLog log = read_events(result.events, manifest, request.nonce);
    verdict_.tests = log.tests;
    std::string reports_text = all_reports(scratch.path());
    // g++'s UndefinedBehaviorSanitizer has a runtime of its own that writes to standard error.
    if (!log.done) reports_text += result.output;
    const auto reports = read_reports(reports_text, chain_, request.argv[0]);
    const auto trouble = cannot_work(reports_text + (log.started ? "" : result.output));
    decide_on_tests(result, log, reports, trouble);
  }

  void decide_on_tests(const RunResult& result, const TestLog& log,
                       const std::vector<Report>& reports,
                       const std::optional<std::string>& trouble) {
    if (result.ending == Ending::interrupted) return decide_interrupted();
    if (!reports.empty()) return decide_on_report(most_telling_report(reports));
    if (trouble) return decide(Outcome::environment, *trouble);
    if (decide_on_ending(result, log)) return;
    if (log.ran_on) {
      return decide(Outcome::wrong,
                    "A child process ran on into its parent's code, and so the tests ran twice. "
                    "After fork, the child must end by itself, with _exit.");
    }
    if (!log.failures.empty()) return decide_on_failures(log);
    if (!log.leaks.empty()) return decide_on_leak(log.leaks.front());
    if (!log.done) return decide_on_early_end(result, log);
    if (!log.canary_failed || !log.all_passed() || !log.surprises.empty()) {
      return decide(Outcome::wrong,
                    "The tests did not all run, or could not fail. The answer interferes with "
                    "GoogleTest: tests belong to tests/, not to the answer.");
    }
    if (decide_on_leftovers(result)) return;
    decide(Outcome::pass, "All " + std::to_string(log.tests.size()) + " tests passed.");
    verdict_.output.clear();
  }

  void decide_interrupted() {
    decide(Outcome::cannot_tell, "The check was interrupted before it came to a verdict.");
  }

  static const Report& most_telling_report(const std::vector<Report>& reports) {
    const auto weight = [](const Report& report) {
      switch (report.outcome) {
        case Outcome::race:
          return 0;
        case Outcome::deadlock:
          return 1;
        case Outcome::memory:
          return 2;
        case Outcome::crash:
          return 3;
        default:
          return 4;
      }
    };
    return *std::min_element(reports.begin(), reports.end(), [&](const Report& a, const Report& b) {
      return weight(a) < weight(b);
    });
  }

  void decide_on_report(const Report& report) {
    decide(report.outcome, report.what);
    verdict_.places = report.places;
    for (const std::string& line : report.text) {
      if (verdict_.details.size() < 30) verdict_.details.push_back(line);
    }
  }

  // What the judge had to end, and what ended by a signal. False if the program simply ended.
  bool decide_on_ending(const RunResult& result, const TestLog& log) {
    const std::string where = in_test(log.running);
    switch (result.ending) {
      case Ending::asleep:
        decide(Outcome::hang, "The program waits for ever" + where +
                                  ": all of its threads have been asleep for three seconds.");
        add_stacks(log);
        return true;
      case Ending::busy:
        decide(Outcome::hang, "The program does not come to an end" + where +
                                  ": it has used ten seconds of processor time.");
        add_stacks(log);
        return true;
      case Ending::too_much_output:
        decide(Outcome::hang, "The program does not stop printing" + where +
                                  ": more than 64 MiB have come out of it.");
        return true;
      case Ending::too_slow_to_tell:
        decide(Outcome::cannot_tell,
               "The machine is too busy: after two minutes the program had hardly run.");
        return true;
      case Ending::too_much_memory:
        decide(Outcome::memory,
               "The program takes memory without end" + where + ": more than 4 GiB at once.");
        return true;
      case Ending::too_many_processes:
        decide(Outcome::leak, "The program starts processes without end" + where +
                                  ": more than 300 at once. Does a child run the parent's loop?");
        return true;
      case Ending::lost:
        decide(Outcome::crash, "The program killed the process that watches over it" + where +
                                   ". Whom does it send signals to?");
        return true;
      case Ending::signalled:
        decide_on_signal(result, where);
        return true;
      case Ending::exited:
        return false;
      case Ending::interrupted:
        decide_interrupted();
        return true;
    }
    return false;
  }

  void decide_on_signal(const RunResult& result, const std::string& where) {
    static const Pattern kTerminate(R"(terminate called after throwing an instance of '([^']+)')");
    static const Pattern kWhat(R"(what\(\):\s+(.*))");
    const std::string& output = result.output;
    if (output.find("terminate called without an active exception") != std::string::npos) {
      return decide(Outcome::crash, "The program was terminated" + where +
                                        ": a std::thread was destroyed that had been neither "
                                        "joined nor detached.");
    }
    if (const Match type = kTerminate.first_in(output); !type.empty()) {
      std::string what = "The program was terminated" + where + ": an exception of type " +
                         type[1] + " left a thread or a noexcept function";
      if (const Match text = kWhat.first_in(output); !text.empty()) what += " (" + text[1] + ")";
      return decide(Outcome::crash, what + ".");
    }
    decide(Outcome::crash,
           "The program was ended" + where + " by " + signal_words(result.code) + ".");
  }

  void decide_on_failures(const TestLog& log) {
    const Failure& first = log.failures.front();
    const auto failed = static_cast<std::size_t>(
        std::count_if(log.tests.begin(), log.tests.end(),
                      [](const TestResult& test) { return test.result == "failed"; }));
    std::string what = "The test " + first.test + " expects something else.";
    if (failed > 1) what += " (" + std::to_string(failed) + " tests failed.)";
    decide(Outcome::wrong, what);
    for (const Failure& failure : log.failures) {
      if (verdict_.places.size() >= 5) break;
      verdict_.places.push_back(
          {below(chain_.root, failure.place.file), failure.place.line, failure.test});
      for (const std::string& line : lines_of(failure.place.what)) verdict_.details.push_back(line);
    }
  }

  void decide_on_leak(const LeakReport& leak) {
    decide(Outcome::leak, "After the test " + leak.test + ", " + leak.text + ".");
  }

  void decide_on_early_end(const RunResult& result, const TestLog& log) {
    const std::string when = log.started ? in_test(log.running) : " before its first test";
    decide(Outcome::crash, "The program ended with exit status " + std::to_string(result.code) +
                               when + ", before its tests were done. Who calls exit?");
  }

  bool decide_on_leftovers(const RunResult& result) {
    if (!result.leftover_processes.empty()) {
      decide(Outcome::leak, "When the program had ended, " +
                                std::to_string(result.leftover_processes.size()) +
                                " of its processes were still running.");
      return true;
    }
    if (!result.leftover_shared.empty()) {
      decide(Outcome::leak, "The program left shared memory behind: /dev/shm/" +
                                result.leftover_shared.front() + ". Who calls shm_unlink?");
      return true;
    }
    return false;
  }

  // Where each thread was when the program was ended, outermost of our own lines last.
  void add_stacks(const TestLog& log) {
    for (const ThreadStack& stack : log.stacks) {
      std::vector<std::string> offsets;
      for (const std::string& frame : stack.frames) {
        if (frame.starts_with("+")) offsets.push_back(frame.substr(1));
      }
      const auto found = look_up(chain_, build_.program, offsets);
      std::vector<std::string> lines;
      std::string waits_in;
      std::size_t next = 0;
      for (const std::string& frame : stack.frames) {
        if (!frame.starts_with("+")) {
          if (lines.empty()) waits_in = plain_function(frame);
          continue;
        }
        for (const SourceLine& source : found[next]) {
          if (!is_ours(source.file)) continue;
          lines.push_back("    " + source.function + "  " + source.file + ":" +
                          std::to_string(source.line));
          if (lines.size() == 1) {
            verdict_.places.push_back(
                {source.file, source.line,
                 waits_in.empty() ? "a thread is here" : "a thread waits here, in " + waits_in});
          }
        }
        ++next;
      }
      if (lines.empty()) continue;
      verdict_.details.push_back("Thread " + stack.thread +
                                 (waits_in.empty() ? ":" : ", in " + waits_in + ":"));
      for (const std::string& line : lines) verdict_.details.push_back(line);
    }
  }

  bool is_ours(const std::string& file) const {
    return file.starts_with("lessons/") || file.starts_with("solutions/") ||
           file.starts_with("tests/") || file.starts_with(verdict_.answer + "/");
  }

  static std::string plain_function(std::string name) {
    for (const std::string prefix : {"__interceptor_", "___interceptor_", "__GI_", "__libc_"}) {
      if (name.starts_with(prefix)) name = name.substr(prefix.size());
    }
    if (name == "_ZNSt6thread4joinEv") return "std::thread::join";
    return name;
  }

  // --- bench --------------------------------------------------------------------------------

  std::optional<double> measure(const fs::path& program, const Gate& gate,
                                const std::vector<int>& processors) {
    const ScratchFolder scratch;
    RunRequest request = request_for(scratch);
    const fs::path file = scratch.path() / "benchmark.json";
    request.argv = {(program.is_absolute() ? program : chain_.root / program).string(),
                    "--benchmark_out=" + file.string(),
                    "--benchmark_out_format=json",
                    "--benchmark_filter=^(" + gate.slow + "|" + gate.fast + ")(/|$)",
                    "--benchmark_repetitions=3",
                    "--benchmark_min_time=0.01",
                    "--benchmark_enable_random_interleaving=true"};
    request.processors = processors;
    request.cpu_limit_seconds = 60;
    const RunResult result = run_program(request);
    if (result.ending == Ending::interrupted) return std::nullopt;
    if (result.ending != Ending::exited || result.code != 0) {
      if (!decide_on_ending(result, {})) decide_on_early_end(result, {});
      return std::nullopt;
    }
    const auto ratio = ratio_in(read_file(file), gate);
    if (!ratio) {
      decide(Outcome::wrong, "The benchmark did not run " + gate.slow + " and " + gate.fast +
                                 " to their ends. Does the answer give the right result?");
    }
    return ratio;
  }

  void judge_benchmark() {
    const auto gate = gate_of(read_file(lesson_.benchmark()));
    if (!gate) {
      throw EnvironmentError("the first line of " + lesson_.benchmark().string() +
                             " must be: // gate: SLOW / FAST >= RATIO on N cores");
    }
    const auto processors = first_processors(gate->cores);
    if (static_cast<int>(processors.size()) < gate->cores) {
      return decide(Outcome::cannot_tell, "This needs " + std::to_string(gate->cores) +
                                              " processor cores; the program may use " +
                                              std::to_string(processors.size()) + ".");
    }
    const Build control = build_program(chain_, lesson_, check_, lesson_.solution());
    if (!control.ok) throw EnvironmentError("the solution does not build:\n" + control.output);
    compare(*gate, control.program, processors);
    if (verdict_.outcome == Outcome::pass) verdict_.output.clear();
  }

  void compare(const Gate& gate, const fs::path& control_program,
               const std::vector<int>& processors) {
    constexpr std::size_t kLooks[] = {8, 16, 32};  // few looks, so that luck has few chances
    std::vector<double> answer;
    std::vector<double> control;
    verdict_.outcome = Outcome::pass;
    std::minstd_rand coin(std::random_device{}());
    GateAnswer decision = GateAnswer::not_yet;
    for (std::size_t rounds : kLooks) {
      while (answer.size() < rounds) {
        const bool answer_first = coin() % 2 == 0;
        for (bool is_answer : {answer_first, !answer_first}) {
          const auto ratio =
              measure(is_answer ? build_.program : control_program, gate, processors);
          if (interrupted()) return decide_interrupted();
          if (!ratio) return;
          (is_answer ? answer : control).push_back(*ratio);
        }
      }
      decision = decide_gate(gate, answer, control);
      if (decision != GateAnswer::not_yet) break;
    }
    say_gate(gate, decision, answer, control);
  }

  static GateAnswer decide_gate(const Gate& gate, const std::vector<double>& answer,
                                const std::vector<double>& control) {
    return threadlings::decide(gate, answer, control);
  }

  static std::string in_words(const std::vector<double>& ratios) {
    const auto interval = median_interval(ratios);
    char text[96];
    std::snprintf(text, sizeof text, "%.2f times (99%% sure: between %.2f and %.2f, %zu runs)",
                  interval->middle, interval->low, interval->high, ratios.size());
    return text;
  }

  void say_gate(const Gate& gate, GateAnswer decision, const std::vector<double>& answer,
                const std::vector<double>& control) {
    char wanted[32];
    std::snprintf(wanted, sizeof wanted, "%.2f", gate.ratio);
    const std::string goal =
        gate.fast + " must be at least " + wanted + " times as fast as " + gate.slow + ".";
    switch (decision) {
      case GateAnswer::fast_enough:
        decide(Outcome::pass, "Fast enough. " + goal);
        break;
      case GateAnswer::too_slow:
        decide(Outcome::slow, "Too slow. " + goal);
        break;
      case GateAnswer::not_yet:
        decide(Outcome::cannot_tell,
               "The machine is too noisy just now to tell whether this is fast enough. " + goal +
                   " Try again when less is running.");
    }
    verdict_.details.push_back("this answer:  " + in_words(answer));
    verdict_.details.push_back("the solution: " + in_words(control));
  }

  // --- try ----------------------------------------------------------------------------------

  void judge_small_program() {
    const ScratchFolder scratch;
    RunRequest request = request_for(scratch);
    request.argv = {
        (build_.program.is_absolute() ? build_.program : chain_.root / build_.program).string()};
    const RunResult result = run_program(request);
    if (decide_on_ending(result, {})) return;
    if (result.code != 0) {
      return decide(Outcome::wrong,
                    "The program ended with exit status " + std::to_string(result.code) + ".");
    }
    if (decide_on_leftovers(result)) return;
    decide(Outcome::pass, "The program ran to its end.");
  }

  // --- all ----------------------------------------------------------------------------------

  // A failed expectation is no news about a file that nobody has touched yet.
  void call_untouched_unsolved() {
    if (verdict_.outcome != Outcome::wrong || !lesson_.untouched(answer_)) return;
    verdict_.outcome = Outcome::unsolved;
  }

  const Toolchain& chain_;
  const Lesson& lesson_;
  std::string check_;
  fs::path answer_;
  Build build_;
  Verdict verdict_;
};

}  // namespace

Verdict judge(const Toolchain& chain, const Lesson& lesson, const std::string& check,
              const fs::path& answer) {
  return Check(chain, lesson, check, answer).run();
}

}  // namespace threadlings
