#include "checks/hang_stacks.hpp"

#include "symbols.hpp"

namespace threadlings {
namespace {

bool is_ours(const Attempt& attempt, const std::string& file) {
  return file.starts_with("lessons/") || file.starts_with("solutions/") ||
         file.starts_with("tests/") || file.starts_with(attempt.verdict.answer + "/");
}

std::string plain_function(std::string name) {
  for (const std::string prefix : {"__interceptor_", "___interceptor_", "__GI_", "__libc_"}) {
    if (name.starts_with(prefix)) name = name.substr(prefix.size());
  }
  if (name == "_ZNSt6thread4joinEv") return "std::thread::join";
  return name;
}

// The stack of one thread, read from the inside out.
struct OwnLines {
  std::string waits_in;           // the library function that our innermost line called
  std::vector<SourceLine> lines;  // only those of the answer and the tests
};

OwnLines own_lines(const Attempt& attempt, const ThreadStack& stack) {
  std::vector<std::string> offsets;
  for (const std::string& frame : stack.frames) {
    if (frame.starts_with("+")) offsets.push_back(frame.substr(1));
  }
  const auto found = look_up(attempt.chain, attempt.build.program, offsets);
  OwnLines own;
  std::size_t next = 0;
  for (const std::string& frame : stack.frames) {
    if (!frame.starts_with("+")) {
      if (own.lines.empty()) own.waits_in = plain_function(frame);
      continue;
    }
    for (const SourceLine& source : found[next]) {
      if (is_ours(attempt, source.file)) own.lines.push_back(source);
    }
    ++next;
  }
  return own;
}

}  // namespace

void add_stacks(Attempt& attempt, const std::vector<ThreadStack>& stacks) {
  for (const ThreadStack& stack : stacks) {
    const OwnLines own = own_lines(attempt, stack);
    if (own.lines.empty()) continue;
    const SourceLine& innermost = own.lines.front();
    const bool waits = !own.waits_in.empty();
    attempt.verdict.places.push_back(
        {innermost.file, innermost.line,
         waits ? "a thread waits here, in " + own.waits_in : "a thread is here"});
    attempt.verdict.details.push_back("Thread " + stack.thread +
                                      (waits ? ", in " + own.waits_in + ":" : ":"));
    for (const SourceLine& line : own.lines) {
      attempt.verdict.details.push_back("    " + line.function + "  " + line.file + ":" +
                                        std::to_string(line.line));
    }
  }
}

}  // namespace threadlings
