// The learner's editor: which one, with which words, and what is said where there is none.
#include "editor.hpp"

#include <gtest/gtest.h>
#include <pty.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "support.hpp"

namespace threadlings::runner::testing {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

TEST(EditorArguments, SayTheLineAsEachEditorWantsIt) {
  const auto arguments = [](const std::string& command, int line) {
    return editor_arguments({command}, "a b.cpp", line);
  };
  EXPECT_EQ(arguments("vim", 7), (Strings{"+7", "a b.cpp"}));
  EXPECT_EQ(arguments("/usr/bin/emacs -nw", 7), (Strings{"+7", "a b.cpp"}));
  EXPECT_EQ(arguments("code --wait", 7), (Strings{"-g", "a b.cpp:7"}));
  EXPECT_EQ(arguments("hx", 7), (Strings{"a b.cpp:7"}));
  EXPECT_EQ(arguments("kate", 7), (Strings{"-l", "7", "a b.cpp"}));
  EXPECT_EQ(arguments("ed", 7), (Strings{"a b.cpp"})) << "an editor that we do not know";
  EXPECT_EQ(arguments("vim", 0), (Strings{"a b.cpp"})) << "no line is known";
}

// `threadlings open` beside stand-ins for editors.
class OpenCommand : public ::testing::Test {
 protected:
  OpenCommand() {
    project_.add_lesson("01_one");
    project_.add_lesson("02_two");
    for (const auto* name : {"code", "kate", "vim"}) {
      project_.write(std::string("tools/") + name,
                     "#!/bin/sh\nprintf '%s ' \"${0##*/}\" \"$@\" >opened\n");
      fs::permissions(project_.root() / "tools" / name, fs::perms::owner_all);
    }
    ::mkfifo((project_.root() / "opened").c_str(), 0600);
  }

  // What the stand-in was called with; waits until it was.
  std::string opened() const { return read_text(project_.root() / "opened"); }

  Ended open(const Strings& arguments, Strings environment) const {
    Strings all{"open"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const auto path = (project_.root() / "tools").string() + ":" + ::getenv("PATH");
    environment.push_back("PATH=" + path);
    for (const std::string name : {"VISUAL=", "EDITOR=", "TERM_PROGRAM="}) {
      const bool given = std::any_of(environment.begin(), environment.end(),
                                     [&](const auto& one) { return one.starts_with(name); });
      if (!given) environment.push_back(name);
    }
    return project_.run(all, environment);
  }

  Project project_;
};

TEST_F(OpenCommand, SaysHowToNameAnEditor) {
  const auto ended = open({}, {});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.out, "lessons/01_one/answer.cpp\n");
  EXPECT_NE(ended.err.find("EDITOR=nano"), std::string::npos) << ended.err;
}

TEST_F(OpenCommand, SaysThatTheEditorIsNotInstalled) {
  const auto ended = open({}, {"EDITOR=/nowhere/ed -x"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_NE(ended.err.find("/nowhere/ed is not installed"), std::string::npos) << ended.err;
}

TEST_F(OpenCommand, SaysThatThereIsNoTerminalForAnEditorThatNeedsOne) {
  const auto ended = open({"02"}, {"EDITOR=vim"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_NE(ended.err.find("no terminal"), std::string::npos) << ended.err;
  EXPECT_NE(ended.err.find("lessons/02_two/answer.cpp"), std::string::npos) << ended.err;
}

TEST_F(OpenCommand, StartsAnEditorWithAWindowAndDoesNotWaitForIt) {
  project_.write("lessons/01_one/answer.cpp", "int one;\n// TODO: two\n");
  EXPECT_EQ(open({}, {"VISUAL=kate -n"}).code, 0);
  const auto file = (project_.root() / "lessons/01_one/answer.cpp").string();
  EXPECT_EQ(opened(), "kate -n -l 2 " + file + " ");
}

TEST_F(OpenCommand, TakesCodeInItsOwnTerminalRatherThanEditor) {
  EXPECT_EQ(open({"02"}, {"TERM_PROGRAM=vscode", "EDITOR=vim"}).code, 0);
  EXPECT_EQ(opened(), "code -g " + (project_.root() / "lessons/02_two/answer.cpp:1 ").string());
}

TEST_F(OpenCommand, GivesTheTerminalToAnEditorThatNeedsOne) {
  project_.run({"--version"});  // brings the program there
  const auto program = (project_.context().programs / "threadlings").string();
  const auto path = "PATH=" + (project_.root() / "tools").string() + ":" + std::getenv("PATH");
  const auto root = project_.root().string();
  int terminal = -1;
  const pid_t pid = ::forkpty(&terminal, nullptr, nullptr, nullptr);
  if (pid == 0) {
    const bool there = ::chdir(root.c_str()) == 0;
    ::execl("/usr/bin/env", "env", "VISUAL=", "EDITOR=vim", "TERM_PROGRAM=", path.c_str(),
            program.c_str(), "open", "02", there ? nullptr : "x", nullptr);
    ::_exit(127);
  }
  ASSERT_NE(pid, -1);
  EXPECT_EQ(opened(), "vim +1 " + (project_.root() / "lessons/02_two/answer.cpp ").string());
  int status = 0;
  ASSERT_EQ(::waitpid(pid, &status, 0), pid);
  ::close(terminal);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(OpenCommand, HasStatusTwoForALessonThatThereIsNot) {
  EXPECT_EQ(open({"77"}, {"EDITOR=vim"}).code, 2);
}

}  // namespace
}  // namespace threadlings::runner::testing
