// What an update needs of git.
//
// Thread safety:  one object per thread.
// Errors:         throw RunnerError, whose line says what to do; UsageError where the command line
//                 has to change.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "update/transaction.hpp"

namespace threadlings::runner {

class Git {
 public:
  // `root` is the folder of a clone.
  explicit Git(std::filesystem::path root) : root_(std::move(root)) {}

  // Whether `root` is the top folder of a clone, and git is there to work with it.
  static bool is_clone(const std::filesystem::path& root);

  // Throws while a merge, a rebase or the like is under way.
  void require_nothing_under_way() const;

  // What to fetch from if nobody said: the remote "upstream", else that of the branch, else
  // "origin". Its name, and the branch there ("HEAD": the one that it shows first).
  struct Remote {
    std::string name;
    std::string branch;
  };
  Remote remote() const;

  // Fetches and returns the commit.
  std::string fetch(const Remote& remote) const;

  // Without a network: the commit where this clone and what it last knew of `remote` part.
  std::optional<std::string> known_base() const;

  std::string head() const;
  bool detached() const;
  bool has(const std::string& ancestor, const std::string& descendant) const;
  std::string merge_base(const std::string& one, const std::string& other) const;

  // The files of a commit, as a checkout would write them.
  void write_tree_to(const std::string& commit, const std::filesystem::path& folder) const;

  // A commit with two parents: the tree of the first with these changes. Nothing points to it yet.
  std::string commit_merge(const std::string& first, const std::string& second,
                           const std::vector<FileChange>& changes) const;

  // HEAD is to go from one commit to the other; the new index is written to `scratch`.
  HeadMove head_move(const std::string& from, const std::string& to,
                     const std::filesystem::path& scratch) const;

  void refresh_index() const;

 private:
  std::string ask(const std::vector<std::string>& arguments,
                  const std::vector<std::string>& environment = {}) const;
  std::optional<std::string> try_to_ask(const std::vector<std::string>& arguments) const;

  std::filesystem::path root_;
};

}  // namespace threadlings::runner
