#include "events.hpp"

#include <algorithm>
#include <cstdlib>

#include "text.hpp"

namespace threadlings {
namespace {

constexpr const char* kCanary = "Judge.Canary";

std::string unescaped(const std::string& field) {
  std::string result;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\' || i + 1 == field.size()) {
      result += field[i];
      continue;
    }
    const char c = field[++i];
    result += c == 't' ? '\t' : c == 'n' ? '\n' : c;
  }
  return result;
}

// PID, KIND, FIELD ...
std::vector<std::string> split_event(const std::string& line) {
  std::vector<std::string> fields;
  std::size_t begin = 0;
  while (begin <= line.size()) {
    const std::size_t end = std::min(line.find('\t', begin), line.size());
    fields.push_back(unescaped(line.substr(begin, end - begin)));
    begin = end + 1;
  }
  return fields;
}

class Reader {
 public:
  Reader(const std::vector<std::string>& manifest, const std::string& nonce) : nonce_(nonce) {
    for (const std::string& name : manifest) log_.tests.push_back({name, "not run"});
  }

  void take(const std::vector<std::string>& event) {
    if (event.size() < 2) return;
    if (event[1] == "hello") log_.process = event[0];
    if (event[1] == "stack") return take_stack(event);
    if (event[1] == "doubled" && event.size() >= 3) {
      if (log_.doubled.empty()) log_.doubled = event[2];
      return;
    }
    if (event[0] != log_.process) {
      log_.ran_on = true;
      return;
    }
    take_from_main(event);
  }

  TestLog finish() {
    log_.running = current_;
    return std::move(log_);
  }

 private:
  void take_from_main(const std::vector<std::string>& event) {
    const std::string& kind = event[1];
    if (kind == "hello") log_.started = true;
    if (kind == "done") log_.done = true;
    if (kind == "start" && event.size() >= 3) start(event[2]);
    if (kind == "end" && event.size() >= 4) end(event[2], event[3]);
    if (kind == "leak" && event.size() >= 5) log_.leaks.push_back({event[2], event[3], event[4]});
    if ((kind == "fail" || kind == "skip") && event.size() >= 5) fail(event);
  }

  void start(const std::string& test) {
    current_ = test;
    if (test == kCanary) return;
    TestResult* result = find(test);
    if (result == nullptr || result->result != "not run") {
      log_.surprises.push_back(test);
    } else {
      result->result = "not finished";
    }
  }

  void end(const std::string& test, const std::string& how) {
    current_.clear();
    if (TestResult* result = find(test)) result->result = how;
  }

  void fail(const std::vector<std::string>& event) {
    if (current_ == kCanary) {
      log_.canary_failed = event[4].find(nonce_) != std::string::npos;
      return;
    }
    log_.failures.push_back({current_, {event[2], std::atoi(event[3].c_str()), event[4]}});
  }

  void take_stack(const std::vector<std::string>& event) {
    if (event.size() < 3) return;
    log_.stacks.push_back({event[2], {event.begin() + 3, event.end()}});
  }

  TestResult* find(const std::string& test) {
    const auto found = std::find_if(log_.tests.begin(), log_.tests.end(),
                                    [&](const TestResult& t) { return t.name == test; });
    return found == log_.tests.end() ? nullptr : &*found;
  }

  const std::string& nonce_;
  TestLog log_;
  std::string current_;
};

}  // namespace

bool TestLog::all_passed() const {
  return !tests.empty() && std::all_of(tests.begin(), tests.end(), [](const TestResult& test) {
    return test.result == "passed";
  });
}

std::size_t tests_begun(const std::string& events) {
  const std::size_t hello = events.find("\thello");
  if (hello == std::string::npos) return 0;
  const std::size_t line = events.rfind('\n', hello) + 1;  // npos + 1 is 0: the first line
  const std::string start = '\n' + events.substr(line, hello - line) + "\tstart\t";
  std::size_t count = 0;
  for (auto at = events.find(start, hello); at != std::string::npos;
       at = events.find(start, at + 1)) {
    ++count;
  }
  return count;
}

TestLog read_events(const std::string& events, const std::vector<std::string>& manifest,
                    const std::string& nonce) {
  Reader reader(manifest, nonce);
  for (const std::string& line : lines_of(events)) reader.take(split_event(line));
  return reader.finish();
}

}  // namespace threadlings
