// Files, read and written whole.
//
// Thread safety:  plain functions without state.
// Errors:         throw RunnerError, whose line names the file and what the system said.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace threadlings::runner {

std::string read_text(const std::filesystem::path& file);

// The beginning of a regular file. Never waits: what is a pipe or a device is an error.
std::string read_beginning(const std::filesystem::path& file, std::size_t limit);

// The new text or the old one, never a part: written beside it, flushed to disk, and renamed.
void write_atomically(const std::filesystem::path& file, std::string_view text);

// Writes a file that must not be there yet, with its folders: whole, or not at all.
void write_new(const std::filesystem::path& file, std::string_view text);

// `wanted` if nothing has that name, else "WANTED-2", "WANTED-3", ...
std::filesystem::path unused_name(const std::filesystem::path& wanted);

// Removes what killed writers of `file` left beside it. The caller keeps other writers away.
void remove_drafts(const std::filesystem::path& file);

// "2026-03-01T12:00:00Z"
std::string utc_time();

std::vector<std::string> split_lines(std::string_view text);

// `path` as seen from `root` if it is below it, else unchanged.
std::string shown_path(const std::filesystem::path& path, const std::filesystem::path& root);

// An exclusive lock between processes, held as long as the object lives.
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& file);
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  int descriptor_;
};

// A folder below the system's temporary one, gone with everything in it when the object goes.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace threadlings::runner
