#include "sanitizer.hpp"

#include <algorithm>
#include <cctype>
#include <map>

#include "pattern.hpp"
#include "symbols.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

struct Explanation {
  std::string kind;  // beginning of the sanitizer's words
  Outcome outcome;
  std::string what;
};

// The first match counts.
const std::vector<Explanation>& explanations() {
  static const std::vector<Explanation> kAll = {
      {"data race on vptr", Outcome::race,
       "An object is used by one thread while another constructs or destroys it."},
      {"data race", Outcome::race,
       "Two threads use the same memory, at least one of them writes, and nothing orders the two."},
      {"lock-order-inversion", Outcome::deadlock,
       "Two locks are taken in different orders. If two threads do this at the same moment, each "
       "waits for the lock that the other holds, for ever."},
      {"double lock", Outcome::deadlock,
       "A thread locks a mutex that it holds already, and so waits for itself for ever."},
      {"thread leak", Outcome::leak, "A thread was started and never joined."},
      {"unlock of an unlocked mutex", Outcome::wrong,
       "A mutex is unlocked that is not locked, or that another thread has locked."},
      {"destroy of a locked mutex", Outcome::memory, "A mutex is destroyed while it is locked."},
      {"heap-use-after-free", Outcome::memory, "Memory is used after it was freed."},
      {"stack-use-after-return", Outcome::memory,
       "A local variable is used after its function has returned."},
      {"stack-use-after-scope", Outcome::memory,
       "A local variable is used after the end of its block."},
      {"heap-buffer-overflow", Outcome::memory, "Memory behind the end of an object is used."},
      {"stack-buffer-overflow", Outcome::memory,
       "Memory behind the end of a local variable is used."},
      {"global-buffer-overflow", Outcome::memory,
       "Memory behind the end of a global variable is used."},
      {"container-overflow", Outcome::memory, "Memory behind the end of a container is used."},
      {"attempting double-free", Outcome::memory, "The same memory is freed twice."},
      {"stack-overflow", Outcome::crash,
       "The stack is full: a function calls itself without end, or a local variable is huge."},
      {"SEGV", Outcome::crash, "The program used an address at which there is nothing."},
      {"detected memory leaks", Outcome::memory, "Memory was allocated and never freed."},
  };
  return kAll;
}

const Explanation* explain(const std::string& kind) {
  for (const Explanation& entry : explanations()) {
    if (kind.starts_with(entry.kind)) return &entry;
  }
  return nullptr;
}

struct Frame {
  std::string file;
  int line = 0;
  std::string function;
};

// A heading ("Write of size 4 at 0x... by thread T1:") and the call stack below it.
struct Section {
  std::string heading;
  std::vector<Frame> frames;
};

// "    #1 0x55 in bump(int) /path/file.cpp:12:3 (prog+0x1234)" and its many relatives.
std::optional<Frame> parse_frame(const std::string& line, const Toolchain& chain,
                                 const std::filesystem::path& program) {
  static const Pattern kFrame(R"(^\s+#\d+ (?:0x[0-9a-f]+ in )?(.*)$)");
  static const Pattern kPlace(R"(^(.*?) ?(\S+?):(\d+)(?::\d+)?(?: \(.*\))?$)");
  static const Pattern kOffset(R"(\(([^()]+)\+0x([0-9a-f]+)\))");
  const Match frame = kFrame.whole(line);
  if (frame.empty()) return std::nullopt;
  const std::string& rest = frame[1];
  if (const Match place = kPlace.whole(rest); !place.empty()) {
    const auto path = std::filesystem::path(place[2]).lexically_normal();
    return Frame{below(chain.root, path.string()), std::stoi(place[3]), place[1]};
  }
  // Not named: clang's sanitizers need llvm-symbolizer for it, which may be missing.
  const Match offset = kOffset.first_in(rest);
  if (!offset.empty() && std::filesystem::path(offset[1]).filename() == program.filename()) {
    const auto found = look_up(chain, program, {offset[2]});
    if (!found.empty() && !found[0].empty()) {
      const SourceLine& source = found[0].back();
      return Frame{source.file, source.line, source.function};
    }
  }
  return Frame{};
}

// A file of the lessons, or of an answer handed in elsewhere; not one of a library or of the judge.
bool is_ours(const std::string& file, const Toolchain& chain) {
  if (file.empty() || file.find("tools/judge/harness/") != std::string::npos) return false;
  if (file[0] != '/') return std::filesystem::exists(chain.root / file);
  static const std::vector<std::string> kLibraries = {"/usr/", "/lib/", "/build/", "/opt/"};
  return std::none_of(kLibraries.begin(), kLibraries.end(),
                      [&](const std::string& prefix) { return file.starts_with(prefix); });
}

std::optional<Place> place_of(const Section& section, const Toolchain& chain) {
  for (const Frame& frame : section.frames) {
    if (is_ours(frame.file, chain)) {
      return Place{frame.file, frame.line, section.heading};
    }
  }
  return std::nullopt;
}

// "Write of size 4 at 0x7b04 by thread T1 (mutexes: write M9):" -> "write of 4 bytes by thread T1"
std::string plain_heading(std::string text) {
  static const Pattern kAddress(" at 0x[0-9a-f]+|0x[0-9a-f]+ ");
  static const Pattern kSize("of size (\\d+)");
  static const Pattern kAside(" \\([^)]*\\)");
  static const Pattern kOne("of 1 bytes");
  static const Pattern kBy("(bytes?) thread ");
  text = kAddress.replaced(kAside.replaced(text, ""), "");
  text = kOne.replaced(kSize.replaced(text, "of $1 bytes"), "of 1 byte");
  const auto first = text.find_first_not_of(' ');
  text = first == std::string::npos ? "" : text.substr(first);
  while (!text.empty() && (text.back() == ':' || text.back() == ' ')) text.pop_back();
  text = kBy.replaced(text, "$1 by thread ");
  // The first word is "Write" (ThreadSanitizer), "READ" (AddressSanitizer) or "0x60 is located".
  for (char& c : text) {
    if (std::isalpha(static_cast<unsigned char>(c)) == 0) break;
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return text;
}

class ReportReader {
 public:
  ReportReader(const Toolchain& chain, const std::filesystem::path& program)
      : chain_(chain), program_(program) {}

  std::vector<Report> read(const std::string& text) {
    for (const std::string& line : lines_of(text)) take(line);
    close_report();
    return std::move(reports_);
  }

 private:
  void take(const std::string& line) {
    static const Pattern kHead(
        R"(^(?:==\d+==)?(?:ERROR|WARNING): (?:Thread|Address|Leak)Sanitizer: (.*)$)");
    static const Pattern kUndefined(R"(^(\S+?):(\d+):(?:\d+:)? runtime error: (.*)$)");
    if (const Match head = kHead.whole(line); !head.empty()) {
      open_report(head[1]);
    } else if (const Match undefined = kUndefined.whole(line); !undefined.empty()) {
      open_undefined(undefined);
    } else if (open_) {
      take_inside(line);
    }
  }

  void open_report(const std::string& kind) {
    close_report();
    open_ = true;
    static const Pattern kTail(R"( \(pid=\d+\)$| on (?:unknown )?address.*$| \(potential.*$)");
    report_.kind = kTail.replaced(kind, "");
    if (const Explanation* known = explain(report_.kind)) {
      report_.outcome = known->outcome;
      report_.what = known->what;
    } else {
      report_.what = "The sanitizer reports: " + report_.kind + ".";
    }
  }

  void open_undefined(const Match& match) {
    close_report();
    open_ = true;
    report_.kind = "undefined behaviour";
    report_.outcome = Outcome::memory;
    report_.what = "Undefined behaviour: " + match[3] + ".";
    const auto path = std::filesystem::path(match[1]).lexically_normal();
    report_.places.push_back({below(chain_.root, path.string()), std::stoi(match[2]), ""});
  }

  void take_inside(const std::string& line) {
    if (line.starts_with("SUMMARY:") || line.starts_with("=====")) return close_report();
    if (const auto frame = parse_frame(line, chain_, program_)) {
      if (sections_.empty()) sections_.emplace_back();
      sections_.back().frames.push_back(*frame);
      if (is_ours(frame->file, chain_)) {
        report_.text.push_back("    " + frame->function + "  " + frame->file + ":" +
                               std::to_string(frame->line));
      }
      return;
    }
    if (line.empty() || line.find("Hint:") != std::string::npos) return;
    if (line.starts_with("Shadow bytes") || line.starts_with("  0x") || line.starts_with("=>0x"))
      return;
    static const Pattern kLocation(R"(^\s*Location is (global|heap|stack).*$)");
    if (!kLocation.whole(line).empty()) take_location(line);
    const std::string heading = with_lock_letters(plain_heading(line));
    sections_.push_back({heading, {}});
    report_.text.push_back(heading + ":");
  }

  // ThreadSanitizer numbers all mutexes of the program: "M73". The few of a report are A, B, C ...
  std::string with_lock_letters(const std::string& text) {
    static const Pattern kMutex("\\bM\\d+\\b");
    std::string result = text;
    for (const Match& match : kMutex.all_in(text)) {
      const auto size = static_cast<char>(letters_.size() % 26);
      const auto [entry, added] = letters_.emplace(match[0], static_cast<char>('A' + size));
      result.replace(result.find(match[0]), match[0].size(), 1, entry->second);
    }
    return result;
  }

  // "Location is global 'visits' of size 4 at ..." names what the threads quarrel about.
  void take_location(const std::string& line) {
    static const Pattern kGlobal(R"(global '([^']+)')");
    const Match match = kGlobal.first_in(line);
    if (!match.empty() && report_.outcome == Outcome::race) {
      std::string name = match[1];
      if (const auto scope = name.rfind("::"); scope != std::string::npos)
        name = name.substr(scope + 2);
      report_.what += " They quarrel about `" + name + "`.";
    }
  }

  void close_report() {
    if (!open_) return;
    for (const Section& section : sections_) {
      // Where threads were created or memory lies is in the text; the places are the deeds.
      const bool deed =
          section.heading.starts_with("read ") || section.heading.starts_with("write ") ||
          section.heading.starts_with("atomic ") || section.heading.starts_with("previous ") ||
          section.heading.starts_with("freed by") || section.heading.starts_with("mutex ") ||
          section.heading.starts_with("direct leak") || section.heading.empty();
      if (!deed || section.frames.empty()) continue;
      if (const auto place = place_of(section, chain_)) report_.places.push_back(*place);
    }
    if (report_.places.empty()) {
      for (const Section& section : sections_) {
        if (const auto place = place_of(section, chain_)) report_.places.push_back(*place);
      }
    }
    // Headings with nothing of ours below say little.
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < report_.text.size(); ++i) {
      const bool heading = !report_.text[i].starts_with("    ");
      const bool followed = i + 1 < report_.text.size() && report_.text[i + 1].starts_with("    ");
      if (!heading || followed) kept.push_back(report_.text[i]);
    }
    report_.text = std::move(kept);
    reports_.push_back(std::move(report_));
    report_ = {};
    sections_.clear();
    letters_.clear();
    open_ = false;
  }

  const Toolchain& chain_;
  const std::filesystem::path& program_;
  bool open_ = false;
  Report report_;
  std::map<std::string, char> letters_;  // of the mutexes in this report
  std::vector<Section> sections_;
  std::vector<Report> reports_;
};

}  // namespace

std::vector<Report> read_reports(const std::string& text, const Toolchain& chain,
                                 const std::filesystem::path& program) {
  return ReportReader(chain, program).read(text);
}

std::optional<std::string> cannot_work(const std::string& text) {
  if (text.find("unexpected memory mapping") != std::string::npos) {
    return "ThreadSanitizer cannot place its memory on this kernel. This mends it: "
           "sudo sysctl vm.mmap_rnd_bits=28";
  }
  if (text.find("LeakSanitizer has encountered a fatal error") != std::string::npos) {
    return "LeakSanitizer may not look at the program here (ptrace is forbidden). In a container, "
           "start it with --cap-add=SYS_PTRACE";
  }
  if (text.find("Sanitizer failed to allocate") != std::string::npos ||
      text.find("ReserveShadowMemoryRange failed") != std::string::npos) {
    return "The sanitizer could not get its address space. Look for a limit with: ulimit -v";
  }
  return std::nullopt;
}

}  // namespace threadlings
