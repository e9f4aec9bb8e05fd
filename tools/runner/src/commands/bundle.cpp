#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "commands/commands.hpp"
#include "errors.hpp"

namespace threadlings::runner {

namespace fs = std::filesystem;

// The work is the script's, which knows the launcher's packages; it says what goes on by itself.
int bundle_command(const Context& context, const std::string& file) {
  const auto script = context.root / "tools/launcher/bundle.sh";
  if (!fs::exists(script)) throw RunnerError(script.string() + " is missing");
  const auto archive = fs::absolute(file.empty() ? "threadlings-bundle.tar.gz" : file);
  if (!fs::is_directory(archive.parent_path())) {
    throw UsageError("there is no folder " + archive.parent_path().string());
  }
  std::fflush(nullptr);
  ::execl("/bin/sh", "sh", script.c_str(), context.root.c_str(), archive.c_str(), nullptr);
  throw RunnerError(std::string("the shell could not be started: ") + std::strerror(errno));
}

}  // namespace threadlings::runner
