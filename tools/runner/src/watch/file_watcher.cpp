#include "watch/file_watcher.hpp"

#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <string_view>

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr milliseconds kQuiet{30};       // an editor's save is a handful of events in a row
constexpr milliseconds kUnsettled{300};  // a file that is empty or gone is most often half a save
constexpr milliseconds kLongest{1500};   // who saves without a pause is looked at all the same
constexpr milliseconds kPolling{500};
constexpr int kMostFiles = 1000;

constexpr std::uint32_t kChanges = IN_CLOSE_WRITE | IN_MODIFY | IN_MOVED_TO | IN_MOVED_FROM |
                                   IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF;

// File systems whose changes may come from another machine, of which inotify knows nothing.
bool reports_changes(const fs::path& folder) {
  struct statfs system {};
  if (::statfs(folder.c_str(), &system) != 0) return true;
  constexpr std::array<std::uint32_t, 8> kSilent{
      0x01021997,  // 9p: WSL's /mnt, virtual machines
      0x65735546,  // FUSE: sshfs, virtiofs, folders that containers share
      0x6969,      // NFS
      0x517b,      // SMB
      0xff534d42,  // CIFS
      0xfe534d42,  // SMB2
      0x786f4256,  // VirtualBox's shared folders
      0xbacbacbc,  // VMware's
  };
  const auto type = static_cast<std::uint32_t>(system.f_type);
  return std::find(kSilent.begin(), kSilent.end(), type) == kSilent.end();
}

bool asked_to_poll() {
  const char* poll = std::getenv("THREADLINGS_POLL");
  return poll != nullptr && *poll != '\0' && std::string_view(poll) != "0";
}

// What a lesson is made of; not an editor's swap and backup files, nor what a compiler leaves.
bool matters(const fs::path& file) {
  const auto name = file.filename().string();
  if (name.starts_with('.') || name.starts_with('#')) return false;
  const auto ending = file.extension();
  return ending == ".cpp" || ending == ".hpp" || ending == ".c" || ending == ".h" ||
         ending == ".md";
}

}  // namespace

FileWatcher::FileWatcher(const fs::path& root) {
  if (asked_to_poll() || !reports_changes(root)) return;
  inotify_ = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
}

FileWatcher::~FileWatcher() {
  give_up_inotify();
}

void FileWatcher::give_up_inotify() {
  if (inotify_ != -1) ::close(inotify_);
  inotify_ = -1;
}

void FileWatcher::follow(const fs::path& folder) {
  for (const int watch : {folder_watch_, parent_watch_}) {
    if (inotify_ != -1 && watch != -1) ::inotify_rm_watch(inotify_, watch);
  }
  folder_ = folder;
  folder_watch_ = parent_watch_ = -1;
  first_event_.reset();
  last_look_ = Clock::now();
  add_watches();
  files_ = files_in(folder_);
}

// The folder, and its parent: a folder that is deleted and comes back is another one.
void FileWatcher::add_watches() {
  if (inotify_ == -1) return;
  parent_watch_ = ::inotify_add_watch(inotify_, folder_.parent_path().c_str(),
                                      IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF);
  if (parent_watch_ == -1) return give_up_inotify();
  folder_watch_ = ::inotify_add_watch(inotify_, folder_.c_str(), kChanges | IN_ONLYDIR);
  // A folder that is not there is awaited; any other reason (too many watches) is a reason to poll.
  if (folder_watch_ == -1 && errno != ENOENT && errno != ENOTDIR) give_up_inotify();
}

std::optional<FileWatcher::Clock::time_point> FileWatcher::look_at() const {
  if (inotify_ == -1) return last_look_ + (first_event_ ? kQuiet : kPolling);
  if (!first_event_) return std::nullopt;
  const auto quiet = std::max(last_event_, last_look_) + kQuiet;
  return std::min(quiet, *first_event_ + kLongest);
}

void FileWatcher::note(Clock::time_point now) {
  last_event_ = now;
  if (!first_event_) first_event_ = now;
}

void FileWatcher::read_events(Clock::time_point now) {
  alignas(inotify_event) std::array<char, 16384> buffer;
  while (inotify_ != -1) {
    const ssize_t count = ::read(inotify_, buffer.data(), buffer.size());
    if (count <= 0) return;
    note(now);
    for (ssize_t at = 0; at < count;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      const bool of_parent = event->wd == parent_watch_;
      const bool folder_gone = (event->mask & (IN_IGNORED | IN_MOVE_SELF)) != 0;
      if (of_parent && folder_gone) return give_up_inotify();  // all lessons are gone
      if (of_parent || folder_gone) add_watches();
      if (inotify_ == -1) return;
    }
  }
}

bool FileWatcher::changed(Clock::time_point now) {
  read_events(now);
  const auto due = look_at();
  if (!due || now < *due) return false;
  last_look_ = now;
  const auto files = files_in(folder_);
  if (files == files_) {
    first_event_.reset();
    return false;
  }
  if (!first_event_) note(now);  // when polling, this is how it is noticed
  const bool settled = !half_saved(files) || now >= last_event_ + kUnsettled;
  if (!settled && now < *first_event_ + kLongest) return false;
  files_ = files;
  first_event_.reset();
  return true;
}

// A file that had something in it has nothing now: more is to come, most often.
bool FileWatcher::half_saved(const Files& now) const {
  return std::any_of(files_.begin(), files_.end(), [&](const auto& file) {
    const auto found = now.find(file.first);
    return file.second.size > 0 && (found == now.end() || found->second.size == 0);
  });
}

FileWatcher::Files FileWatcher::files_in(const fs::path& folder) {
  Files files;
  std::error_code error;
  int seen = 0;
  for (fs::directory_iterator at(folder, error), end; !error && at != end && seen < kMostFiles;
       at.increment(error), ++seen) {
    if (!matters(at->path())) continue;
    struct stat state {};
    if (::stat(at->path().c_str(), &state) != 0) continue;
    const auto modified =
        std::int64_t{state.st_mtim.tv_sec} * 1'000'000'000 + state.st_mtim.tv_nsec;
    files[at->path().filename().string()] = {state.st_ino, modified, state.st_size};
  }
  return files;
}

}  // namespace threadlings::runner
