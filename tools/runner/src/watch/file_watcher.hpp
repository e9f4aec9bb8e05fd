// Notices when the learner saves.
//
// Purpose:        the files of one lesson's folder, by inotify where that works, else by looking
//                 every half second. However an editor saves (in place, by renaming, with backup
//                 files), one save is one change.
// Thread safety:  one thread.
// Errors:         none: a folder that is missing or unreadable is one without files, until it is
//                 there again.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace threadlings::runner {

class FileWatcher {
 public:
  using Clock = std::chrono::steady_clock;

  // Watches nothing yet. Looks only by time if THREADLINGS_POLL=1, or if changes are not reported
  // by the file system that `root` is on (network, virtual machine, WSL's /mnt).
  explicit FileWatcher(const std::filesystem::path& root);
  FileWatcher(const FileWatcher&) = delete;
  FileWatcher& operator=(const FileWatcher&) = delete;
  ~FileWatcher();

  // From now on this folder. What is in it now is no change.
  void follow(const std::filesystem::path& folder);

  // Readable when it may be worth to look; -1 if only time tells.
  int descriptor() const { return inotify_; }

  // When to look although the descriptor is silent; nothing if there is no reason to.
  std::optional<Clock::time_point> look_at() const;

  // True if files were saved since `follow` or the last true, and the saving is over.
  bool changed(Clock::time_point now);

 private:
  struct State {
    std::uint64_t inode = 0;
    std::int64_t modified = 0;  // nanoseconds
    std::int64_t size = 0;
    bool operator==(const State&) const = default;
  };
  using Files = std::map<std::string, State>;

  static Files files_in(const std::filesystem::path& folder);
  bool half_saved(const Files& now) const;
  void read_events(Clock::time_point now);
  void note(Clock::time_point now);
  void add_watches();
  void give_up_inotify();

  int inotify_ = -1;
  int folder_watch_ = -1;
  int parent_watch_ = -1;
  std::filesystem::path folder_;
  Files files_;
  std::optional<Clock::time_point> first_event_;  // of those not looked at yet
  Clock::time_point last_event_{};
  Clock::time_point last_look_{};
};

}  // namespace threadlings::runner
