#include "leftovers.hpp"

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <system_error>
#include <thread>

// There only in programs that are linked with the explorer: how many threads it has parked.
extern "C" __attribute__((weak)) unsigned threadlings_parked_threads();

namespace threadlings::harness {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A joined thread stays listed until the kernel has finished with it. It has this flag by then: the
// ninth field of its stat, proc(5); PF_EXITING in the kernel's sched.h.
bool is_ending(const fs::path& task) {
  constexpr unsigned long kExiting = 0x4;
  std::ifstream file(task / "stat");
  std::string text;
  if (!std::getline(file, text)) return true;  // gone meanwhile
  const auto name_ends = text.rfind(')');
  if (name_ends == std::string::npos) return false;
  std::istringstream fields(text.substr(name_ends + 1));
  std::string skipped;
  for (int field = 3; field <= 8; ++field) fields >> skipped;
  unsigned long flags = 0;
  return (fields >> flags) && (flags & kExiting) != 0;
}

std::size_t count_threads() {
  std::size_t count = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc/self/task", error)) {
    if (!is_ending(entry.path())) ++count;
  }
  // They are no threads of the answer: only their storage is used, and it is used again.
  if (threadlings_parked_threads != nullptr) count -= threadlings_parked_threads();
  return count;
}

std::map<int, std::string> open_descriptors() {
  std::map<int, std::string> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd", error)) {
    const std::string target = fs::read_symlink(entry.path(), error).string();
    // The descriptor of this very listing is in the list.
    if (!error && !(target.starts_with("/proc/") && target.ends_with("/fd"))) {
      found[std::stoi(entry.path().filename().string())] = target;
    }
  }
  return found;
}

// A thread that nobody has joined may still be about to end, and is given time for it. Joined ones
// are not waited for: see is_ending().
std::size_t threads_once_settled(std::size_t expected) {
  const auto give_up = steady_clock::now() + milliseconds(500);
  std::size_t now = count_threads();
  while (now > expected && steady_clock::now() < give_up) {
    std::this_thread::sleep_for(std::chrono::microseconds(100));
    now = count_threads();
  }
  return now;
}

std::string number_of(std::size_t count, const std::string& one, const std::string& many) {
  return count == 1 ? "one " + one : std::to_string(count) + " " + many;
}

struct Child {
  std::string name;
  char state = '?';
};

// The fields of /proc/PID/stat are: its number, its name in parentheses, its state, its parent.
std::map<pid_t, Child> children() {
  std::map<pid_t, Child> found;
  const std::string own = std::to_string(syscall(SYS_getpid));
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const pid_t id = std::atoi(entry.path().filename().c_str());
    std::string text;
    if (id <= 0 || !std::getline(std::ifstream(entry.path() / "stat"), text)) continue;
    const auto name = text.find('(');
    const auto rest = text.rfind(')');
    if (rest == std::string::npos || rest + 4 > text.size()) continue;
    if (text.compare(rest + 4, own.size() + 1, own + " ") != 0) continue;
    found[id] = {text.substr(name + 1, rest - name - 1), text[rest + 2]};
  }
  return found;
}

// A sanitizer starts it when it reads a report's stack, even if it then suppresses the report, and
// keeps it and the pipes to it.
bool is_sanitizers_own(const Child& child) {
  return child.name == "llvm-symbolizer" || child.name == "addr2line";
}

void add_children(std::vector<Leftover>& found) {
  siginfo_t any{};
  // WNOWAIT looks without reaping; ECHILD means that there is no child at all.
  if (waitid(P_ALL, 0, &any, WEXITED | WNOHANG | WNOWAIT) != 0) return;
  std::size_t zombies = 0;
  std::size_t running = 0;
  for (const auto& [id, child] : children()) {
    if (is_sanitizers_own(child)) continue;
    ++(child.state == 'Z' || child.state == 'X' ? zombies : running);
  }
  if (zombies != 0) {
    found.push_back({"zombie", number_of(zombies, "child process has", "child processes have") +
                                   " ended and nobody has waited for " +
                                   (zombies == 1 ? "it" : "them")});
  }
  if (running != 0) {
    found.push_back({"process", number_of(running, "child process is", "child processes are") +
                                    " still running"});
  }
}

// The far ends of the pipes to the sanitizer's own child, "pipe:[1234]", are also the near ones.
std::set<std::string> sanitizers_own_pipes() {
  std::set<std::string> pipes;
  siginfo_t any{};
  if (waitid(P_ALL, 0, &any, WEXITED | WNOHANG | WNOWAIT) != 0) return pipes;
  for (const auto& [id, child] : children()) {
    if (!is_sanitizers_own(child)) continue;
    for (const char* end : {"0", "1"}) {
      std::error_code error;
      pipes.insert(fs::read_symlink("/proc/" + std::to_string(id) + "/fd/" + end, error).string());
    }
  }
  return pipes;
}

}  // namespace

Inventory::Inventory() : threads_(count_threads()), descriptors_(open_descriptors()) {}

std::vector<Leftover> Inventory::added_since() const {
  std::vector<Leftover> found;
  if (const std::size_t now = threads_once_settled(threads_); now > threads_) {
    const std::size_t more = now - threads_;
    found.push_back({"thread", number_of(more, "thread is", "threads are") + " still running"});
  }
  add_children(found);
  std::size_t more = 0;
  std::string which;
  const std::set<std::string> not_ours = sanitizers_own_pipes();
  for (const auto& [number, target] : open_descriptors()) {
    if (descriptors_.contains(number) || not_ours.contains(target)) continue;
    ++more;
    which += (which.empty() ? "" : ", ") + std::to_string(number) + " (" + target + ")";
  }
  if (more != 0) {
    found.push_back({"descriptor", number_of(more, "descriptor is", "descriptors are") +
                                       " still open: " + which});
  }
  return found;
}

}  // namespace threadlings::harness
