#include "update/git.hpp"

#include <algorithm>

#include "errors.hpp"
#include "files.hpp"
#include "process.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

// Nobody is there to answer git, and its messages are read by us.
Ended run_git(const fs::path& root, const Strings& arguments, const Strings& environment) {
  Command command;
  command.argv = {"git", "-C", root.string()};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.environment = environment;
  for (const auto* setting : {"GIT_TERMINAL_PROMPT=0", "GIT_EDITOR=true", "LC_ALL=C",
                              "GIT_SSH_COMMAND=ssh -o BatchMode=yes -o ConnectTimeout=20"}) {
    command.environment.emplace_back(setting);
  }
  command.deadline = std::chrono::minutes(10);
  return run_process(command);
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

// The line of git's that says most: "fatal: ..." without the word.
std::string complaint(const Ended& ended) {
  const auto lines = split_lines(ended.err);
  for (const std::string word : {"fatal: ", "error: "}) {
    for (const auto& line : lines) {
      if (line.starts_with(word)) return line.substr(word.size());
    }
  }
  return lines.empty() ? describe(ended) : lines.back();
}

bool any_of_in(const std::string& text, const Strings& parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](const auto& part) { return text.find(part) != std::string::npos; });
}

[[noreturn]] void explain_failed_fetch(const std::string& from, const Ended& ended) {
  const auto why = complaint(ended);
  if (any_of_in(ended.err, {"Could not resolve", "Failed to connect", "Connection refused",
                            "Connection timed out", "Network is unreachable", "Couldn't connect",
                            "Temporary failure in name resolution", "timed out"})) {
    throw RunnerError("there is no way to " + from + " now (" + why + "); nothing was changed. " +
                      "With a release archive it works without a network: " +
                      "./threadlings update ARCHIVE.tar.gz");
  }
  throw RunnerError("git cannot fetch from " + from + " (" + why + "); nothing was changed. " +
                    "To name another place: ./threadlings update --from URL");
}

bool present(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(file, ignored);
}

}  // namespace

bool Git::is_clone(const fs::path& root) {
  if (!present(root / ".git")) return false;
  const auto ended = run_git(root, {"rev-parse", "--show-toplevel"}, {});
  if (ended.how == Ended::How::not_started) {
    throw RunnerError("this folder is a clone, but git is not installed: apt-get install git");
  }
  if (!ended.ok()) throw RunnerError("git: " + complaint(ended));
  return true;
}

std::string Git::ask(const Strings& arguments, const Strings& environment) const {
  const auto ended = run_git(root_, arguments, environment);
  if (ended.ok()) return first_line(ended.out);
  throw RunnerError("git " + arguments.front() + ": " + complaint(ended));
}

std::optional<std::string> Git::try_to_ask(const Strings& arguments) const {
  const auto ended = run_git(root_, arguments, {});
  return ended.ok() ? std::optional(first_line(ended.out)) : std::nullopt;
}

void Git::require_nothing_under_way() const {
  for (const auto* name : {"MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge",
                           "rebase-apply", "BISECT_LOG"}) {
    if (!present(root_ / ask({"rev-parse", "--git-path", name}))) continue;
    throw RunnerError(
        "git is in the middle of something here; finish it or give it up first: "
        "git status");
  }
}

Git::Remote Git::remote() const {
  if (try_to_ask({"remote", "get-url", "upstream"})) return {"upstream", "HEAD"};
  const auto branch = try_to_ask({"symbolic-ref", "--quiet", "--short", "HEAD"});
  if (branch) {
    const auto name = try_to_ask({"config", "branch." + *branch + ".remote"});
    const auto merge = try_to_ask({"config", "branch." + *branch + ".merge"});
    if (name && merge && *name != ".") return {*name, *merge};
  }
  if (try_to_ask({"remote", "get-url", "origin"})) return {"origin", "HEAD"};
  throw RunnerError(
      "this clone does not know where it came from; say it: ./threadlings update --from URL, or "
      "--from FOLDER, or with an archive: ./threadlings update ARCHIVE.tar.gz");
}

std::string Git::fetch(const Remote& remote) const {
  const auto ended =
      run_git(root_, {"fetch", "--no-tags", "--quiet", "--", remote.name, remote.branch}, {});
  if (!ended.ok()) {
    const auto url = try_to_ask({"remote", "get-url", "--", remote.name});
    explain_failed_fetch(url.value_or(remote.name), ended);
  }
  return ask({"rev-parse", "--verify", "FETCH_HEAD^{commit}"});
}

std::optional<std::string> Git::known_base() const {
  for (const auto* name : {"refs/remotes/upstream/HEAD", "@{upstream}", "refs/remotes/origin/HEAD",
                           "refs/remotes/origin/main"}) {
    if (auto base = try_to_ask({"merge-base", "HEAD", name})) return base;
  }
  return std::nullopt;
}

std::string Git::head() const {
  return ask({"rev-parse", "--verify", "HEAD^{commit}"});
}

bool Git::detached() const {
  return !try_to_ask({"symbolic-ref", "--quiet", "HEAD"});
}

bool Git::has(const std::string& ancestor, const std::string& descendant) const {
  return try_to_ask({"merge-base", "--is-ancestor", ancestor, descendant}).has_value();
}

std::string Git::merge_base(const std::string& one, const std::string& other) const {
  if (const auto base = try_to_ask({"merge-base", one, other})) return *base;
  throw RunnerError(
      "this clone and what was fetched have no commit in common; if it is the right place, "
      "download its archive: ./threadlings update ARCHIVE.tar.gz");
}

void Git::write_tree_to(const std::string& commit, const fs::path& folder) const {
  const TemporaryFolder scratch;
  const Strings with_index{"GIT_INDEX_FILE=" + (scratch.path() / "index").string()};
  ask({"read-tree", commit}, with_index);
  ask({"checkout-index", "--all", "--prefix=" + folder.string() + "/"}, with_index);
}

std::string Git::commit_merge(const std::string& first, const std::string& second,
                              const std::vector<FileChange>& changes) const {
  const TemporaryFolder scratch;
  const Strings with_index{"GIT_INDEX_FILE=" + (scratch.path() / "index").string()};
  ask({"read-tree", first}, with_index);
  for (const auto& change : changes) {
    if (!change.text) {
      ask({"update-index", "--force-remove", "--", change.path}, with_index);
      continue;
    }
    const auto file = scratch.path() / "text";
    write_atomically(file, *change.text);
    const auto blob = ask({"hash-object", "-w", "--path=" + change.path, file.string()});
    ask({"update-index", "--add", "--cacheinfo",
         std::string(change.executable ? "100755," : "100644,") + blob + "," + change.path},
        with_index);
  }
  const auto tree = ask({"write-tree"}, with_index);
  Strings arguments;
  if (!try_to_ask({"config", "user.email"})) {
    arguments = {"-c", "user.name=Threadlings", "-c", "user.email=threadlings@localhost"};
  }
  for (const auto* word : {"commit-tree", "-m", "Merge an update of Threadlings", "-p"}) {
    arguments.emplace_back(word);
  }
  for (const auto& word : {first, std::string("-p"), second, tree}) arguments.push_back(word);
  return ask(arguments);
}

HeadMove Git::head_move(const std::string& from, const std::string& to,
                        const fs::path& scratch) const {
  const auto fresh = scratch / "index";
  ask({"read-tree", to}, {"GIT_INDEX_FILE=" + fresh.string()});
  fs::path index = ask({"rev-parse", "--git-path", "index"});
  if (index.is_relative()) index = root_ / index;
  return {from, to, index, fresh};
}

void Git::refresh_index() const {
  run_git(root_, {"update-index", "-q", "--refresh"}, {});
}

}  // namespace threadlings::runner
