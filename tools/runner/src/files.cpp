#include "files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>

#include "errors.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& doing, const fs::path& file, int error) {
  throw RunnerError(doing + " " + file.string() + ": " + std::strerror(error));
}

void write_all(int descriptor, std::string_view text, const fs::path& file) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count == -1 && errno == EINTR) continue;
    if (count == -1) fail("cannot write", file, errno);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

// A file that is closed on every way out, and deleted unless it was kept.
class Draft {
 public:
  explicit Draft(fs::path file) : file_(std::move(file)) {
    descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor_ == -1) fail("cannot write", file_, errno);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    ::close(descriptor_);
    if (!kept_) ::unlink(file_.c_str());
  }
  void fill(std::string_view text) const {
    write_all(descriptor_, text, file_);
    if (::fsync(descriptor_) != 0) fail("cannot write", file_, errno);
  }
  void become(const fs::path& target) {
    if (::rename(file_.c_str(), target.c_str()) != 0) fail("cannot write", target, errno);
    kept_ = true;
  }
  // Fails if the target is there: unlike rename(2), link(2) never replaces anything.
  void become_new(const fs::path& target) {
    if (::link(file_.c_str(), target.c_str()) == 0) return;
    const bool no_links = errno == EPERM || errno == EOPNOTSUPP;  // FAT, some shared folders
    if (!no_links || fs::exists(fs::symlink_status(target))) fail("cannot create", target, errno);
    become(target);
  }

 private:
  fs::path file_;
  int descriptor_ = -1;
  bool kept_ = false;
};

// One for each process; runners of one project that share a file hold a lock.
std::string draft_name(const fs::path& file) {
  return file.string() + "." + std::to_string(::getpid()) + ".new";
}

void make_parents(const fs::path& file) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error) fail("cannot make the folder", file.parent_path(), error.value());
}

}  // namespace

std::string read_text(const fs::path& file) {
  std::error_code error;
  if (fs::is_directory(file, error)) fail("cannot read", file, EISDIR);
  std::ifstream stream(file, std::ios::binary);
  if (!stream) fail("cannot read", file, errno);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string read_beginning(const fs::path& file, std::size_t limit) {
  std::error_code error;
  if (fs::exists(file, error) && !fs::is_regular_file(file, error)) {
    throw RunnerError("cannot read " + file.string() + ": it is no regular file");
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) fail("cannot read", file, errno);
  std::string text(limit, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(limit));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

void write_atomically(const fs::path& file, std::string_view text) {
  make_parents(file);
  Draft draft(draft_name(file));
  draft.fill(text);
  draft.become(file);
}

void write_new(const fs::path& file, std::string_view text) {
  make_parents(file);
  Draft draft(draft_name(file));
  draft.fill(text);
  draft.become_new(file);
}

fs::path unused_name(const fs::path& wanted) {
  fs::path name = wanted;
  std::error_code ignored;
  for (int i = 2; fs::exists(fs::symlink_status(name, ignored)); ++i) {
    name = wanted.string() + "-" + std::to_string(i);
  }
  return name;
}

void remove_drafts(const fs::path& file) {
  const auto begin = file.filename().string() + ".";
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(file.parent_path(), ignored)) {
    const auto name = entry.path().filename().string();
    if (name.starts_with(begin) && name.ends_with(".new")) fs::remove(entry.path(), ignored);
  }
}

std::string utc_time() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::vector<std::string> split_lines(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

std::string shown_path(const fs::path& path, const fs::path& root) {
  const auto relative = path.lexically_relative(root);
  const bool below = !relative.empty() && *relative.begin() != "..";
  return below ? relative.string() : path.string();
}

FileLock::FileLock(const fs::path& file) : descriptor_(-1) {
  make_parents(file);
  descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ == -1) fail("cannot lock", file, errno);
  while (::flock(descriptor_, LOCK_EX) != 0) {
    if (errno == EINTR) continue;
    const int error = errno;
    ::close(descriptor_);
    fail("cannot lock", file, error);
  }
}

FileLock::~FileLock() {
  ::close(descriptor_);
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "threadlings-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) fail("cannot make a temporary folder", name, errno);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace threadlings::runner
