// The command line of `threadlings`. What the commands do is in commands/.
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <functional>

#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "errors.hpp"
#include "interrupt.hpp"
#include "json_output.hpp"
#include "threadlings/judge/lesson.hpp"
#include "update/transaction.hpp"

namespace threadlings::runner {
namespace {

constexpr int kUsage = 2;
constexpr int kBroken = 1;
constexpr int kInterruptedBase = 128;  // as shells count: 128 + number of the signal

struct Options {
  std::string root;
  bool json = false;
  bool yes = false;
  std::string lesson;
  std::string key;
  RunOptions run;
  ExploreOptions explore;
  FaultsOptions faults;
  ResetOptions reset;
  UpdateOptions update;
  MinutesOptions minutes;
  std::string file;
  VerifyOptions verify;
  BenchLoopOptions bench_loop;
};

using Action = std::function<int(const Context&)>;

constexpr auto kLessonHelp = "A lesson: its number, its name, or the beginning of its name";
constexpr auto kNextHelp = "A lesson: its number or name; if left out, the next unfinished one";

// CLI11 calls what `--flag` sets; the command that was chosen leaves its action here.
class CommandLine {
 public:
  CommandLine()
      : app_(
            "Threadlings: small exercises to learn concurrency in C++.\n"
            "Without a command: the next unfinished lesson, checked after every save.",
            "threadlings") {
    add_global_options();
    add_learner_commands();
    add_author_commands();
  }

  Options& options() { return options_; }
  const Action& action() const { return action_; }
  CLI::App& app() { return app_; }

 private:
  void add_global_options() {
    app_.set_version_flag("--version", "threadlings " THREADLINGS_VERSION, "Show the version");
    app_.set_help_flag("-h,--help", "Show this help");
    app_.add_option("--root", options_.root, "The project's folder (default: found from here)")
        ->type_name("FOLDER");
    app_.add_flag("--json", options_.json, "Answer in JSON (run, list, verify, doctor)");
    app_.add_flag("--yes", options_.yes, "Answer yes to the launcher's questions");
    app_.require_subcommand(0, 1);
    app_.fallthrough();
    app_.footer(
        "In a terminal, ./threadlings stays and checks after every save; ? shows its keys. "
        "Elsewhere it checks once.\nHelp on a command: ./threadlings COMMAND --help");
    action_ = next_command;
  }

  CLI::App* add(const std::string& name, const std::string& help, Action action) {
    auto* command = app_.add_subcommand(name, help);
    command->footer("");
    command->callback([this, action = std::move(action)] { action_ = action; });
    return command;
  }

  void add_learner_commands() {
    auto* watch =
        add("watch", "Check a lesson after every save (what no command does)",
            [this](const Context& context) { return watch_command(context, options_.lesson); });
    watch->add_option("LESSON", options_.lesson, kNextHelp)->type_name("");
    auto* run = add("run", "Check one lesson",
                    [this](const Context& context) { return run_command(context, options_.run); });
    run->add_option("LESSON", options_.run.lesson, kNextHelp)->type_name("");
    run->add_option("--check", options_.run.check,
                    "Only this check: test, tsan, explore, faults, bench")
        ->type_name("CHECK");
    run->add_option("--replay", options_.run.replay, "Show one run again (explore, faults)")
        ->type_name("TEST@TOKEN");
    auto* try_out =
        add("try", "Build and run the lesson's small program",
            [this](const Context& context) { return try_command(context, options_.lesson); });
    try_out->add_option("LESSON", options_.lesson, kNextHelp)->type_name("");
    add_explore();
    add_faults();
    auto* open =
        add("open", "Open the lesson's file in your editor",
            [this](const Context& context) { return open_command(context, options_.lesson); });
    open->add_option("LESSON", options_.lesson, kNextHelp)->type_name("");
    add("list", "Show all lessons and which are done", list_command);
    auto* hint = add("hint", "Show one more hint", [this](const Context& context) {
      return hint_command(context, options_.lesson);
    });
    hint->add_option("LESSON", options_.lesson, kNextHelp)->type_name("");
    add_reset();
    auto* solution =
        add("solution", "Compare your answer with ours (after a pass)",
            [this](const Context& context) { return solution_command(context, options_.lesson); });
    solution->add_option("LESSON", options_.lesson, kLessonHelp)->required()->type_name("");
    add_update();
    add_workshop();
    add("doctor", "Look whether this machine can judge lessons", doctor_command);
  }

  void add_explore() {
    auto& options = options_.explore;
    auto* explore =
        add("explore", "Explore a lesson or a whole C or C++ program",
            [this](const Context& context) { return explore_command(context, options_.explore); });
    explore->add_option("FILE", options.files, "The sources of a program with a main, or a lesson")
        ->required()
        ->type_name("");
    explore
        ->add_option("--mode", options.mode, "exhaustive, bounded, random walk, pct, pos, surw ...")
        ->type_name("MODE");
    explore
        ->add_option("--memory", options.memory,
                     "sc (default), or rc11: loads may see stale values, as C++ allows")
        ->type_name("MODEL");
    explore->add_option("--seconds", options.seconds, "Processor time to spend")->type_name("N");
    explore->add_option("--seed", options.seed, "For the modes that sample")->type_name("N");
    explore->add_option("--replay", options.replay, "Show one interleaving again")
        ->type_name("TOKEN");
    explore->add_option("--trace", options.trace, "Write the result as JSON, too")
        ->type_name("FILE");
    explore->footer(
        "What comes after -- goes to the compiler: ./threadlings explore a.cpp b.cpp -- -Iinclude");
  }

  void add_faults() {
    auto& options = options_.faults;
    auto* faults =
        add("faults", "Let each system call of a lesson or program fail in turn",
            [this](const Context& context) { return faults_command(context, options_.faults); });
    faults->add_option("FILE", options.files, "The sources of a program with a main, or a lesson")
        ->required()
        ->type_name("");
    faults->add_option("--seconds", options.seconds, "Processor time to spend")->type_name("N");
    faults->add_option("--replay", options.replay, "Show one run again")->type_name("TOKEN");
    faults->add_option("--trace", options.trace, "Write the result as JSON, too")
        ->type_name("FILE");
    faults->footer(
        "What comes after -- goes to the compiler: ./threadlings faults a.c b.c -- -Iinclude");
  }

  void add_reset() {
    auto* reset =
        add("reset", "Put a lesson's files back as they were (keeps yours)",
            [this](const Context& context) { return reset_command(context, options_.reset); });
    reset->add_option("LESSON", options_.reset.lesson, kLessonHelp)->required()->type_name("");
    reset->add_flag("--yes", options_.reset.yes, "Do not ask");
  }

  void add_update() {
    auto& options = options_.update;
    auto* update =
        add("update", "Get new lessons and fixes; your work stays",
            [this](const Context& context) { return update_command(context, options_.update); });
    update->add_option("ARCHIVE", options.archive, "A release (.tar.gz); a clone needs none")
        ->type_name("");
    update
        ->add_option("--from", options.from,
                     "A folder, a URL or an archive to update from, instead of where it came from")
        ->type_name("PLACE");
    update->add_flag("--dry-run", options.dry_run, "Say what would happen, change nothing");
    update->add_flag("--replace", options.replace,
                     "Replace what you changed outside of lessons/, too; yours is kept");
    update->add_flag("--recover", options.recover, "Only undo an update that was interrupted");
  }

  void add_workshop() {
    auto* minutes =
        add("minutes", "Sum the lessons' times into a schedule (for workshops)",
            [this](const Context& context) { return minutes_command(context, options_.minutes); });
    minutes->add_option("--part", options_.minutes.part, "Only the part that begins like this")
        ->type_name("NAME");
    minutes
        ->add_option("--from", options_.minutes.from,
                     "When it begins, as 09:00: by the clock, with breaks")
        ->type_name("TIME");
    auto* bundle =
        add("bundle", "Make an archive for a room without a network (for workshops)",
            [this](const Context& context) { return bundle_command(context, options_.file); });
    bundle->add_option("FILE", options_.file, "What to write (default: threadlings-bundle.tar.gz)")
        ->type_name("");
  }

  void add_author_commands() {
    add_verify();
    auto* fresh =
        add("new", "Lay out the files of a new lesson (for authors)",
            [this](const Context& context) { return new_command(context, options_.key); });
    fresh->add_option("NN_slug", options_.key, "Its key, for example 55_my_lesson")
        ->required()
        ->type_name("");
    auto* bench = add("bench-loop", "Measure the time from save to verdict (for authors)",
                      [this](const Context& context) {
                        return bench_loop_command(context, options_.bench_loop);
                      });
    bench->add_option("LESSON", options_.bench_loop.lessons, "Lessons; all if left out")
        ->type_name("");
    bench->add_option("--edits", options_.bench_loop.edits, "Edits for each lesson")
        ->type_name("N")
        ->capture_default_str();
  }

  void add_verify() {
    auto& options = options_.verify;
    auto* verify =
        add("verify", "Check the lessons themselves (for authors)",
            [this](const Context& context) { return verify_command(context, options_.verify); });
    verify->add_option("LESSON", options.lessons, "Lessons; all, and the tools' tests, if left out")
        ->type_name("");
    verify->add_option("--only", options.only, "stub, solution, wrong, try, files or tools")
        ->type_name("KIND");
    verify->add_option("--junit", options.junit, "Write a JUnit report")->type_name("FILE");
    verify->add_option("--jobs", options.jobs, "How many at a time (default: one per core)")
        ->check(CLI::Range(1, 100000))
        ->type_name("N");
    verify->add_option("--repeat", options.repeat, "Run each solution N times")
        ->check(CLI::Range(1, 100000))
        ->type_name("N");
    verify->add_flag("--stress", options.stress,
                     "Solutions 200 times (--repeat) with all cores busy and a quarter as often on "
                     "one core; stubs and wrong answers a tenth as often, idle and busy");
    verify->add_flag("--pristine", options.pristine, "An edited lesson is a failure");
    verify->add_flag("--matrix", options.matrix,
                     "Instead: run every wrong answer through every test, show which fails which, "
                     "and find tests and answers without a reason");
    verify
        ->add_option("--most-units", options.most_units,
                     "A lesson that costs more is a failure (1 u: compiling an empty test file)")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
    verify->add_flag("--yes", options_.yes, "Answer yes to the launcher's questions");
  }

  Options options_;
  Action action_;
  CLI::App app_;
};

int fail(bool json, const std::string& line, int status) {
  if (json) std::printf("%s\n", error_to_json(line).c_str());
  say_aside("threadlings: " + line);
  return status;
}

// "The following argument was not expected: frobnicate; see: ./threadlings --help"
std::string usage_line(const CLI::ParseError& error) {
  std::string what = error.what();
  if (what.ends_with('.')) what.pop_back();
  return what + "; see: ./threadlings --help";
}

// A descriptor that we open must never land on 0, 1 or 2: children take those for their own.
void open_standard_streams() {
  while (true) {
    const int descriptor = ::open("/dev/null", O_RDWR);
    if (descriptor <= STDERR_FILENO && descriptor != -1) continue;
    if (descriptor != -1) ::close(descriptor);
    return;
  }
}

int perform(CommandLine& line) {
  const auto& options = line.options();
  const bool json = options.json;
  try {
    const Context context{find_root(options.root), program_folder(), Terminal::of_stdout(), json};
    if (const auto undone = undo_interrupted_update(context.root)) say_aside(*undone);
    return line.action()(context);
  } catch (const UsageError& error) {
    return fail(json, error.what(), kUsage);
  } catch (const Interrupted& interrupted) {
    return fail(json, "stopped", kInterruptedBase + interrupted.signal);
  } catch (const std::exception& error) {
    return fail(json, error.what(), kBroken);
  }
}

// What comes after "--" is for the compiler; CLI11 would take it for more files.
std::vector<std::string> take_compiler_flags(int& argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) != "--") continue;
    const std::vector<std::string> flags(argv + i + 1, argv + argc);
    argc = i;
    return flags;
  }
  return {};
}

int run_main(int argc, char** argv) {
  open_standard_streams();
  catch_interrupts();
  CommandLine line;
  line.options().explore.compiler_flags = take_compiler_flags(argc, argv);
  line.options().faults.compiler_flags = line.options().explore.compiler_flags;
  try {
    line.app().parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return line.app().exit(error);  // --help, --version
    return fail(line.options().json, usage_line(error), kUsage);
  }
  return perform(line);
}

}  // namespace
}  // namespace threadlings::runner

int main(int argc, char** argv) {
  return threadlings::runner::run_main(argc, argv);
}
