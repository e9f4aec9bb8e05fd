#include "json.hpp"

#include <cstdint>
#include <cstdio>

namespace threadlings::faulting {

namespace {

std::string quoted(const std::string& text) {
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

std::string steps(const Story& story) {
  Json list('[');
  for (const Row& row : story.rows) {
    Json step('{');
    step.add("process", story.names[row.actor]).add("call", row.what);
    if (!row.result.empty()) step.add("result", row.result);
    if (row.injected) step.flag("injected", true);
    if (row.line) {
      step.add("file", row.line.file).add("line", static_cast<std::uint64_t>(row.line.number));
      if (!row.line.text.empty()) step.add("source", row.line.text);
    }
    if (row.culprit) step.flag("culprit", true);
    if (!row.note.empty()) step.add("note", row.note);
    if (row.times > 1) step.add("times", static_cast<std::uint64_t>(row.times));
    list.raw("", step.done());
  }
  return list.done();
}

std::string decimal(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

}  // namespace

std::string as_json(const FaultResult& result, const std::string& test, const Story* story) {
  Json json('{');
  json.add("format", "threadlings-faults-1").add("test", test);
  json.add("verdict", name_of(result.verdict));
  json.add("calls", result.calls).add("faults", result.faults).flag("complete", result.complete);
  json.raw("seconds", decimal(result.seconds)).add("coverage", result.coverage);
  if (!result) {
    json.add("fault", result.fault).add("message", result.message).add("where", result.where);
    json.add("token", result.token).add("report", result.report);
    if (story) json.raw("steps", steps(*story));
  }
  return json.done();
}

}  // namespace threadlings::faulting
