#include "scan.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>

#include "pattern.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

struct Rule {
  std::string_view beginning;  // of the symbol, as nm -C prints it
  std::string_view reason;
};

constexpr std::array<Rule, 16> kMustNotDefine = {{
    {"main", "the tests bring their own main"},
    {"__tsan_", "it would silence ThreadSanitizer"},
    {"__asan_", "it would silence AddressSanitizer"},
    {"__lsan_", "it would silence LeakSanitizer"},
    {"__ubsan_", "it would silence UndefinedBehaviorSanitizer"},
    {"__sanitizer_", "it would silence the sanitizers"},
    {"testing::", "the tests are not part of the answer"},
    {"benchmark::", "the benchmark is not part of the answer"},
    {"threadlings::harness::", "the harness is not part of the answer"},
    {"clock_gettime", "it would stop the clock"},
    {"gettimeofday", "it would stop the clock"},
    {"std::chrono::_V2::", "it would stop the clock"},
    {"pthread_", "it would replace the threads themselves"},
    {"__gthread", "it would replace the threads themselves"},
    {"_exit", "it would replace the system's own"},
    {"write", "it would replace the system's own"},
}};

constexpr std::array<Rule, 6> kWorthALook = {{
    {"_exit", "ends the process without any clean-up"},
    {"_Exit", "ends the process without any clean-up"},
    {"quick_exit", "ends the process without any clean-up"},
    {"ptrace", "looks into another process"},
    {"dlsym", "looks functions up by name"},
    {"setenv", "changes the environment"},
}};

// Names that are complete only with a "(" or at their end: `main`, not `main_loop`.
bool matches(std::string_view symbol, std::string_view beginning) {
  if (!symbol.starts_with(beginning)) return false;
  const bool prefix =
      beginning.ends_with("_") || beginning.ends_with("::") || beginning == "__gthread";
  return prefix || symbol.size() == beginning.size() || symbol[beginning.size()] == '@';
}

// The compiler itself adds these to every instrumented object.
bool is_compilers_own(std::string_view symbol) {
  return symbol.starts_with("__odr_asan") || symbol.starts_with("__asan_gen") ||
         symbol.find("___asan") != std::string_view::npos;
}

struct Symbol {
  char kind;
  std::string name;
};

std::vector<Symbol> parse_nm(const std::string& text) {
  static const Pattern kLine(R"(^(?:[0-9a-f]+)?\s+([A-Za-z?-]) (.*)$)");
  std::vector<Symbol> symbols;
  for (const std::string& line : lines_of(text)) {
    const Match match = kLine.whole(line);
    if (!match.empty()) symbols.push_back({match[1][0], match[2]});
  }
  return symbols;
}

// Blanks out comments and texts but keeps the lines, so that places stay right. By hand: a regular
// expression would need a stack frame for each character of a long comment.
class CodeOnly {
 public:
  explicit CodeOnly(const std::string& text) : text_(text) {}

  std::string get() {
    while (at_ < text_.size()) {
      if (starts("//")) {
        skip_to("\n", 0);
      } else if (starts("/*")) {
        skip_to("*/", 2);
      } else if (text_[at_] == '"') {
        skip_text();
      } else {
        code_ += text_[at_++];
      }
    }
    return std::move(code_);
  }

 private:
  bool starts(std::string_view mark) const { return text_.compare(at_, mark.size(), mark) == 0; }

  void skip_to(std::string_view end, std::size_t and_more) {
    const std::size_t found = std::min(text_.find(end, at_ + and_more), text_.size());
    skip(std::min(found + and_more, text_.size()));
  }

  void skip_text() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != '"' && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2U : 1U;
    }
    skip(std::min(end + 1, text_.size()));
  }

  void skip(std::size_t end) {
    for (; at_ < end; ++at_) {
      if (text_[at_] == '\n') code_ += '\n';
    }
  }

  const std::string& text_;
  std::size_t at_ = 0;
  std::string code_;
};

}  // namespace

Scan scan_symbols(const std::string& text) {
  Scan scan;
  std::set<std::string> said;
  for (const Symbol& symbol : parse_nm(text)) {
    if (is_compilers_own(symbol.name) || !said.insert(symbol.kind + symbol.name).second) continue;
    const bool undefined = symbol.kind == 'U';
    const bool external = std::isupper(static_cast<unsigned char>(symbol.kind)) != 0;
    if (undefined && symbol.name.starts_with("testing::")) {
      scan.forbidden.push_back({"", 0, "uses GoogleTest (" + symbol.name + ")"});
    }
    for (const Rule& rule : kMustNotDefine) {
      if (!undefined && external && matches(symbol.name, rule.beginning)) {
        const std::string reason(rule.reason);
        scan.forbidden.push_back({"", 0, "defines " + symbol.name + ": " + reason});
      }
    }
    for (const Rule& rule : kWorthALook) {
      if (undefined && matches(symbol.name, rule.beginning)) {
        scan.notices.push_back("the answer uses " + symbol.name + ", which " +
                               std::string(rule.reason));
      }
    }
  }
  return scan;
}

Scan scan_source(const std::string& text, const std::string& name) {
  static const Pattern kBlinding(
      R"(no_sanitize\w*|disable_sanitizer_instrumentation|__SANITIZE_\w+|(?:thread|address)_sanitizer)");
  static const Pattern kAssembly(R"(\b(?:asm|__asm__|__asm)\b)");
  Scan scan;
  int number = 0;
  for (const std::string& line : lines_of(CodeOnly(text).get())) {
    ++number;
    if (const Match match = kBlinding.first_in(line); !match.empty()) {
      scan.forbidden.push_back(
          {name, number, "mentions " + match[0] + ": it would blind the sanitizers"});
    }
    if (!kAssembly.first_in(line).empty()) {
      scan.notices.push_back(name + ":" + std::to_string(number) +
                             " has assembly, into which no sanitizer can look");
    }
  }
  return scan;
}

}  // namespace threadlings
