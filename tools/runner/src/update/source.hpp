// Where the new release comes from, if not by git: an archive or a folder.
//
// Errors: throw RunnerError for what is no release, UsageError for what is not there.
#pragma once

#include <filesystem>
#include <string>

#include "files.hpp"

namespace threadlings::runner {

// The folder of a release, and the temporary one that it may be unpacked in.
struct ReleaseFolder {
  std::filesystem::path path;
  TemporaryFolder unpacked;
};

bool is_archive(const std::string& place);  // by its name: .tar.gz, .tgz, .tar.xz, .tar
bool is_url(const std::string& place);

// Downloads, unpacks or clones if need be, into `release.unpacked`, and finds the project in it.
void bring_release(const std::string& place, ReleaseFolder& release);

}  // namespace threadlings::runner
