#include "doctor/sanitizers.hpp"

#include <fmt/core.h>

#include "files.hpp"
#include "terminal.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

// -D BUG chooses the broken twin. Small headers: these are compiled each time.
constexpr std::string_view kThreads = R"(#include <pthread.h>
#include <stdio.h>
static int total;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static void* add(void*) {
  for (int i = 0; i < 1000; ++i) {
#ifndef BUG
    pthread_mutex_lock(&guard);
#endif
    ++total;
#ifndef BUG
    pthread_mutex_unlock(&guard);
#endif
  }
  return nullptr;
}
int main() {
  pthread_t one, two;
  pthread_create(&one, nullptr, add, nullptr);
  pthread_create(&two, nullptr, add, nullptr);
  pthread_join(one, nullptr);
  pthread_join(two, nullptr);
  puts("done");
}
)";

constexpr std::string_view kMemory = R"(#include <stdio.h>
#include <stdlib.h>
int main() {
  volatile int* number = static_cast<int*>(malloc(sizeof(int)));
  *number = 1;
#ifdef BUG
  free(const_cast<int*>(number));
  int seen = *number;
#else
  int seen = *number;
  free(const_cast<int*>(number));
#endif
  printf("done %d\n", seen);
}
)";

struct Examination {
  std::string name;  // of the sanitizer
  std::string flag;  // "-fsanitize=thread"
  std::string_view source;
  std::string report;  // what it says when it catches the bug
  std::string_view package_hint;
};

struct Twin {
  std::string program;
  Ended build;
  Ended run;
};

Command limited(std::vector<std::string> argv) {
  Command command;
  command.argv = std::move(argv);
  command.deadline = std::chrono::seconds(8);
  command.grace = std::chrono::milliseconds(200);
  return command;
}

Twin examine_twin(const std::string& cxx, const fs::path& folder, const Examination& examination,
                  bool bug) {
  const auto base = folder / (examination.name + (bug ? "-bug" : "-clean"));
  const auto source = base.string() + ".cpp";
  write_new(source, examination.source);
  Twin twin{base.string(), {}, {}};
  twin.build = run_process(limited({cxx, "-std=c++20", "-O0", "-g0", "-pthread", examination.flag,
                                    bug ? "-DBUG" : "-DCLEAN", source, "-o", base.string()}));
  if (twin.build.ok()) twin.run = run_process(limited({base.string()}));
  return twin;
}

Finding broken(const Examination& examination, const std::string& text, const std::string& mend) {
  return {examination.name, Finding::State::broken, text, mend};
}

std::string first_line(const std::string& text) {
  const auto lines = split_lines(without_controls(text));
  return lines.empty() ? "" : lines.front();
}

Finding judge_build(const Examination& examination, const std::string& cxx, const Ended& build) {
  return broken(examination,
                fmt::format("{} could not build a program with {}: {}", cxx, examination.flag,
                            build.err.empty() ? describe(build) : first_line(build.err)),
                std::string(examination.package_hint));
}

// The judge helps itself with setarch -R where that is allowed; say so rather than alarm.
Finding judge_mapping(const Examination& examination, const Twin& clean) {
  const bool helped = run_process(limited({"setarch", "-R", clean.program})).ok();
  return {examination.name, helped ? Finding::State::doubtful : Finding::State::broken,
          first_line(clean.run.err) + (helped ? " (the judge avoids it with setarch -R)" : ""),
          "sudo sysctl vm.mmap_rnd_bits=28"};
}

Finding judge_twins(const Examination& examination, const Twin& bug, const Twin& clean) {
  if (is_mapping_trouble(clean.run.err + bug.run.err)) return judge_mapping(examination, clean);
  if (!clean.run.ok()) {
    return broken(examination,
                  "a clean program " + describe(clean.run) + ": " + first_line(clean.run.err),
                  "update the compiler's packages: sudo apt-get install --reinstall g++");
  }
  if ((bug.run.out + bug.run.err).find(examination.report) == std::string::npos) {
    return broken(examination, "a real bug was not reported; the program " + describe(bug.run),
                  std::string(examination.package_hint));
  }
  return {examination.name,
          Finding::State::good,
          "reports a real " + std::string(examination.report) + ", and lets a clean program pass",
          {}};
}

Finding examine(const std::string& cxx, const fs::path& folder, const Examination& examination) {
  const auto bug = examine_twin(cxx, folder, examination, true);
  if (!bug.build.ok()) return judge_build(examination, cxx, bug.build);
  const auto clean = examine_twin(cxx, folder, examination, false);
  if (!clean.build.ok()) return judge_build(examination, cxx, clean.build);
  return judge_twins(examination, bug, clean);
}

}  // namespace

bool is_mapping_trouble(const std::string& output) {
  return output.find("unexpected memory mapping") != std::string::npos ||
         output.find("personality") != std::string::npos;
}

Finding examine_thread_sanitizer(const std::string& cxx, const fs::path& folder) {
  return examine(cxx, folder,
                 {"ThreadSanitizer", "-fsanitize=thread", kThreads, "data race",
                  "sudo apt-get install --yes g++ libtsan2"});
}

Finding examine_address_sanitizer(const std::string& cxx, const fs::path& folder) {
  return examine(cxx, folder,
                 {"AddressSanitizer", "-fsanitize=address,undefined", kMemory,
                  "heap-use-after-free", "sudo apt-get install --yes g++ libasan8 libubsan1"});
}

}  // namespace threadlings::runner
