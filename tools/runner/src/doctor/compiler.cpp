#include "doctor/compiler.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include "errors.hpp"
#include "files.hpp"
#include "process.hpp"
#include "terminal.hpp"
#include "whole_program.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;
using State = Finding::State;

// With the headers whose ThreadSanitizer calls have changed from one version to the next.
constexpr std::string_view kExplored = R"(#include <atomic>
#include <memory>
#include <thread>
int main() {
  std::atomic<std::shared_ptr<int>> last{std::make_shared<int>(0)};
  std::atomic<int> done{0};
  std::thread writer([&] {
    last.store(std::make_shared<int>(1));
    done.store(1);
    done.notify_one();
  });
  done.wait(0);
  const bool seen = *last.load() == 1;
  writer.join();
  return seen ? 0 : 1;
}
)";

constexpr auto kAnother = "choose one that was tried (CONTRIBUTING.md): CXX=g++-14 ./threadlings";

Ended limited(std::vector<std::string> argv) {
  Command command;
  command.argv = std::move(argv);
  command.deadline = std::chrono::seconds(20);
  return run_process(command);
}

int major_of(std::string_view version) {
  int major = 0;
  std::from_chars(version.data(), version.data() + version.size(), major);
  return major;
}

// "g++ 12, 13; clang++ 14"
std::string list_of(const std::vector<TriedCompiler>& tried) {
  std::string text;
  const std::string* family = nullptr;
  for (const auto& one : tried) {
    const bool same = family != nullptr && *family == one.family;
    text += same ? ", " : (family != nullptr ? "; " : "") + one.family + " ";
    text += std::to_string(one.major);
    family = &one.family;
  }
  return text;
}

}  // namespace

std::vector<TriedCompiler> read_tried_compilers(const fs::path& file) {
  std::vector<TriedCompiler> tried;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("#")) continue;
    std::istringstream fields(line);
    std::string suite, compiler, learn, verify, explorer;
    for (auto* field : {&suite, &compiler, &learn, &verify, &explorer})
      std::getline(fields, *field, '\t');
    const auto space = compiler.find(' ');
    if (explorer != "passed" || space == std::string::npos) continue;
    tried.push_back({compiler.substr(0, space), major_of(compiler.substr(space + 1))});
  }
  std::sort(tried.begin(), tried.end(), [](const auto& a, const auto& b) {
    return a.family != b.family ? a.family > b.family : a.major < b.major;
  });
  tried.erase(std::unique(tried.begin(), tried.end()), tried.end());
  return tried;
}

Finding examine_compiler(const Toolchain& toolchain, const std::vector<TriedCompiler>& tried) {
  const auto says = limited({toolchain.cxx, "--version"});
  if (!says.ok()) {
    return {"compiler", State::broken, toolchain.cxx + " " + describe(says),
            "sudo apt-get install --yes g++, then ./threadlings"};
  }
  const auto name = split_lines(says.out).at(0);
  const auto version = limited({toolchain.cxx, "-dumpfullversion", "-dumpversion"});
  const TriedCompiler this_one{toolchain.compiler_id == "GNU" ? "g++" : "clang++",
                               major_of(version.out)};
  if (tried.empty() || std::find(tried.begin(), tried.end(), this_one) != tried.end()) {
    return {"compiler", State::good, name, {}};
  }
  return {"compiler", State::doubtful,
          fmt::format("{}: Threadlings was never tried with {} {}, but with {}", name,
                      this_one.family, this_one.major, list_of(tried)),
          std::string("if a verdict looks wrong, ") + kAnother};
}

Finding examine_explorer(const Context& context, const fs::path& folder) {
  const auto toolchain = read_toolchain(context.toolchain());
  const auto there = [](const std::string& library) { return fs::exists(library); };
  if (!toolchain || !toolchain->explore.known() ||
      !std::ranges::all_of(toolchain->explore.libraries, there)) {
    return {"explorer", State::good, "is built when it is first needed", {}};
  }
  const auto source = folder / "explored.cpp";
  write_new(source, kExplored);
  try {
    const auto program = build_whole_program_in(folder, context, "explore", {{source}, {}});
    const auto run = limited({program.string()});
    const auto lines = split_lines(without_controls(run.out));
    const auto verdict = lines.empty() ? describe(run) : lines.front();
    if (run.ok()) return {"explorer", State::good, verdict, {}};
    return {"explorer", State::broken, "a correct program does not pass: " + verdict, kAnother};
  } catch (const RunnerError& error) {
    const auto lines = split_lines(without_controls(error.what()));
    return {"explorer", State::broken, lines.at(0), kAnother};
  }
}

}  // namespace threadlings::runner
