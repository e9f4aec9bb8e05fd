#include "doctor/examine.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <functional>

#include "doctor/compiler.hpp"
#include "doctor/sanitizers.hpp"
#include "doctor/toolchain.hpp"
#include "doctor/tracing.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "process.hpp"
#include "schedule.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;
using State = Finding::State;

constexpr std::uintmax_t kSpaceNeeded = std::uintmax_t{500} << 20;
constexpr int kBitsThatTrouble = 30;  // g++ 12's and clang 14's ThreadSanitizer bear 28 at ease

Finding examine_judge(const Context& context) {
  if (::access(context.judge().c_str(), X_OK) == 0) {
    return {"judge", State::good, context.judge().string(), {}};
  }
  return {"judge", State::broken, context.judge().string() + ": " + std::strerror(errno),
          "cmake --build " + context.build().string() + " --target judge"};
}

Finding examine_cores() {
  const auto cores = allowed_cpus().size();
  if (cores >= 2) return {"cores", State::good, fmt::format("{} cores", cores), {}};
  return {"cores", State::doubtful,
          "one core: everything works, but speed cannot be judged (\"cannot tell\")",
          "give this machine or container a second core"};
}

Finding examine_shared_memory() {
  const auto name = fmt::format("/threadlings-doctor-{}", ::getpid());
  const int descriptor = ::shm_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const int error = errno;
  if (descriptor == -1) {
    return {"/dev/shm", State::broken, std::string("cannot be written: ") + std::strerror(error),
            "sudo mount -t tmpfs -o mode=1777 tmpfs /dev/shm"};
  }
  ::close(descriptor);
  ::shm_unlink(name.c_str());
  return {"/dev/shm", State::good, "can be written", {}};
}

Finding examine_address_bits() {
  int bits = 0;
  std::ifstream("/proc/sys/vm/mmap_rnd_bits") >> bits;
  if (bits == 0) return {"address bits", State::good, "vm.mmap_rnd_bits cannot be read here", {}};
  const auto text = fmt::format("vm.mmap_rnd_bits is {}", bits);
  if (bits <= kBitsThatTrouble) return {"address bits", State::good, text, {}};
  return {"address bits", State::doubtful,
          text + "; ThreadSanitizer may stop with \"unexpected memory mapping\"",
          "sudo sysctl vm.mmap_rnd_bits=28"};
}

Finding examine_disk(const Context& context) {
  std::error_code error;
  const auto space = fs::space(context.build(), error);
  if (error) return {"disk", State::doubtful, "free space is not known: " + error.message(), {}};
  const auto text = fmt::format("{} MB free for the build", space.available >> 20);
  if (space.available >= kSpaceNeeded) return {"disk", State::good, text, {}};
  return {"disk", State::doubtful, text, "make room: du -sh " + context.build().string()};
}

Finding examine_project(const Context& context) {
  try {
    write_atomically(context.root / ".threadlings" / "doctor", "");
    fs::remove(context.root / ".threadlings" / "doctor");
    return {"progress", State::good, "can be saved in .threadlings", {}};
  } catch (const RunnerError& error) {
    return {"progress", State::doubtful, error.what(),
            "sudo chown -R \"$USER\" " + context.root.string()};
  }
}

Finding examine_git() {
  Command command;
  command.argv = {"git", "--version"};
  const auto ended = run_process(command);
  if (ended.ok()) return {"git", State::good, split_lines(ended.out).at(0), {}};
  return {"git", State::doubtful, "git " + describe(ended) + "; it brings lost files back",
          "sudo apt-get install --yes git"};
}

Finding no_toolchain(const Context& context) {
  return {"compiler", State::broken,
          context.toolchain().string() + " does not say which compiler was configured",
          "cmake -S " + context.root.string() + " -B " + context.build().string()};
}

std::vector<std::function<Finding()>> examinations(const Context& context,
                                                   const fs::path& scratch) {
  std::vector<std::function<Finding()>> all;
  if (const auto toolchain = read_toolchain(context.toolchain())) {
    const auto cxx = toolchain->cxx;
    const auto tried = read_tried_compilers(context.root / "tools/launcher/tried_compilers.tsv");
    all.push_back([=] { return examine_compiler(*toolchain, tried); });
    all.push_back([cxx, scratch] { return examine_thread_sanitizer(cxx, scratch); });
    all.push_back([cxx, scratch] { return examine_address_sanitizer(cxx, scratch); });
    all.push_back([&context, scratch] { return examine_explorer(context, scratch); });
  } else {
    all.push_back([&context] { return no_toolchain(context); });
  }
  all.push_back([&context] { return examine_judge(context); });
  all.push_back(examine_cores);
  all.push_back(examine_shared_memory);
  all.push_back(examine_address_bits);
  all.push_back(examine_tracing);
  all.push_back([&context] { return examine_disk(context); });
  all.push_back([&context] { return examine_project(context); });
  all.push_back(examine_git);
  return all;
}

}  // namespace

std::vector<Finding> examine(const Context& context) {
  const TemporaryFolder scratch;
  const auto all = examinations(context, scratch.path());
  std::vector<Finding> findings(all.size());
  std::vector<Task> tasks;
  for (std::size_t i = 0; i < all.size(); ++i) {
    tasks.push_back({[&, i] { findings[i] = all[i](); }, false});
  }
  run_tasks(tasks, 2);  // the two sanitizers beside each other; the rest takes no time
  return findings;
}

}  // namespace threadlings::runner
