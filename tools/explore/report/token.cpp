#include "token.hpp"

#include <cctype>
#include <cstdio>
#include <cstdlib>

namespace threadlings::explorer {

namespace {

std::string letter(unsigned value) {
  if (value < 26) return std::string(1, static_cast<char>('a' + value));
  if (value < 52) return std::string(1, static_cast<char>('A' + value - 26));
  return "(" + std::to_string(value) + ")";
}

std::string write_decisions(const std::vector<std::uint8_t>& decisions) {
  std::string text;
  for (std::size_t i = 0; i < decisions.size();) {
    std::size_t end = i;
    while (end < decisions.size() && decisions[end] == decisions[i]) ++end;
    text += letter(decisions[i]);
    if (end - i > 1) text += std::to_string(end - i);
    i = end;
  }
  return text;
}

bool read_decisions(const char* p, std::vector<std::uint8_t>& decisions) {
  while (*p) {
    char* end = nullptr;
    unsigned long value;
    if (std::islower(static_cast<unsigned char>(*p))) {
      value = static_cast<unsigned long>(*p++ - 'a');
    } else if (std::isupper(static_cast<unsigned char>(*p))) {
      value = static_cast<unsigned long>(*p++ - 'A' + 26);
    } else if (*p == '(') {
      value = std::strtoul(p + 1, &end, 10);
      if (*end != ')') return false;
      p = end + 1;
    } else {
      return false;
    }
    unsigned long count = 1;
    if (std::isdigit(static_cast<unsigned char>(*p))) {
      count = std::strtoul(p, &end, 10);
      p = end;
    }
    if (value > 255 || count > 10'000'000) return false;
    decisions.insert(decisions.end(), count, static_cast<std::uint8_t>(value));
  }
  return true;
}

}  // namespace

std::string write_token(const Token& token) {
  char head[160];
  std::snprintf(head, sizeof head,
                "tl1:%d:%d.%d.%d.%d.%u.%d.%d:%llx:", static_cast<int>(token.verdict), token.races,
                token.spurious, token.weak, token.timeouts, token.steps,
                static_cast<int>(token.memory), token.any_waiter,
                static_cast<unsigned long long>(token.build));
  return head + write_decisions(token.decisions);
}

std::optional<Token> read_token(const std::string& text) {
  Token token{};
  int verdict = 0, races = 0, memory = 0, any_waiter = 0, length = -1;
  unsigned long long build = 0;
  if (std::sscanf(text.c_str(), "tl1:%d:%d.%d.%d.%d.%u.%d.%d:%llx:%n", &verdict, &races,
                  &token.spurious, &token.weak, &token.timeouts, &token.steps, &memory, &any_waiter,
                  &build, &length) != 9 ||
      length < 0)
    return std::nullopt;
  if (verdict < 0 || verdict > static_cast<int>(Verdict::nondeterministic)) return std::nullopt;
  token.verdict = static_cast<Verdict>(verdict);
  if (memory < 0 || memory > static_cast<int>(Memory::rc11)) return std::nullopt;
  token.races = races;
  token.any_waiter = any_waiter;
  token.memory = static_cast<Memory>(memory);
  token.build = build;
  if (!read_decisions(text.c_str() + length, token.decisions)) return std::nullopt;
  return token;
}

}  // namespace threadlings::explorer
