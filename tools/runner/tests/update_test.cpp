// `threadlings update`: the real program between two releases, from git, archives and folders.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include "killed.hpp"
#include "support.hpp"
#include "update/release.hpp"

namespace threadlings::runner::testing {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;
using Tree = std::map<std::string, std::string>;

constexpr auto kStub = "#include \"answer.hpp\"\nint answer() { return 0; }\n";

Tree tree_of(const fs::path& root) {
  Tree tree;
  for (const auto& path : project_files(root)) tree[path] = read_text(root / path);
  return tree;
}

// The words of a command, run in `folder`; it must succeed.
std::string shell(const fs::path& folder, const std::string& script) {
  Command command;
  command.argv = {"/bin/sh", "-ec", script};
  command.folder = folder;
  command.environment = {"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.org",
                         "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.org",
                         "GIT_CONFIG_GLOBAL=/dev/null"};
  const auto ended = run_process(command);
  EXPECT_TRUE(ended.ok()) << script << "\n" << ended.out << ended.err;
  return ended.out;
}

// The release that the learner began with: three lessons; all of the learner's is in `mine`.
class Update : public ::testing::Test {
 protected:
  Update() {
    for (const auto* key : {"01_one", "02_two", "03_three"}) add_lesson(mine_, key);
    mine_.write("threadlings", "#!/bin/sh\n");
    mine_.write("tools/tool.cpp", "int tool;\n");
    mine_.write(".gitignore", "/build*/\n/.threadlings/\n");
    copy(mine_.root(), next_.path() / "release");
  }

  // A stub with room for changes far from each other.
  static void add_lesson(Project& project, const std::string& key) {
    project.add_lesson(key);
    project.remove("tests/" + key + "/wrong");
    const std::string stub = std::string(kStub) + "// a\n// b\n// c\n// d\n";
    project.write("lessons/" + key + "/answer.cpp", stub);
    project.write("tests/" + key + "/stub/answer.cpp", stub);
  }

  static void copy(const fs::path& from, const fs::path& to) {
    for (const auto& path : project_files(from)) {
      fs::create_directories((to / path).parent_path());
      fs::copy_file(from / path, to / path);
    }
  }

  fs::path next() const { return next_.path() / "release"; }

  void change_next(const std::string& path, const std::string& text) const {
    fs::create_directories((next() / path).parent_path());
    fs::remove(next() / path);
    write_new(next() / path, text);
  }

  void change_stub(const std::string& key, const std::string& text) const {
    change_next("lessons/" + key + "/answer.cpp", text);
    change_next("tests/" + key + "/stub/answer.cpp", text);
  }

  // An update with what every release brings: a new tool, a new lesson, a removed file.
  void usual_changes() const {
    change_next("tools/tool.cpp", "int newer_tool;\n");
    change_next("tools/fresh.cpp", "int fresh;\n");
    for (const std::string room : {"lessons", "tests", "solutions"}) {
      fs::copy(next() / room / "03_three", next() / room / "04_four", fs::copy_options::recursive);
    }
    fs::remove(next() / "lessons/02_two/answer.hpp");
  }

  void rename_lesson(const std::string& from, const std::string& to) const {
    for (const std::string room : {"lessons", "tests", "solutions"}) {
      fs::rename(next() / room / from, next() / room / to);
    }
    fs::rename(next() / "book" / (from + ".md"), next() / "book" / (to + ".md"));
    auto readme = read_text(next() / "lessons" / to / "README.md");
    change_next("lessons/" + to + "/README.md", "---\nwas: 77_never, " + from + readme.substr(3));
  }

  std::string archive() const {
    shell(next_.path(), "tar -czf release.tar.gz release");
    return (next_.path() / "release.tar.gz").string();
  }

  Ended update(Strings arguments) const {
    arguments.insert(arguments.begin(), "update");
    return mine_.run(arguments);
  }

  // From the folder that holds the new release.
  Ended update() const { return update({"--from", next().string()}); }

  std::string backup_of(const std::string& key) const {
    for (const auto& entry :
         fs::recursive_directory_iterator(mine_.root() / ".threadlings/backups" / key)) {
      if (entry.is_regular_file()) return read_text(entry.path());
    }
    return "no backup";
  }

  static ::testing::AssertionResult says(const std::string& text, const std::string& part) {
    if (text.find(part) != std::string::npos) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "\"" << part << "\" is not in:\n" << text;
  }

  bool there(const std::string& path) const { return fs::exists(mine_.root() / path); }

  Project mine_;
  TemporaryFolder next_;
};

// ---------------------------------------------------------------- lessons

TEST_F(Update, BringsAnUntouchedTreeUpToDate) {
  mine_.run({"list"});  // the first start
  usual_changes();
  change_stub("01_one", "int other() { return 1; }\n");
  const auto ended = update({archive()});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(tree_of(mine_.root()), tree_of(next()));
  EXPECT_TRUE(says(ended.out, "new       04_four"));
  EXPECT_TRUE(says(ended.out, "Done."));
  const auto again = update({archive()});
  EXPECT_EQ(again.code, 0);
  EXPECT_TRUE(says(again.out, "nothing new"));
}

TEST_F(Update, KeepsAnAnswerWhoseStubIsAsBefore) {
  mine_.write("lessons/01_one/answer.cpp", "mine\n");
  usual_changes();
  const auto ended = update();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(mine_.read("lessons/01_one/answer.cpp"), "mine\n");
  EXPECT_EQ(mine_.read("tools/tool.cpp"), "int newer_tool;\n");
  EXPECT_FALSE(there("lessons/01_one/answer.cpp.new"));
  EXPECT_TRUE(says(ended.out, "1 file stays as you left it"));
}

TEST_F(Update, MergesAnAnswerAndANewStub) {
  const std::string old = mine_.read("lessons/01_one/answer.cpp");
  mine_.write("lessons/01_one/answer.cpp", "// mine\n" + old);
  change_stub("01_one", old + "// theirs\n");
  const auto ended = update();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(mine_.read("lessons/01_one/answer.cpp"), "// mine\n" + old + "// theirs\n");
  EXPECT_TRUE(says(ended.out, "merged    lessons/01_one/answer.cpp"));
  EXPECT_EQ(backup_of("01_one"), "// mine\n" + old);
}

TEST_F(Update, ShowsAConflictAndKeepsBothSideBySide) {
  mine_.write("lessons/01_one/answer.cpp", "mine\n");
  change_stub("01_one", "theirs\n");
  const auto ended = update();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(mine_.read("lessons/01_one/answer.cpp"), "mine\n");
  EXPECT_EQ(mine_.read("lessons/01_one/answer.cpp.new"), "theirs\n");
  EXPECT_TRUE(says(ended.out, "look      lessons/01_one/answer.cpp: yours stays"));
  EXPECT_TRUE(says(ended.out, "+ theirs"));
  EXPECT_TRUE(says(ended.out, "rm lessons/01_one/answer.cpp.new"));
  EXPECT_TRUE(says(update().out, "nothing new")) << "the second time there is nothing to merge";
}

TEST_F(Update, TakesTheNewHeaderAndKeepsTheLearnersBesideIt) {
  mine_.run({"list"});
  mine_.write("lessons/01_one/main.cpp", "my main\n");
  change_next("lessons/01_one/main.cpp", "new main\n");
  const auto ended = update();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(mine_.read("lessons/01_one/main.cpp"), "new main\n");
  EXPECT_EQ(mine_.read("lessons/01_one/main.cpp.yours"), "my main\n");
}

TEST_F(Update, TakesNobodysAnswersFromAFolderThatWasWorkedIn) {
  mine_.run({"list"});
  change_next("lessons/01_one/answer.cpp", "somebody's answer\n");
  change_next("tools/tool.cpp", "int newer_tool;\n");
  EXPECT_EQ(update().code, 0);
  EXPECT_EQ(mine_.read("lessons/01_one/answer.cpp"), mine_.read("tests/01_one/stub/answer.cpp"));
}

TEST_F(Update, MovesTheLearnersWorkAlongWithARenamedLesson) {
  mine_.run({"list"});
  mine_.write("lessons/02_two/answer.cpp", "mine\n");
  mine_.write("lessons/02_two/notes.txt", "my notes\n");
  mine_.write(".threadlings/backups/02_two/then/answer.cpp", "earlier\n");
  mine_.write(".threadlings/progress.json",
              R"({"version":1,"lessons":{"02_two":{"passed":"2020-01-01T00:00:00Z"}}})");
  rename_lesson("02_two", "05_second");
  const auto ended = update();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_TRUE(says(ended.out, "renamed   02_two: is 05_second now"));
  EXPECT_TRUE(says(ended.err, "Lesson 02_two is 05_second now")) << "progress and backups";
  EXPECT_EQ(mine_.read("lessons/05_second/answer.cpp"), "mine\n");
  EXPECT_EQ(mine_.read("lessons/05_second/notes.txt"), "my notes\n");
  EXPECT_EQ(mine_.read(".threadlings/backups/05_second/then/answer.cpp"), "earlier\n");
  EXPECT_TRUE(says(mine_.read(".threadlings/progress.json"), "05_second"));
  EXPECT_FALSE(there("lessons/02_two"));
  EXPECT_FALSE(there("tests/02_two"));
  EXPECT_EQ(mine_.run({"list"}).err, "") << "it is said once";
}

TEST_F(Update, KeepsTheAnswerOfALessonThatIsGone) {
  mine_.run({"list"});
  mine_.write("lessons/02_two/answer.cpp", "mine\n");
  for (const std::string room : {"lessons", "tests", "solutions"}) {
    fs::remove_all(next() / room / "02_two");
  }
  const auto ended = update();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_TRUE(says(ended.out, "removed   02_two"));
  EXPECT_FALSE(there("lessons/02_two"));
  EXPECT_EQ(backup_of("02_two"), "mine\n");
}

TEST_F(Update, KeepsPasses) {
  mine_.write("lessons/01_one/answer.cpp", "solved\n");
  mine_.remove("lessons/01_one/verdict-tsan");
  EXPECT_EQ(mine_.run({"run", "01"}).code, 0);
  usual_changes();
  change_next("tests/01_one/behaviour.cpp", "// stub: tsan (race)\n// sharper\n");
  const auto ended = update();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_TRUE(says(ended.out, "Checks changed in: 01."));
  EXPECT_TRUE(says(mine_.run({"list"}).out, "done  01"));
}

// ---------------------------------------------------------------- all or nothing

TEST_F(Update, SaysWhatItWouldDoAndDoesNothing) {
  mine_.run({"list"});
  mine_.write("lessons/01_one/answer.cpp", "mine\n");
  change_stub("01_one", "theirs\n");
  usual_changes();
  const auto before = tree_of(mine_.root());
  const auto ended = update({"--from", next().string(), "--dry-run"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_TRUE(says(ended.out, "Nothing was changed."));
  EXPECT_TRUE(says(ended.out, "04_four"));
  EXPECT_TRUE(says(ended.out, "answer.cpp.new"));
  EXPECT_EQ(tree_of(mine_.root()), before);
}

TEST_F(Update, RefusesWhereTheLearnerChangedTheTools) {
  mine_.run({"list"});
  mine_.write("tools/tool.cpp", "int my_tool;\n");
  usual_changes();
  const auto before = tree_of(mine_.root());
  auto ended = update();
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.out, "    tools/tool.cpp\n"));
  EXPECT_TRUE(says(ended.out, "--replace"));
  EXPECT_EQ(tree_of(mine_.root()), before);
  ended = update({"--from", next().string(), "--replace"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(mine_.read("tools/tool.cpp"), "int newer_tool;\n");
  EXPECT_EQ(backup_of("update"), "int my_tool;\n");
}

TEST_F(Update, KeepsWhatItReplacesWhereNothingIsKnown) {
  mine_.write("tools/tool.cpp", "int my_tool;\n");  // before the first start
  mine_.write("lessons/01_one/main.cpp", "older\n");
  usual_changes();
  EXPECT_EQ(update().code, 0);
  EXPECT_EQ(backup_of("01_one"), "older\n");
  EXPECT_FALSE(there("lessons/01_one/main.cpp.yours")) << "nobody says that it was edited";
  EXPECT_EQ(mine_.read("tools/tool.cpp"), "int newer_tool;\n");
  EXPECT_EQ(backup_of("update"), "int my_tool;\n");
}

TEST_F(Update, LeavesTheTreeAsItWasWhenItIsKilledAnywhere) {
  mine_.run({"list"});
  mine_.write("lessons/01_one/answer.cpp", "mine\n");
  change_next("tools/tool.cpp", "int newer_tool;\n");
  change_next("tools/fresh/fresh.cpp", "int fresh;\n");
  change_stub("01_one", "theirs\n");
  rename_lesson("03_three", "05_third");
  const auto before = tree_of(mine_.root());
  const auto program = (mine_.context().programs / "threadlings").string();
  // Every moment of the beginning, then every third: the same calls for one file after the other.
  int n = 1;
  for (; run_and_kill({program, "update", "--from", next().string()}, mine_.root(), n).killed;
       n += n < 20 ? 1 : 3) {
    ASSERT_TRUE(mine_.run({"update", "--recover"}).ok());
    const auto now = tree_of(mine_.root());
    if (now != before) {  // the last step was done: all of it, then
      EXPECT_EQ(now.at("tools/tool.cpp"), "int newer_tool;\n") << n;
      EXPECT_EQ(now.at("lessons/01_one/answer.cpp"), "mine\n") << n;
      EXPECT_TRUE(now.contains("lessons/05_third/README.md")) << n;
      EXPECT_FALSE(now.contains("lessons/03_three/README.md")) << n;
      break;
    }
  }
  EXPECT_GT(n, 30) << "so many calls at least change a file";
  EXPECT_EQ(mine_.read("lessons/01_one/answer.cpp"), "mine\n");
  EXPECT_EQ(update().code, 0) << "and it can be run again";
  EXPECT_EQ(mine_.read("tools/tool.cpp"), "int newer_tool;\n");
}

TEST_F(Update, KeepsWhatWasWrittenBetweenAKillAndTheNextStart) {
  mine_.run({"list"});
  change_next("lessons/01_one/main.cpp", "new main\n");
  change_next("tools/tool.cpp", "int newer_tool;\n");
  const auto program = (mine_.context().programs / "threadlings").string();
  const Strings words{program, "update", "--from", next().string()};
  for (int n = 1; mine_.read("lessons/01_one/main.cpp") != "new main\n"; ++n) {
    ASSERT_TRUE(run_and_kill(words, mine_.root(), n).killed);
    if (mine_.read("lessons/01_one/main.cpp") != "new main\n") mine_.run({"update", "--recover"});
  }
  mine_.write("lessons/01_one/main.cpp", "written by the learner\n");
  const auto ended = mine_.run({"list"});
  EXPECT_TRUE(says(ended.err, "An update was interrupted"));
  EXPECT_EQ(backup_of("interrupted_update"), "written by the learner\n");
}

TEST_F(Update, ChangesNothingOnAFullDisk) {
  mine_.run({"list"});
  usual_changes();
  const std::string large(200'000, 'x');
  change_next("book/zz_large.md", large);
  const auto before = tree_of(mine_.root());
  // A file may not grow beyond this: the write fails in the middle.
  const auto program = (mine_.context().programs / "threadlings").string();
  Command command;
  command.argv = {"/bin/sh", "-c", "trap '' XFSZ; ulimit -f 100; exec \"$0\" update --from \"$1\"",
                  program, next().string()};
  command.folder = mine_.root();
  const auto ended = run_process(command);
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.err, "nothing was changed"));
  EXPECT_EQ(tree_of(mine_.root()), before);
  EXPECT_FALSE(there(".threadlings/update"));
  EXPECT_EQ(update().code, 0);
}

TEST_F(Update, ExplainsWhatIsNoRelease) {
  EXPECT_EQ(update({"/nowhere/release.tar.gz"}).code, 2);
  mine_.write("broken.tar.gz", "this is no archive");
  auto ended = update({(mine_.root() / "broken.tar.gz").string()});
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.err, "cannot be unpacked"));
  ended = update({"--from", "/usr/include"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.err, "holds no Threadlings"));
  ended = update({});
  EXPECT_EQ(ended.code, 2);
  EXPECT_TRUE(says(ended.err, "ARCHIVE.tar.gz"));
}

// ---------------------------------------------------------------- git

class UpdateOfAClone : public Update {
 protected:
  UpdateOfAClone() {
    // The upstream repository is the release folder; the learner's tree becomes a clone of it.
    shell(next(), "git init -q -b main . && git add -A && git commit -q -m old");
    shell(mine_.root(), "git clone -q --no-checkout '" + next().string() +
                            "' fresh && "
                            "mv fresh/.git . && rmdir fresh && git reset -q");
  }

  void publish() const { shell(next(), "git add -A && git commit -q -m new"); }
  void commit() const { shell(mine_.root(), "git add -A && git commit -q -m mine"); }
  std::string git(const std::string& words) const { return shell(mine_.root(), "git " + words); }
};

TEST_F(UpdateOfAClone, MovesForwardAndKeepsUncommittedWork) {
  mine_.write("lessons/01_one/answer.cpp", "mine\n");
  usual_changes();
  change_stub("02_two", "new stub\n");
  publish();
  const auto ended = update({});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(mine_.read("lessons/01_one/answer.cpp"), "mine\n");
  EXPECT_EQ(mine_.read("lessons/02_two/answer.cpp"), "new stub\n");
  EXPECT_EQ(git("rev-parse HEAD"), shell(next(), "git rev-parse HEAD"));
  EXPECT_EQ(git("status --porcelain"), " M lessons/01_one/answer.cpp\n");
  EXPECT_TRUE(says(update({}).out, "nothing new"));
}

TEST_F(UpdateOfAClone, MergesTheLearnersOwnCommits) {
  const auto old = mine_.read("lessons/01_one/answer.cpp");
  mine_.write("lessons/01_one/answer.cpp", "// mine\n" + old);
  mine_.write("lessons/02_two/answer.cpp", "conflicting\n");
  mine_.write("tools/tool.cpp", "int tool;\nint mine;\n");
  mine_.write("tools/own.cpp", "int own;\n");
  commit();
  mine_.write("lessons/03_three/answer.cpp", "not committed\n");
  usual_changes();
  change_next("tools/tool.cpp", "int new_first;\nint tool;\n");
  change_stub("01_one", old + "// theirs\n");
  change_stub("02_two", "theirs\n");
  publish();
  const auto mine_before = git("rev-parse HEAD");
  const auto ended = update({});
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(mine_.read("lessons/01_one/answer.cpp"), "// mine\n" + old + "// theirs\n");
  EXPECT_EQ(mine_.read("lessons/02_two/answer.cpp"), "conflicting\n");
  EXPECT_EQ(mine_.read("lessons/02_two/answer.cpp.new"), "theirs\n");
  EXPECT_EQ(mine_.read("lessons/03_three/answer.cpp"), "not committed\n");
  EXPECT_EQ(mine_.read("tools/tool.cpp"), "int new_first;\nint tool;\nint mine;\n");
  EXPECT_EQ(git("rev-parse HEAD^1"), mine_before);
  EXPECT_EQ(git("rev-parse HEAD^2"), shell(next(), "git rev-parse HEAD"));
  EXPECT_EQ(git("status --porcelain"),
            " M lessons/03_three/answer.cpp\n?? lessons/02_two/answer.cpp.new\n");
  EXPECT_EQ(git("show HEAD:tools/own.cpp"), "int own;\n");
  EXPECT_TRUE(says(update({}).out, "nothing new"));
}

TEST_F(UpdateOfAClone, LeavesADetachedHeadDetached) {
  git("checkout -q --detach");
  usual_changes();
  publish();
  const auto ended = update({});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_TRUE(says(ended.out, "detached"));
  EXPECT_EQ(git("rev-parse HEAD"), shell(next(), "git rev-parse HEAD"));
  EXPECT_NE(git("rev-parse main"), git("rev-parse HEAD"));
}

TEST_F(UpdateOfAClone, RefusesUncommittedChangesOutsideLessons) {
  mine_.write("tools/tool.cpp", "int my_tool;\n");
  mine_.remove("README.md");
  usual_changes();
  publish();
  const auto before = tree_of(mine_.root());
  const auto ended = update({});
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.out, "    tools/tool.cpp\n"));
  EXPECT_TRUE(says(ended.out, "    README.md (deleted)\n"));
  EXPECT_TRUE(says(ended.out, "git checkout"));
  EXPECT_EQ(tree_of(mine_.root()), before);
}

TEST_F(UpdateOfAClone, RefusesCommitsThatContradict) {
  mine_.write("tools/tool.cpp", "int my_tool;\n");
  commit();
  usual_changes();
  publish();
  const auto before = tree_of(mine_.root());
  const auto head = git("rev-parse HEAD");
  const auto ended = update({});
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.out, "tools/tool.cpp"));
  EXPECT_TRUE(says(ended.out, "git merge"));
  EXPECT_EQ(tree_of(mine_.root()), before);
  EXPECT_EQ(git("rev-parse HEAD"), head);
}

TEST_F(UpdateOfAClone, SaysThatThereIsNoWayToTheServer) {
  git("remote set-url origin http://127.0.0.1:1/threadlings.git");
  auto ended = update({});
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.err, "no way to http://127.0.0.1:1/threadlings.git"));
  EXPECT_TRUE(says(ended.err, "ARCHIVE.tar.gz"));
  git("remote set-url origin /nowhere");
  ended = update({});
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.err, "--from"));
  git("remote remove origin");
  EXPECT_TRUE(says(update({}).err, "--from URL"));
}

TEST_F(UpdateOfAClone, DoesNothingInTheMiddleOfAMerge) {
  usual_changes();
  publish();
  mine_.write(".git/MERGE_HEAD", git("rev-parse HEAD"));
  const auto ended = update({});
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.err, "git status"));
}

TEST_F(UpdateOfAClone, TakesAnArchiveAndLaterGitAgain) {
  mine_.write("lessons/01_one/answer.cpp", "mine\n");
  commit();
  usual_changes();
  publish();
  shell(next(), "git archive --prefix=release/ -o ../release.tar.gz HEAD");
  auto ended = update({(next_.path() / "release.tar.gz").string()});
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(mine_.read("lessons/01_one/answer.cpp"), "mine\n");
  EXPECT_EQ(mine_.read("tools/tool.cpp"), "int newer_tool;\n");
  change_next("tools/tool.cpp", "int newest_tool;\n");
  publish();
  ended = update({});
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(mine_.read("tools/tool.cpp"), "int newest_tool;\n");
  EXPECT_EQ(mine_.read("lessons/01_one/answer.cpp"), "mine\n");
  EXPECT_EQ(git("status --porcelain"), "");
}

TEST_F(UpdateOfAClone, LeavesTheCloneAsItWasWhenItIsKilledAnywhere) {
  mine_.write("lessons/01_one/answer.cpp", "mine\n");
  commit();
  mine_.write("lessons/02_two/answer.cpp", "not committed\n");
  usual_changes();
  publish();
  mine_.run({"list"});
  const auto before = tree_of(mine_.root());
  const auto head = git("rev-parse HEAD");
  const auto status = git("status --porcelain");
  const auto program = (mine_.context().programs / "threadlings").string();
  // Every fifth moment: a run of git's programs takes its time.
  for (int n = 1;; n += 5) {
    if (!run_and_kill({program, "update"}, mine_.root(), n).killed) break;
    ASSERT_TRUE(mine_.run({"update", "--recover"}).ok());
    if (git("rev-parse HEAD") != head) break;
    ASSERT_EQ(tree_of(mine_.root()), before) << n;
    ASSERT_EQ(git("status --porcelain"), status) << n;
  }
  EXPECT_EQ(update({}).code, 0);
  EXPECT_NE(git("rev-parse HEAD"), head);
  EXPECT_EQ(git("status --porcelain"), " M lessons/02_two/answer.cpp\n");
}

}  // namespace
}  // namespace threadlings::runner::testing
