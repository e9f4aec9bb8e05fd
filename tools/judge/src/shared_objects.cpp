#include "shared_objects.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <sstream>
#include <string_view>

#include "text.hpp"

namespace threadlings {
namespace {

struct Kind {
  std::string_view kind;
  std::string_view before;  // the name
  std::string_view after;
};

constexpr std::array<Kind, 6> kKinds = {{
    {"memory", "shared memory behind: /dev/shm/", ". Who calls shm_unlink?"},
    {"semaphore", "a named semaphore behind: /", ". Who calls sem_unlink?"},
    {"queue", "a message queue behind: /", ". Who calls mq_unlink?"},
    {"sysv-memory", "a System V shared memory segment behind, number ",
     ". Who calls shmctl with IPC_RMID?"},
    {"sysv-semaphore", "a System V semaphore set behind, number ",
     ". Who calls semctl with IPC_RMID?"},
    {"sysv-queue", "a System V message queue behind, number ", ". Who calls msgctl with IPC_RMID?"},
}};

// Takes the descriptor of a folder and closes it.
std::set<std::string> own_files_in(int folder) {
  std::set<std::string> names;
  if (folder < 0) return names;
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(fdopendir(folder), &closedir);
  if (!stream) {
    close(folder);
    return names;
  }
  while (const dirent* entry = readdir(stream.get())) {
    struct stat file {};
    if (fstatat(folder, entry->d_name, &file, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (file.st_uid == geteuid() && !S_ISDIR(file.st_mode)) names.insert(entry->d_name);
  }
  return names;
}

// Message queues are files of a file system that need not be mounted anywhere. By number: glibc has
// these calls only since 2.36.
int open_message_queues() {
  constexpr unsigned kCloseOnExec = 1;
  constexpr unsigned kCreate = 6;  // FSCONFIG_CMD_CREATE
  const auto call = [](long number, auto... arguments) {
    return static_cast<int>(syscall(number, arguments...));
  };
  const int system = call(SYS_fsopen, "mqueue", kCloseOnExec);
  const bool made = system >= 0 && call(SYS_fsconfig, system, kCreate, nullptr, nullptr, 0) == 0;
  const int mounted = made ? call(SYS_fsmount, system, kCloseOnExec, 0) : -1;
  if (system >= 0) close(system);
  if (mounted < 0) return open("/dev/mqueue", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const int folder = openat(mounted, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  close(mounted);
  return folder;
}

// A line of /proc/sysvipc holds numbers: the second is its own, `owner` is the place of the uid.
void add_sysv(std::set<std::string>& found, const std::string& file, const std::string& kind,
              std::size_t owner) {
  const auto lines = lines_of(read_file("/proc/sysvipc/" + file));
  for (std::size_t i = 1; i < lines.size(); ++i) {
    std::istringstream words(lines[i]);
    std::vector<std::string> fields;
    for (std::string word; words >> word;) fields.push_back(word);
    if (fields.size() <= owner || fields[owner] != std::to_string(geteuid())) continue;
    found.insert(kind + " " + fields[1]);
  }
}

}  // namespace

std::set<std::string> shared_objects() {
  std::set<std::string> found;
  for (const auto& name : own_files_in(open("/dev/shm", O_RDONLY | O_DIRECTORY | O_CLOEXEC))) {
    // sem_open puts its files there, too.
    const bool semaphore = name.starts_with("sem.");
    found.insert(semaphore ? "semaphore " + name.substr(4) : "memory " + name);
  }
  for (const auto& name : own_files_in(open_message_queues())) found.insert("queue " + name);
  add_sysv(found, "shm", "sysv-memory", 7);
  add_sysv(found, "sem", "sysv-semaphore", 4);
  add_sysv(found, "msg", "sysv-queue", 7);
  return found;
}

std::string words_for_shared_object(const std::string& object) {
  const auto space = object.find(' ');
  for (const Kind& known : kKinds) {
    if (object.substr(0, space) != known.kind) continue;
    return std::string(known.before) + object.substr(space + 1) + std::string(known.after);
  }
  return "something behind: " + object;
}

}  // namespace threadlings
