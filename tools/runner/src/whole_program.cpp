#include "whole_program.hpp"

#include <algorithm>

#include "doctor/toolchain.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "process.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

bool is_c(const fs::path& source) {
  return source.extension() == ".c";
}

std::vector<std::string> for_c(std::vector<std::string> flags) {
  std::replace_if(
      flags.begin(), flags.end(), [](const auto& flag) { return flag.starts_with("-std="); },
      "-std=gnu11");
  return flags;
}

// The compilers, and how they are used for one of the two.
struct HowToBuild {
  std::string cxx;
  std::string cc;
  ProgramBuild build;
};

HowToBuild how_to_build(const Context& context, const std::string& check) {
  const auto toolchain = read_toolchain(context.toolchain());
  const auto build = !toolchain           ? ProgramBuild{}
                     : check == "explore" ? toolchain->explore
                                          : toolchain->faults;
  if (build.known()) return {toolchain->cxx, toolchain->cc, build};
  throw RunnerError(context.toolchain().string() + " does not say how to build a program for " +
                    check + "; to mend that, start ./threadlings once");
}

void run_compiler(const std::vector<std::string>& argv) {
  Command command;
  command.argv = argv;
  const auto ended = run_process(command);
  if (ended.ok()) return;
  if (ended.how == Ended::How::not_started) {
    throw RunnerError("cannot start the compiler " + argv.front() +
                      "; ./threadlings doctor looks for the cause");
  }
  if (const auto missing = missing_entry_point(ended.err + ended.out); !missing.empty()) {
    throw RunnerError(argv.front() + " makes programs call " + missing +
                      ", which the explorer does not have; ./threadlings doctor says what to do");
  }
  throw RunnerError("the program does not compile:\n" + ended.err + ended.out);
}

// Programs of the same name in different folders are different programs.
fs::path folder_for(const Context& context, const std::string& check, const WholeProgram& program) {
  std::string all;
  for (const auto& source : program.sources) all += source.string() + "\n";
  const auto name = program.sources.front().stem().string();
  return context.build() / check / (name + "-" + std::to_string(std::hash<std::string>{}(all)));
}

fs::path compile(const HowToBuild& how, const fs::path& source, const fs::path& folder,
                 std::size_t number, const std::vector<std::string>& flags) {
  const auto object = folder / (std::to_string(number) + "-" + source.filename().string() + ".o");
  std::vector<std::string> argv{is_c(source) ? how.cc : how.cxx};
  const auto own = is_c(source) ? for_c(how.build.flags) : how.build.flags;
  argv.insert(argv.end(), own.begin(), own.end());
  argv.insert(argv.end(), flags.begin(), flags.end());
  argv.insert(argv.end(), {"-c", source.string(), "-o", object.string()});
  run_compiler(argv);
  return object;
}

}  // namespace

// GNU ld: undefined reference to `__tsan_x'; lld and mold: undefined symbol: __tsan_x
std::string missing_entry_point(const std::string& output) {
  for (const auto& line : split_lines(output)) {
    if (line.find("undefined") == std::string::npos) continue;
    const auto at = line.find("__tsan_");
    if (at == std::string::npos) continue;
    return line.substr(at,
                       line.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_", at) - at);
  }
  return {};
}

fs::path build_whole_program(const Context& context, const std::string& check,
                             const WholeProgram& program) {
  const auto folder = folder_for(context, check, program);
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw RunnerError("cannot make " + folder.string() + ": " + error.message());
  return build_whole_program_in(folder, context, check, program);
}

fs::path build_whole_program_in(const fs::path& folder, const Context& context,
                                const std::string& check, const WholeProgram& program) {
  const auto how = how_to_build(context, check);
  const auto result = folder / program.sources.front().stem();
  std::vector<std::string> link{how.cxx, "-pthread", "-o", result.string()};
  for (std::size_t i = 0; i < program.sources.size(); ++i) {
    link.push_back(
        compile(how, fs::absolute(program.sources[i]), folder, i, program.flags).string());
  }
  const auto& libraries = how.build.libraries;
  link.insert(link.end(), libraries.begin(), libraries.end());
  link.insert(link.end(), {"-Wl,--wrap=main", "-ldl"});
  // -l and -L among the flags are for the linker.
  for (const auto& flag : program.flags) {
    if (flag.starts_with("-l") || flag.starts_with("-L")) link.push_back(flag);
  }
  run_compiler(link);
  return result;
}

}  // namespace threadlings::runner
