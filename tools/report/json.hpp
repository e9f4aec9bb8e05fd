// JSON, written piece by piece: for the reports of the explorers, which run inside of the programs
// that they explore and link nothing else.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

namespace threadlings::report {

inline std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (char c : text) {
    switch (c) {
      case '"':
        result += "\\\"";
        break;
      case '\\':
        result += "\\\\";
        break;
      case '\n':
        result += "\\n";
        break;
      case '\t':
        result += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          char code[8];
          std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
          result += code;
        } else {
          result += c;
        }
    }
  }
  return result + "\"";
}

// An object, or a list, built up member by member.
class Json {
 public:
  explicit Json(char open) : text_(1, open), close_(open == '{' ? '}' : ']') {}
  Json& raw(const std::string& key, const std::string& value) {
    if (text_.size() > 1) text_ += ",";
    if (!key.empty()) text_ += quoted(key) + ":";
    text_ += value;
    return *this;
  }
  Json& add(const std::string& key, const std::string& value) { return raw(key, quoted(value)); }
  Json& add(const std::string& key, std::uint64_t value) { return raw(key, std::to_string(value)); }
  Json& flag(const std::string& key, bool value) { return raw(key, value ? "true" : "false"); }
  std::string done() const { return text_ + close_; }

 private:
  std::string text_;
  char close_;
};

}  // namespace threadlings::report
