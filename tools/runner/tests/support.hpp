// A project in a temporary folder, with a judge made of paper.
//
// The paper judge gives, for a check CHECK of an answer, the verdict that stands in the answer's
// file `verdict-CHECK`; without one, `pass`. Some words make it misbehave (see support.cpp). Where
// there is a file `verdict-CHECK.json`, it is the whole verdict. A file `echo` in the answer makes
// it say the first line of answer.cpp. Lines "Suite.Name VERDICT" in a file `each-CHECK` are what
// it says about single tests when it is asked about each.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "context.hpp"
#include "files.hpp"
#include "process.hpp"
#include "threadlings/judge/lesson.hpp"

namespace threadlings::runner::testing {

class Project {
 public:
  Project();

  const std::filesystem::path& root() const { return root_; }
  const Context& context() const { return context_; }
  Context& context() { return context_; }
  Lesson lesson(const std::string& key) const { return {root_, key}; }

  // Every file of a lesson that verify is content with. Its stub gets `tsan (race)`.
  Lesson add_lesson(const std::string& key);

  void write(const std::string& path, const std::string& text) const;
  std::string read(const std::string& path) const;
  void replace(const std::string& path, const std::string& from, const std::string& to) const;
  void remove(const std::string& path) const;

  // The real program, beside the paper judge.
  std::filesystem::path program() const;

  // Runs it in the project's root, without a terminal.
  Ended run(const std::vector<std::string>& arguments,
            const std::vector<std::string>& environment = {}) const;

 private:
  TemporaryFolder folder_;
  std::filesystem::path root_;
  Context context_;
};

}  // namespace threadlings::runner::testing
