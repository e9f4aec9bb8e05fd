// stub: test (hang)
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <new>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "open_files.hpp"
#include "subprocess.hpp"

namespace {

constexpr std::size_t kMebibyte = 1024 * 1024;
constexpr int kNotRun = 1000;  // no exit code and no signal

const Command kCat{"/bin/cat"};

Command shell(const std::string& script) {
  return {"/bin/sh", "-c", script};
}

// Memory that parent and children really share: how the tests learn what happened in a child.
struct Evidence {
  int came_back = 0;        // children that returned from run_program
  int atexit_in_child = 0;  // atexit handlers that ran in a child
};

Evidence& evidence() {
  static Evidence* const page = [] {
    void* memory =
        mmap(nullptr, sizeof(Evidence), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc{};
    return new (memory) Evidence;
  }();
  return *page;
}

const pid_t kTests = getpid();

// A child that comes back from the answer is kept out of the tests.
void keep_children_out() {
  if (getpid() == kTests) return;
  ++evidence().came_back;
  _exit(0);
}

struct Outcome {
  std::optional<std::error_code> cannot_start;
  std::string output;
  int code = kNotRun;
};

// Calls the answer. Whatever else it throws, is thrown.
Outcome run(const Command& command, const std::string& input = "") {
  Outcome outcome;
  try {
    Finished finished = run_program(command, input);
    outcome.output = std::move(finished.output);
    outcome.code = finished.code;
  } catch (const CannotStart& error) {
    outcome.cannot_start = error.code();
  } catch (...) {
    keep_children_out();
    throw;
  }
  keep_children_out();
  EXPECT_EQ(evidence().came_back, 0)
      << "A child came back from run_program. Now it would run on in its parent's code, and "
         "everything there would happen twice. When exec fails, it returns.";
  evidence().came_back = 0;
  return outcome;
}

Outcome run_script(const std::string& script, const std::string& input = "") {
  return run(shell(script), input);
}

// Text in which every place looks different from its surroundings.
std::string sample(std::size_t size) {
  std::string text(size, '\0');
  unsigned state = 1;
  for (char& c : text) {
    state = state * 1664525U + 1013904223U;
    c = static_cast<char>(state >> 24);
  }
  return text;
}

void expect_success(const Outcome& outcome) {
  ASSERT_FALSE(outcome.cannot_start) << "The answer says that the program could not be started: "
                                     << outcome.cannot_start->message() << ". But it is there.";
  EXPECT_EQ(outcome.code, 0) << "That is how the program ended.";
}

// Long texts are compared here, not by EXPECT_EQ: it would print them.
void expect_output(const Outcome& outcome, const std::string& expected) {
  expect_success(outcome);
  ASSERT_EQ(outcome.output.size(), expected.size()) << "So many bytes must come back.";
  const auto differs =
      std::mismatch(expected.begin(), expected.end(), outcome.output.begin()).first;
  EXPECT_TRUE(differs == expected.end())
      << "The number of bytes is right, but byte " << differs - expected.begin() << " is not.";
}

// Puts another file in the place of a descriptor for a while; or closes it.
class Replaced {
 public:
  explicit Replaced(int number, int by = -1)
      : number_{number}, kept_{fcntl(number, F_DUPFD_CLOEXEC, 100)} {
    if (by < 0) {
      close(number);
    } else {
      dup2(by, number);
    }
  }
  ~Replaced() {
    dup2(kept_, number_);
    close(kept_);
  }
  Replaced(const Replaced&) = delete;
  Replaced& operator=(const Replaced&) = delete;

 private:
  int number_;
  int kept_;
};

// A file in memory, to see what is printed.
class Sheet {
 public:
  Sheet() : file_{memfd_create("sheet", MFD_CLOEXEC)} {}
  ~Sheet() { close(file_); }
  Sheet(const Sheet&) = delete;
  Sheet& operator=(const Sheet&) = delete;

  int get() const { return file_; }
  std::string text() const {
    std::array<char, 4096> buffer{};
    const ssize_t size = pread(file_, buffer.data(), buffer.size(), 0);
    return {buffer.data(), size < 0 ? 0 : static_cast<std::size_t>(size)};
  }

 private:
  int file_;
};

const char* const kListDescriptors = "exec ls -l /proc/self/fd";

// A named pipe in the folder of the tests. Programs use it to tell the test where they are, and
// wait at it for the test.
class Signpost {
 public:
  explicit Signpost(std::string name) : name_{std::move(name)} {
    if (mkfifo(name_.c_str(), 0600) == 0) file_ = open(name_.c_str(), O_RDWR | O_CLOEXEC);
    EXPECT_GE(file_, 0) << "The tests cannot make a named pipe here.";
  }
  ~Signpost() {
    close(file_);
    unlink(name_.c_str());
  }
  Signpost(const Signpost&) = delete;
  Signpost& operator=(const Signpost&) = delete;

  void signal() const { EXPECT_EQ(write(file_, "\n", 1), 1); }
  void wait() const {
    char byte = 0;
    while (read(file_, &byte, 1) < 0 && errno == EINTR) {
    }
  }
  std::string signal_in_shell() const { return "echo > " + name_ + "; "; }
  std::string wait_in_shell() const { return "read line < " + name_ + "; "; }

 private:
  std::string name_;
  int file_ = -1;
};

// A program that runs until it is let go, on a thread of its own. Made: the program is running.
class Running {
 public:
  Running(const std::string& name, const std::string& last_words, std::string input)
      : here_{name + ".here"}, go_{name + ".go"} {
    const std::string script = here_.signal_in_shell() + go_.wait_in_shell() + last_words;
    thread_ = std::thread{[this, script, input = std::move(input)] {
      try {
        outcome_ = run_script(script, input);
      } catch (const std::exception& error) {
        outcome_.output = std::string{"an exception: "} + error.what();
      }
      here_.signal();  // or the test would wait for ever, if the program never began
    }};
    here_.wait();
  }
  ~Running() {
    if (thread_.joinable()) finish();
  }

  const Outcome& finish() {
    go_.signal();
    thread_.join();
    return outcome_;
  }

 private:
  Signpost here_;
  Signpost go_;
  Outcome outcome_;
  std::thread thread_;
};

// The signals that a process blocks and ignores, from /proc/PID/status, proc(5): a bit for each.
struct Masks {
  std::uint64_t blocked = 0;
  std::uint64_t ignored = 0;
};

Masks masks_in(std::istream&& status) {
  Masks masks;
  for (std::string name, mask; status >> name && std::getline(status, mask);) {
    if (name == "SigBlk:") masks.blocked = std::stoull(mask, nullptr, 16);
    if (name == "SigIgn:") masks.ignored = std::stoull(mask, nullptr, 16);
  }
  return masks;
}

// Before the first call of the answer.
const Masks kMasksAtStart = masks_in(std::ifstream{"/proc/self/status"});

std::string signals_in(std::uint64_t mask) {
  std::string names;
  for (int signal = 1; signal != 32; ++signal) {
    if (((mask >> (signal - 1)) & 1U) == 0) continue;
    names += (names.empty() ? "" : ", ") + std::to_string(signal);
  }
  return names;
}

struct Handling {
  decltype(SIG_DFL) sigpipe;
  bool blocked;
  bool operator==(const Handling&) const = default;
};

Handling sigpipe_here() {
  struct sigaction action {};
  sigaction(SIGPIPE, nullptr, &action);
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  return {action.sa_handler, sigismember(&mask, SIGPIPE) == 1};
}

const Handling kSigpipeAtStart = sigpipe_here();

const char* const kNobodyReads =
    "The program did not read its input, and that is its right: `head` reads only the beginning.";

}  // namespace

TEST(Text, GoesThroughTheProgram) {
  const Outcome outcome = run({"/usr/bin/env", "tr", "a-z", "A-Z"}, "more light");
  expect_success(outcome);
  EXPECT_EQ(outcome.output, "MORE LIGHT");
}

// The program writes before it has read all, as most do.
TEST(Text, OfOneMebibyteGoesThroughTheProgram) {
  const std::string text = sample(kMebibyte);
  expect_output(run(kCat, text), text);
}

TEST(Text, MayBeEmpty) {
  const Outcome outcome = run(kCat, "");
  expect_success(outcome);
  EXPECT_EQ(outcome.output, "");
}

TEST(Text, MayHoldAnyBytes) {
  const std::string bytes{"a\0b\n\0\xff c", 8};
  expect_output(run(kCat, bytes), bytes);
}

// A pipe holds 65,536 bytes, pipe(7). Around that, and far above.
TEST(Text, MayHaveAnyLength) {
  for (const std::size_t size : {1UL, 4095UL, 4096UL, 4097UL, 65535UL, 65536UL, 65537UL, 131072UL,
                                 131073UL, 200'000UL, 3 * kMebibyte}) {
    SCOPED_TRACE("The text has " + std::to_string(size) + " bytes.");
    const std::string text = sample(size);
    expect_output(run(kCat, text), text);
    if (HasFailure()) return;
  }
}

// As `sort` does: not a byte comes out before the last one has gone in.
TEST(Program, MayReadEverythingBeforeItWrites) {
  expect_output(run_script("n=$(wc -c); echo $n", std::string(2 * kMebibyte, 'x')), "2097152\n");
}

TEST(Program, MayWriteMuchBeforeItReads) {
  const std::string text = sample(kMebibyte);
  const Outcome outcome = run_script("head -c 1048576 /dev/zero; cat", text);
  expect_output(outcome, std::string(kMebibyte, '\0') + text);
}

TEST(Program, MayWriteMuchWithoutAnyInput) {
  expect_output(run_script("head -c 5000000 /dev/zero"), std::string(5'000'000, '\0'));
}

// It reads 4,096 bytes and writes three times as many, again and again. So there is often a little
// room in the pipe that leads to it, and never room for much.
TEST(Program, MayWriteMoreThanItReads) {
  std::string expected;
  for (std::size_t i = 0; i != kMebibyte / 16; ++i) {
    for (int j = 0; j != 16; ++j) expected += " 78";
    expected += '\n';
  }
  expect_output(run_script("exec od -An -v -tx1", std::string(kMebibyte, 'x')), expected);
}

TEST(Program, NeedNotReadItsInput) {
  const std::string text(kMebibyte, 'x');
  for (const char* const script : {"exit 0", "exec <&-; echo done", "head -c 5"}) {
    SCOPED_TRACE(script);
    expect_success(run_script(script, text));
  }
  EXPECT_EQ(run_script("head -c 5", text).output, "xxxxx") << kNobodyReads;
  EXPECT_EQ(run_script("exec <&-; echo done", text).output, "done\n") << kNobodyReads;
  EXPECT_EQ(run_script("exit 3", text).code, 3) << kNobodyReads;
}

TEST(Program, GetsItsWholeInputAfterItHasClosedItsOutput) {
  const Outcome outcome =
      run_script("echo start; exec >&-; wc -c | grep -q '^1048576$'", std::string(kMebibyte, 'x'));
  EXPECT_EQ(outcome.output, "start\n");
  EXPECT_EQ(outcome.code, 0) << "The output has come to its end. That does not mean that the "
                                "program has read all of its input.";
}

TEST(Program, IsGivenItsArgumentsAsTheyAre) {
  Command command = shell("for word; do printf '[%s]' \"$word\"; done");
  for (const char* word :
       {"name", "two  words", "", "*", "$HOME", "it's \"here\"", "a\nb", ";", "-n"})
    command.push_back(word);
  const Outcome outcome = run(command);
  expect_success(outcome);
  EXPECT_EQ(outcome.output, "[two  words][][*][$HOME][it's \"here\"][a\nb][;][-n]")
      << "Arguments are a list. Nothing in them has a meaning to anybody but the program.";
}

TEST(Program, HasTheEnvironmentOfItsCaller) {
  setenv("THREADLINGS_COLOUR", "sky blue", 1);
  const Outcome outcome = run_script("printf %s \"$THREADLINGS_COLOUR\"");
  unsetenv("THREADLINGS_COLOUR");
  EXPECT_EQ(outcome.output, "sky blue");
}

TEST(Program, RunsInAChildOfItsCaller) {
  EXPECT_EQ(run_script("echo $PPID").output, std::to_string(getpid()) + "\n");
}

TEST(Program, WritesItsErrorsWhereItsCallerDoes) {
  const Sheet errors;
  Outcome outcome;
  {
    const Replaced replaced{STDERR_FILENO, errors.get()};
    outcome = run_script("echo result; echo complaint >&2");
  }
  EXPECT_EQ(outcome.output, "result\n") << "Only the standard output is asked for.";
  EXPECT_EQ(errors.text(), "complaint\n");
}

TEST(Program, InheritsNoOtherEndOfAPipe) {
  const auto known = open_files();
  const Outcome outcome = run_script(kListDescriptors);
  expect_success(outcome);
  EXPECT_EQ(new_files(outcome.output, known), "")
      << "Besides 0, 1 and 2 the program has open what belongs to run_program:\n"
      << outcome.output;
}

TEST(Program, WaitsWhenItReadsAndWrites) {
  const Outcome outcome = run_script("grep -h flags /proc/self/fdinfo/0 /proc/self/fdinfo/1");
  std::istringstream lines{outcome.output};
  std::string word;
  std::string flags;
  for (const char* const name : {"standard input", "standard output"}) {
    ASSERT_TRUE(lines >> word >> flags) << outcome.output;
    EXPECT_EQ(std::stoul(flags, nullptr, 8) & O_NONBLOCK, 0U)
        << "The program's " << name
        << " is non-blocking. Programs do not expect that: for `cat`, "
           "EAGAIN is an error.";
  }
}

TEST(Code, IsTheExitCode) {
  for (const int code : {0, 1, 3, 126, 127, 255}) {
    const Outcome outcome = run_script("echo done; exit " + std::to_string(code));
    EXPECT_FALSE(outcome.cannot_start)
        << "The program ran, and ended with " << code << ". Such an exit code is allowed.";
    EXPECT_EQ(outcome.code, code);
    EXPECT_EQ(outcome.output, "done\n");
  }
}

TEST(Code, IsMinusTheSignal) {
  for (const int signal : {SIGTERM, SIGKILL}) {
    const Outcome outcome =
        run_script("echo half; kill -" + std::to_string(signal) + " $$; exit 9");
    EXPECT_EQ(outcome.code, -signal) << "The program was ended by signal " << signal << ".";
    EXPECT_EQ(outcome.output, "half\n");
  }
}

TEST(Start, FailsIfThereIsNoSuchProgram) {
  for (const std::size_t size : {0UL, kMebibyte}) {
    const Outcome outcome = run({"/nowhere/no-such-program"}, std::string(size, 'x'));
    ASSERT_TRUE(outcome.cannot_start) << "Code " << outcome.code
                                      << " came back, as if there had "
                                         "been a program that ended with it.";
    EXPECT_EQ(*outcome.cannot_start, std::errc::no_such_file_or_directory);
  }
}

TEST(Start, FailsIfItIsNoProgram) {
  const Outcome outcome = run({"/"});
  ASSERT_TRUE(outcome.cannot_start) << "A folder cannot be run. Code: " << outcome.code;
  EXPECT_EQ(*outcome.cannot_start, std::errc::permission_denied);
}

// No argument may be longer than 131,072 bytes, execve(2).
TEST(Start, FailsIfAnArgumentIsTooLong) {
  const Outcome outcome = run({"/bin/echo", std::string(200'000, 'x')});
  ASSERT_TRUE(outcome.cannot_start)
      << "The program is there, but exec refused. Code: " << outcome.code;
  EXPECT_EQ(*outcome.cannot_start, std::errc::argument_list_too_long);
}

TEST(Start, ThatFailsDoesNothingTwice) {
  static const bool registered = std::atexit([] {
                                   if (getpid() != kTests) ++evidence().atexit_in_child;
                                 }) == 0;
  ASSERT_TRUE(registered);
  const Sheet printed;
  std::fflush(stdout);
  {
    const Replaced replaced{STDOUT_FILENO, printed.get()};
    std::printf("[before]");
    run({"/nowhere/no-such-program"});
    std::fflush(stdout);
  }
  EXPECT_EQ(printed.text(), "[before]")
      << "The text was still in a buffer when fork copied it, and the child printed its copy.";
  EXPECT_EQ(evidence().atexit_in_child, 0) << "The child must end with _exit, not with exit.";
}

TEST(Start, ThatFailsLeavesNothingBehind) {
  for (int i = 0; i != 3; ++i) EXPECT_TRUE(run({"/nowhere/no-such-program"}).cannot_start);
  expect_output(run(kCat, "works again"), "works again");
}

TEST(Success, LeavesNothingBehind) {
  for (int i = 0; i != 5; ++i) expect_output(run(kCat, std::to_string(i)), std::to_string(i));
}

TEST(Sigpipe, IsHandledAsBefore) {
  run_script("exit 0", std::string(kMebibyte, 'x'));
  EXPECT_TRUE(sigpipe_here() == kSigpipeAtStart)
      << "run_program has changed what SIGPIPE does to its "
         "caller, and has left it so.";
}

TEST(Program, BlocksAndIgnoresNoOtherSignalsThanItsCaller) {
  // Not through the shell: some shells start by unblocking all signals.
  const Outcome outcome = run(Command{"/bin/cat", "/proc/self/status"});
  expect_success(outcome);
  const Masks its = masks_in(std::istringstream{outcome.output});
  EXPECT_EQ(signals_in(its.blocked & ~kMasksAtStart.blocked), "")
      << "The program was started with these signals blocked. They cannot end it: 13 is SIGPIPE, "
         "which ends `yes` in `yes | head`.";
  EXPECT_EQ(signals_in(its.ignored & ~kMasksAtStart.ignored), "")
      << "The program was started with these signals ignored: exec does not change that. 13 is "
         "SIGPIPE, which ends `yes` in `yes | head`.";
}

// Five signals each while the caller writes, reads and waits for the program's end. Each one is
// sent when the caller sleeps; /proc/PID/stat says so, proc(5).
TEST(Signals, InterruptNothingForGood) {
  struct sigaction action {};
  action.sa_handler = [](int) {};  // and no SA_RESTART: whatever waits returns early, signal(7)
  sigaction(SIGUSR1, &action, nullptr);
  const Outcome outcome = run_script(
      R"(looks=0
         until_it_sleeps() {
           while [ $looks -lt 5000 ]; do
             read -r state < /proc/$PPID/stat
             case $state in *') S '*) return;; esac
             looks=$((looks + 1))
           done
         }
         interrupt() {
           for i in 1 2 3 4 5; do until_it_sleeps; kill -USR1 $PPID; done
         }
         interrupt
         size=$(wc -c)
         interrupt
         echo $size
         exec >&-
         interrupt
         exit 7)",
      std::string(kMebibyte, 'x'));
  std::signal(SIGUSR1, SIG_IGN);  // an answer that does not wait leaves the program behind
  EXPECT_EQ(outcome.output, "1048576\n")
      << "A signal came while the caller waited, and a call returned -1 with errno == EINTR. That "
         "is no error and no end.";
  EXPECT_EQ(outcome.code, 7) << "The caller was interrupted while it waited for the program's end.";
}

// A program that was started without an input has its lowest numbers free, and so a pipe gets them.
TEST(Caller, MayHaveClosedItsStandardInput) {
  const Replaced closed{STDIN_FILENO};
  expect_output(run(kCat, "still here"), "still here");
}

TEST(Caller, MayHaveClosedItsStandardOutput) {
  const Replaced closed{STDOUT_FILENO};
  expect_output(run(kCat, "still here"), "still here");
}

TEST(Caller, MayHaveClosedBoth) {
  const Replaced input{STDIN_FILENO};
  const Replaced output{STDOUT_FILENO};
  expect_output(run(kCat, "still here"), "still here");
  EXPECT_TRUE(run({"/nowhere/no-such-program"}).cannot_start);
}

TEST(Caller, KeepsItsOtherChildren) {
  const pid_t other = fork();
  ASSERT_GE(other, 0);
  if (other == 0) _exit(7);
  siginfo_t info{};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(other), &info, WEXITED | WNOWAIT), 0);
  expect_output(run(kCat, "mine"), "mine");
  EXPECT_EQ(waitpid(other, nullptr, 0), other)
      << "The caller's other child was waited for by somebody who had not started it.";
  while (waitpid(-1, nullptr, WNOHANG) > 0) {
  }
}

TEST(Threads, DoNotWaitForEachOther) {
  Running slow{"slow", "cat", "slow"};
  expect_output(run(kCat, "fast"), "fast");
  expect_output(slow.finish(), "slow");
}

TEST(Threads, DoNotInheritEachOthersPipes) {
  const auto known = open_files();
  Running first{"first", "cat", std::string(kMebibyte, 'x')};
  const Outcome second = run_script(kListDescriptors);
  EXPECT_EQ(new_files(second.output, known), "")
      << "One program was running when another thread started a second one. The second has got "
         "ends of the first one's pipes. As long as it runs, the first never comes to the end of "
         "its input:\n"
      << second.output;
  expect_output(first.finish(), std::string(kMebibyte, 'x'));
}

// Both programs are running and have read nothing when the first one ends; then the second.
TEST(Threads, SurviveSigpipeOneAfterTheOther) {
  const std::string text(kMebibyte, 'x');
  Running first{"first", "exit 0", text};
  Running second{"second", "exit 0", text};
  expect_success(first.finish());
  expect_success(second.finish());
  EXPECT_TRUE(sigpipe_here() == kSigpipeAtStart)
      << "Two threads have changed what SIGPIPE does, and each has put back what it had found.";
}
