#include "checks/endings.hpp"

#include <cmath>
#include <cstring>

#include "pattern.hpp"
#include "shared_objects.hpp"

namespace threadlings {
namespace {

std::string signal_words(int number) {
  const char* words = strsignal(number);
  return "signal " + std::to_string(number) + " (" + (words != nullptr ? words : "unknown") + ")";
}

std::string seconds(double number) {
  return std::to_string(std::lround(number)) + " seconds";
}

void decide_on_signal(Attempt& attempt, const RunResult& result, const std::string& where) {
  static const Pattern kTerminate(R"(terminate called after throwing an instance of '([^']+)')");
  static const Pattern kWhat(R"(what\(\):\s+(.*))");
  const std::string& output = result.output;
  if (output.find("terminate called without an active exception") != std::string::npos) {
    return attempt.decide(Outcome::crash, "The program was terminated" + where +
                                              ": a std::thread was destroyed that had been neither "
                                              "joined nor detached.");
  }
  if (const Match type = kTerminate.first_in(output); !type.empty()) {
    std::string what = "The program was terminated" + where + ": an exception of type " + type[1] +
                       " left a thread or a noexcept function";
    if (const Match text = kWhat.first_in(output); !text.empty()) what += " (" + text[1] + ")";
    return attempt.decide(Outcome::crash, what + ".");
  }
  attempt.decide(Outcome::crash,
                 "The program was ended" + where + " by " + signal_words(result.code) + ".");
}

}  // namespace

std::string in_test(const std::string& test) {
  return test.empty() || test == "Judge.Canary" ? "" : " in " + test;
}

// What the judge had to end, and what ended by a signal. False if the program simply ended.
bool decide_on_ending(Attempt& attempt, const RunResult& result, const std::string& test) {
  const std::string where = in_test(test);
  switch (result.ending) {
    case Ending::asleep:
      attempt.decide(Outcome::hang, "The program waits for ever" + where +
                                        ": all of its threads have been asleep for " +
                                        seconds(result.patience_seconds) + ".");
      return true;
    case Ending::busy:
      attempt.decide(Outcome::hang, "The program does not come to an end" + where +
                                        ": it has used " + seconds(result.cpu_limit_seconds) +
                                        " of processor time.");
      return true;
    case Ending::too_much_output:
      attempt.decide(Outcome::hang, "The program does not stop printing" + where +
                                        ": more than 64 MiB have come out of it.");
      return true;
    case Ending::too_slow_to_tell:
      attempt.decide(Outcome::cannot_tell,
                     "The machine is too busy: after two minutes the program had hardly run.");
      return true;
    case Ending::too_much_memory:
      attempt.decide(Outcome::memory,
                     "The program takes memory without end" + where + ": the judge ended it.");
      return true;
    case Ending::too_many_processes:
      attempt.decide(Outcome::leak,
                     "The program starts processes without end" + where +
                         ": far too many at once. Does a child run the parent's loop?");
      return true;
    case Ending::endless_orphans:
      attempt.decide(Outcome::leak,
                     "The program starts processes without end" + where +
                         ": 300 of them have lost their parent, which ended before them. "
                         "Does each child start the next one?");
      return true;
    case Ending::lost:
      attempt.decide(Outcome::crash, "The program killed the process that watches over it" + where +
                                         ". Whom does it send signals to?");
      return true;
    case Ending::signalled:
      decide_on_signal(attempt, result, where);
      return true;
    case Ending::exited:
      return false;
    case Ending::interrupted:
      decide_interrupted(attempt);
      return true;
  }
  return false;
}

bool decide_on_leftovers(Attempt& attempt, const RunResult& result) {
  if (!result.leftover_processes.empty()) {
    const std::size_t count = result.leftover_processes.size();
    attempt.decide(
        Outcome::leak,
        "When the program had ended, " +
            (count == 1 ? "one of its processes was still running: an orphan"
                        : std::to_string(count) + " of its processes were still running: orphans") +
            ", for who has started it is gone. Who waits for its end?");
    return true;
  }
  if (!result.leftover_shared.empty()) {
    attempt.decide(Outcome::leak,
                   "The program left " + words_for_shared_object(result.leftover_shared.front()));
    return true;
  }
  return false;
}

void decide_on_early_end(Attempt& attempt, const RunResult& result, const std::string& when) {
  const bool left = !result.leftover_processes.empty();
  attempt.decide(Outcome::crash,
                 "The program ended with exit status " + std::to_string(result.code) + when +
                     ", before its tests were done" + (left ? ", and left processes running" : "") +
                     ". Who calls exit?");
}

void decide_interrupted(Attempt& attempt) {
  attempt.decide(Outcome::cannot_tell, "The check was interrupted before it came to a verdict.");
}

}  // namespace threadlings
