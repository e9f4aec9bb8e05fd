#include "update/prepare.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "errors.hpp"
#include "files.hpp"
#include "update/git.hpp"
#include "update/release.hpp"
#include "update/source.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

// What to do about files that block an update; `first` are the other ways.
std::string ways_out(std::string_view first) {
  return fmt::format(
      "{}, or let the update replace them, and keep yours in .threadlings/backups: "
      "./threadlings update --replace",
      first);
}

bool present(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(file, ignored);
}

void add_all(std::vector<FileChange>& to, const std::vector<FileChange>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

// The changes, made to a tree that nobody else uses.
void write_changes(const fs::path& folder, const std::vector<FileChange>& changes) {
  for (const auto& change : changes) {
    const auto file = folder / change.path;
    if (!change.text) {
      fs::remove(file);
      continue;
    }
    write_atomically(file, *change.text);
    if (change.executable) fs::permissions(file, fs::perms::owner_exec, fs::perm_options::add);
  }
}

// ------------------------------------------------------------------ a clone

class FromGit {
 public:
  FromGit(const fs::path& root, const UpdateSource& source, const fs::path& scratch)
      : root_(root), source_(source), scratch_(scratch), git_(root) {}

  PreparedUpdate run() {
    git_.require_nothing_under_way();
    const auto remote = source_.place.empty() ? git_.remote() : Git::Remote{source_.place, "HEAD"};
    PreparedUpdate prepared;
    prepared.from = remote.name;
    const auto head = git_.head();
    const auto fresh = git_.fetch(remote);
    prepared.nothing_new = git_.has(fresh, head);
    if (prepared.nothing_new) return prepared;
    const auto target = with_own_commits(head, fresh, prepared);
    if (!prepared.plan.blocked.empty()) return prepared;
    with_uncommitted_work(prepared);
    if (present(root_ / kReleaseFile)) {  // from now on git knows
      prepared.plan.extras.push_back({kReleaseFile, std::nullopt, false});
    }
    if (git_.detached()) prepared.remarks.emplace_back("HEAD is detached here, and moves along.");
    if (!source_.dry_run) prepared.head = git_.head_move(head, target, scratch_);
    return prepared;
  }

 private:
  // The commit that HEAD is to become: the new one itself, or a merge with the learner's own
  // commits. Leaves its files in scratch/target.
  std::string with_own_commits(const std::string& head, const std::string& fresh,
                               PreparedUpdate& prepared) {
    const auto base = git_.merge_base(head, fresh);
    git_.write_tree_to(head, scratch_ / "head");
    git_.write_tree_to(fresh, scratch_ / "fresh");
    target_ = scratch_ / "fresh";
    if (base == head) return fresh;
    git_.write_tree_to(base, scratch_ / "base");
    const Trees trees{scratch_ / "head", scratch_ / "fresh", scratch_ / "base", {}};
    auto& plan = prepared.plan;
    plan = plan_update(trees, {.merge_outside = true}, utc_time());
    if (!plan.blocked.empty()) {
      prepared.how_to_unblock =
          "Your own commits and the new ones change the same lines there. Merge them by hand: "
          "git merge " +
          fresh.substr(0, 12);
      return {};
    }
    git_.write_tree_to(head, scratch_ / "merged");
    write_changes(scratch_ / "merged", plan.changes);
    target_ = scratch_ / "merged";
    prepared.remarks.emplace_back(
        "Your own commits stay; a merge commit joins them to the new ones.");
    return source_.dry_run ? head : git_.commit_merge(head, fresh, plan.changes);
  }

  void with_uncommitted_work(PreparedUpdate& prepared) {
    const Trees trees{root_, target_, scratch_ / "head", read_release(root_)};
    auto plan = plan_update(trees, {.replace_outside = source_.replace_outside}, utc_time());
    // What the merge of the commits put aside or has to say belongs to the whole.
    auto& before = prepared.plan;
    add_all(plan.extras, before.extras);
    plan.notes.insert(plan.notes.end(), std::make_move_iterator(before.notes.begin()),
                      std::make_move_iterator(before.notes.end()));
    drop_repeated_notes(plan);
    plan.kept += before.kept;
    prepared.plan = std::move(plan);
    prepared.how_to_unblock =
        ways_out("Put them back (git checkout -- FILE), commit them (then they are merged)");
  }

  // A new or renamed lesson is new to both trees.
  static void drop_repeated_notes(Plan& plan) {
    std::vector<Note> notes;
    for (auto& note : plan.notes) {
      const bool there = std::any_of(notes.begin(), notes.end(), [&](const Note& other) {
        return other.kind == note.kind && other.subject == note.subject;
      });
      if (!there) notes.push_back(std::move(note));
    }
    plan.notes = std::move(notes);
  }

  const fs::path root_;
  const UpdateSource& source_;
  const fs::path scratch_;
  const Git git_;
  fs::path target_;
};

// ------------------------------------------------------------------ an archive or a folder

PreparedUpdate from_release(const fs::path& root, const UpdateSource& source,
                            const fs::path& scratch) {
  ReleaseFolder release;
  bring_release(source.place, release);
  Trees trees{root, release.path, {}, read_release(root)};
  const bool clone = present(root / ".git") && Git::is_clone(root);
  if (clone) {
    const Git git(root);
    git.require_nothing_under_way();
    if (const auto base = git.known_base()) {
      git.write_tree_to(*base, scratch / "base");
      trees.base = scratch / "base";
    }
  }
  PreparedUpdate prepared;
  prepared.from = source.place;
  prepared.plan = plan_update(
      trees, {.replace_outside = source.replace_outside, .answers_from_stubs = true}, utc_time());
  prepared.nothing_new = prepared.plan.changes.empty() && prepared.plan.extras.empty() &&
                         prepared.plan.blocked.empty();
  prepared.plan.extras.push_back(
      {kReleaseFile, release_text(fingerprints_of(release.path)), false});
  prepared.how_to_unblock = ways_out("Put them back as they were");
  if (clone) {
    prepared.remarks.emplace_back(
        "This is a clone, and git was not asked: git status shows the update as changes.");
  }
  return prepared;
}

// A clone can be fetched from: a folder with .git, or one that is a bare repository.
bool is_repository(const fs::path& folder) {
  return present(folder / ".git") || (present(folder / "HEAD") && present(folder / "objects"));
}

}  // namespace

PreparedUpdate prepare_update(const fs::path& root, const UpdateSource& source,
                              const fs::path& scratch) {
  const bool clone = present(root / ".git");
  if (source.place.empty() && !clone) {
    throw UsageError(
        "this folder was unpacked from an archive and does not know where it came from; say it: "
        "./threadlings update ARCHIVE.tar.gz, or --from URL");
  }
  const bool fetchable = source.place.empty() ||
                         (is_url(source.place) && !is_archive(source.place)) ||
                         is_repository(source.place);
  if (!clone || !fetchable) return from_release(root, source, scratch);
  Git::is_clone(root);  // says what is wrong with it
  auto absolute = source;
  if (!source.place.empty() && !is_url(source.place)) {
    absolute.place = fs::absolute(source.place).string();
  }
  return FromGit(root, absolute, scratch).run();
}

}  // namespace threadlings::runner
