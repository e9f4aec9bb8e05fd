#include "context.hpp"

#include <cstdlib>

#include "errors.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

bool is_project(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "lessons", ignored) &&
         fs::exists(folder / "CMakeLists.txt", ignored);
}

fs::path nearest_project() {
  std::error_code error;
  auto folder = fs::current_path(error);
  if (error) return {};  // the folder we stand in was deleted
  while (!is_project(folder)) {
    if (folder == folder.parent_path()) return {};
    folder = folder.parent_path();
  }
  return folder;
}

fs::path asked_root(const std::string& asked) {
  std::error_code error;
  const auto root = fs::canonical(asked, error);
  if (!error && fs::is_directory(root / "lessons", error)) return root;
  throw UsageError("there is no lessons folder in " + asked +
                   "; give --root the folder that holds lessons/");
}

}  // namespace

fs::path find_root(const std::string& asked) {
  if (!asked.empty()) return asked_root(asked);
  if (const auto root = nearest_project(); !root.empty()) return root;
  const char* launcher = std::getenv("THREADLINGS_ROOT");
  if (launcher != nullptr && *launcher != '\0') return asked_root(launcher);
  throw UsageError(
      "this folder is not inside Threadlings; go to the folder that holds lessons/, or say where "
      "it "
      "is: threadlings --root FOLDER");
}

fs::path program_folder() {
  std::error_code error;
  const auto program = fs::read_symlink("/proc/self/exe", error);
  if (error) throw RunnerError("cannot read /proc/self/exe: " + error.message());
  return program.parent_path();
}

}  // namespace threadlings::runner
