// How to build: what CMake found, read from build/judge/toolchain.json.
//
// Errors: `load_toolchain` throws EnvironmentError, whose text says what to type next.
#pragma once

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace threadlings {

// The judge itself cannot work; never the learner's fault.
struct EnvironmentError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A library of this project that the programs of one check are linked with. It may be built anew at
// any time, even while a judge is at work.
struct OwnLibrary {
  std::string archive;  // libthreadlings_explore.a
  std::string headers;  // the folder of its public header
};

struct Toolchain {
  std::filesystem::path root;      // of the tree whose lessons are judged
  std::filesystem::path harness;   // tools/judge/harness, wherever that is
  std::filesystem::path work_dir;  // build/judge: everything the judge builds is below it
  std::string cxx;
  std::string compiler_id;  // "GNU" or "Clang", as CMake names them
  std::string ninja;
  std::string nm;
  std::string addr2line;
  std::string linker;  // a flag such as -fuse-ld=lld, or empty
  std::vector<std::string> include_dirs;
  std::string gtest;                                      // libgtest.a or .so
  std::string benchmark;                                  // libbenchmark.a or .so
  std::map<std::string, OwnLibrary> own_libraries;        // by check: "explore" and "faults"
  std::map<std::string, std::vector<std::string>> flags;  // by check
  // By check, for those that are not linked with the flags they are compiled with.
  std::map<std::string, std::vector<std::string>> link_flags;

  bool is_gcc() const { return compiler_id == "GNU"; }
};

Toolchain load_toolchain(const std::filesystem::path& work_dir);

}  // namespace threadlings
