#include "warden.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <set>

#include "processes.hpp"
#include "shared_objects.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

constexpr std::size_t kTooManyOrphans = 300;

void write_file(const char* path, const std::string& text) {
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  [[maybe_unused]] ssize_t written = write(fd, text.data(), text.size());
  close(fd);
}

// A user who is not root may make namespaces only inside a user namespace, as himself.
bool enter_namespaces() {
  constexpr int kKinds = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC;
  const auto user = std::to_string(geteuid());
  const auto group = std::to_string(getegid());
  if (geteuid() == 0) return unshare(kKinds) == 0;
  if (unshare(kKinds | CLONE_NEWUSER) != 0) return false;
  write_file("/proc/self/setgroups", "deny");
  write_file("/proc/self/uid_map", user + " " + user + " 1");
  write_file("/proc/self/gid_map", group + " " + group + " 1");
  return true;
}

void make_read_only(const std::string& folder) {
  if (folder.empty()) return;
  if (mount(folder.c_str(), folder.c_str(), nullptr, MS_BIND | MS_REC, nullptr) != 0) return;
  // Flags such as nosuid may be locked in a user namespace: a remount must repeat them.
  struct statvfs present {};
  unsigned long kept = 0;
  if (statvfs(folder.c_str(), &present) == 0) {
    if ((present.f_flag & ST_NOSUID) != 0) kept |= MS_NOSUID;
    if ((present.f_flag & ST_NODEV) != 0) kept |= MS_NODEV;
    if ((present.f_flag & ST_NOEXEC) != 0) kept |= MS_NOEXEC;
    if ((present.f_flag & ST_NOATIME) != 0) kept |= MS_NOATIME;
    if ((present.f_flag & ST_RELATIME) != 0) kept |= MS_RELATIME;
  }
  mount(nullptr, folder.c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY | kept, nullptr);
}

// To be called by the first process of the new PID namespace. What must not fail, for then tools
// that look into /proc would see strangers' processes, is /proc itself.
bool mount_private_views(const WardenOrders& orders) {
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0) return false;
  mount("shm", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
  make_read_only(orders.read_only);
  return true;
}

// Since then a user namespace has a count of its own; before, all processes of the user counted,
// whatever he had started them for.
bool counts_tasks_by_namespace() {
  constexpr int kMajor = 5;
  constexpr int kMinor = 14;
  utsname system{};
  int major = 0;
  int minor = 0;
  if (uname(&system) != 0 || std::sscanf(system.release, "%d.%d", &major, &minor) != 2)
    return false;
  return major > kMajor || (major == kMajor && minor >= kMinor);
}

void set_limits(const WardenOrders& orders) {
  const auto limit = [](auto resource, rlim_t value) {
    const rlimit both{value, value};
    setrlimit(resource, &both);
  };
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, rlim_t{256} << 20);
  // For root it would not hold, nor would it make sense: then there is a control group.
  const bool own_count = orders.namespaces && geteuid() != 0 && counts_tasks_by_namespace();
  if (own_count) limit(RLIMIT_NPROC, kMaxTasks);
}

void pin(const std::vector<int>& processors) {
  if (processors.empty()) return;
  cpu_set_t set;
  CPU_ZERO(&set);
  for (int cpu : processors) CPU_SET(static_cast<std::size_t>(cpu), &set);
  sched_setaffinity(0, sizeof set, &set);
}

void close_others(const WardenOrders& orders) {
  for (int fd = 3; fd < 1024; ++fd) {
    const bool keep =
        std::find(orders.inherited.begin(), orders.inherited.end(), fd) != orders.inherited.end();
    if (keep) {
      fcntl(fd, F_SETFD, 0);
    } else {
      close(fd);
    }
  }
}

[[noreturn]] void become_program(const WardenOrders& orders) {
  // Without namespaces a program can kill its warden. It must not live on to meet the next parent,
  // which would be the judge.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) sigaction(number, &standard, nullptr);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nothing, 0);
  dup2(orders.output, 1);
  dup2(orders.output, 2);
  close_others(orders);
  set_limits(orders);
  pin(orders.processors);
  // The same addresses in every run; ThreadSanitizer also needs it on some kernels. Best effort:
  // where it is refused, most programs work all the same.
  const int present = personality(0xffffffff);
  if (present >= 0) personality(static_cast<unsigned long>(present) | ADDR_NO_RANDOMIZE);
  auto argv = c_strings(orders.argv);
  auto environment = c_strings(orders.environment);
  if (chdir(orders.directory.c_str()) == 0) execve(argv[0], argv.data(), environment.data());
  dprintf(2, "cannot start %s: %s\n", argv[0], std::strerror(errno));
  _exit(127);
}

void report_leftover_processes(int report, pid_t program) {
  for (const ProcessState& process : descendants_of(getpid())) {
    // A sanitizer may still be waiting for the end of its own helper.
    const bool helper = process.name == "llvm-symbolizer" || process.name == "addr2line";
    if (process.id != program && process.state != 'Z' && process.state != 'X' && !helper) {
      dprintf(report, "leftover %s\n", process.name.c_str());
    }
  }
}

// Waits for the program, and for all that lose their parent meanwhile.
int wait_for_program(pid_t program, int report) {
  int status = 0;
  std::size_t orphans = 0;
  while (true) {
    const pid_t ended = waitpid(-1, &status, 0);
    if (ended == program || (ended < 0 && errno != EINTR)) return status;
    if (ended > 0 && ++orphans == kTooManyOrphans) dprintf(report, "%s\n", kEndlessOrphans);
  }
}

// Starts the program and stays until it has ended; then reports what it left.
[[noreturn]] void watch_program(const WardenOrders& orders, bool contained) {
  dprintf(orders.report, "contained %s\n", contained ? "namespaces" : "plain");
  const auto shared_before = shared_objects();
  const pid_t program = fork();
  if (program == 0) {
    setsid();
    become_program(orders);
  }
  if (program < 0) {
    dprintf(orders.report, "cannot start a process: %s\n", std::strerror(errno));
    _exit(1);
  }
  close(orders.output);
  const int status = wait_for_program(program, orders.report);
  report_leftover_processes(orders.report, program);
  end_descendants(getpid());
  for (const std::string& object : shared_objects()) {
    if (!shared_before.contains(object)) dprintf(orders.report, "shared %s\n", object.c_str());
  }
  if (WIFEXITED(status)) {
    dprintf(orders.report, "exited %d\n", WEXITSTATUS(status));
  } else {
    dprintf(orders.report, "signalled %d\n", WTERMSIG(status));
  }
  _exit(0);
}

constexpr int kNoPrivateViews = 77;

// What has been unshared cannot be taken back, so the judge must ask again, for the plain way. This
// happens in containers that guard /proc, in a chroot that is no mount point, and where the system
// lets users make namespaces but not use them.
[[noreturn]] void refuse_namespaces(const WardenOrders& orders) {
  dprintf(orders.report, "%s\n", kNoNamespaces);
  _exit(0);
}

}  // namespace

void be_warden(const WardenOrders& orders) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // if the judge is killed, so is everything below it
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_NAME, "warden");
  setsid();
  // Best effort, like all that the kernel may refuse here.
  if (!orders.entrance.empty()) write_file(orders.entrance.c_str(), "0");
  if (!orders.namespaces || !enter_namespaces()) watch_program(orders, false);
  // Mounts must not spread to the rest of the system.
  const bool private_mounts = mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
  if (!private_mounts) refuse_namespaces(orders);
  const pid_t first = fork();
  if (first == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "warden");
    if (!mount_private_views(orders)) _exit(kNoPrivateViews);
    watch_program(orders, true);
  }
  int status = 0;
  while (waitpid(first, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNoPrivateViews) refuse_namespaces(orders);
  _exit(0);
}

}  // namespace threadlings
