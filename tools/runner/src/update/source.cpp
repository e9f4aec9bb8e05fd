#include "update/source.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "errors.hpp"
#include "process.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

constexpr int kDeepest = 2;  // folders between the archive's top and the project

bool is_project(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "lessons", ignored) &&
         fs::is_directory(folder / "tests", ignored) &&
         fs::is_regular_file(folder / "CMakeLists.txt", ignored) &&
         fs::is_regular_file(folder / "threadlings", ignored);
}

// The project in `folder`: itself, or one or two folders below. Empty if it is not there.
fs::path project_in(const fs::path& folder) {
  if (is_project(folder)) return folder;
  std::vector<fs::path> found;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (!entry->is_directory()) continue;
    if (is_project(entry->path())) found.push_back(entry->path());
    if (entry.depth() + 1 >= kDeepest) entry.disable_recursion_pending();
  }
  return found.size() == 1 ? found.front() : fs::path();
}

std::string last_line(const Ended& ended) {
  const auto lines = split_lines(ended.err);
  return lines.empty() ? describe(ended) : lines.back();
}

void unpack(const fs::path& archive, const fs::path& folder) {
  Command command;
  command.argv = {"tar",
                  "-x",
                  "-f",
                  fs::absolute(archive).string(),
                  "-C",
                  folder.string(),
                  "--no-same-owner",
                  "--no-same-permissions"};
  const auto ended = run_process(command);
  if (ended.ok()) return;
  throw RunnerError(archive.string() + " cannot be unpacked (" + last_line(ended) +
                    "); nothing was changed. Download it again?");
}

fs::path download(const std::string& url, const fs::path& folder) {
  const auto file = folder / "archive.tar.gz";
  const std::array<Strings, 2> ways{{{"curl", "--fail", "--location", "--silent", "--show-error",
                                      "--output", file.string(), "--", url},
                                     {"wget", "--quiet", "-O", file.string(), "--", url}}};
  for (const auto& way : ways) {
    Command command;
    command.argv = way;
    const auto ended = run_process(command);
    if (ended.ok()) return file;
    if (ended.how == Ended::How::not_started) continue;
    throw RunnerError(url + " cannot be downloaded (" + last_line(ended) +
                      "); nothing was changed. If you have the archive: " +
                      "./threadlings update ARCHIVE.tar.gz");
  }
  throw RunnerError("there is neither curl nor wget to download " + url +
                    "; download it yourself, then: ./threadlings update ARCHIVE.tar.gz");
}

void clone(const std::string& url, const fs::path& folder) {
  Command command;
  command.argv = {"git", "clone", "--quiet", "--depth", "1", "--", url, folder.string()};
  command.environment = {"GIT_TERMINAL_PROMPT=0", "LC_ALL=C"};
  const auto ended = run_process(command);
  if (ended.ok()) return;
  if (ended.how == Ended::How::not_started) {
    throw RunnerError(
        "git is not installed (apt-get install git); or download an archive: "
        "./threadlings update ARCHIVE.tar.gz");
  }
  throw RunnerError("git cannot fetch from " + url + " (" + last_line(ended) +
                    "); nothing was changed");
}

}  // namespace

bool is_archive(const std::string& place) {
  constexpr std::array<std::string_view, 4> kEndings{".tar.gz", ".tgz", ".tar.xz", ".tar"};
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return place.ends_with(ending); });
}

bool is_url(const std::string& place) {
  return place.find("://") != std::string::npos || place.starts_with("git@");
}

void bring_release(const std::string& place, ReleaseFolder& release) {
  const auto& folder = release.unpacked.path();
  std::error_code ignored;
  if (is_url(place) && is_archive(place)) {
    const TemporaryFolder downloads;
    unpack(download(place, downloads.path()), folder);
    release.path = project_in(folder);
  } else if (is_url(place)) {
    clone(place, folder / "clone");
    release.path = project_in(folder);
  } else if (fs::is_directory(place, ignored)) {
    release.path = project_in(fs::absolute(place));
  } else if (fs::is_regular_file(place, ignored)) {
    unpack(place, folder);
    release.path = project_in(folder);
  } else {
    throw UsageError("there is no " + place + " to update from");
  }
  if (release.path.empty()) {
    throw RunnerError(place +
                      " holds no Threadlings (no folder with lessons/, tests/ and "
                      "CMakeLists.txt); nothing was changed");
  }
}

}  // namespace threadlings::runner
