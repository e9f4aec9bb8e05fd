# shellcheck shell=sh
# Part of the launcher: what this machine has, and what is missing.

here_is() { command -v -- "$1" >/dev/null 2>&1; }

# at_least VERSION MAJOR MINOR
at_least() {
  major=${1%%.*}
  minor=${1#*.}
  minor=${minor%%[!0-9]*}
  case $major in '' | *[!0-9]*) return 1 ;; esac
  [ "$major" -gt "$2" ] || { [ "$major" -eq "$2" ] && [ "${minor:-0}" -ge "$3" ]; }
}

# What compiler $1 says of itself and of the headers that it finds, in one run of its preprocessor.
ask_compiler() {
  include_path=${CPLUS_INCLUDE_PATH-}
  if [ -n "${CMAKE_PREFIX_PATH-}" ]; then
    prefixes=$(printf '%s/include' "$CMAKE_PREFIX_PATH" | sed 's,:,/include:,g')
    include_path=$prefixes${include_path:+:$include_path}
  fi
  # shellcheck disable=SC2086 # CXX may hold options
  printf '%s\n' 'version __clang_major__ __GNUC__' \
    '#if __has_include(<barrier>)' 'found standard_library' '#endif' \
    '#if __has_include(<gtest/gtest.h>)' 'found GoogleTest' '#endif' \
    '#if __has_include(<benchmark/benchmark.h>)' 'found Google_Benchmark' '#endif' \
    '#if __has_include(<CLI/CLI.hpp>)' 'found CLI11' '#endif' \
    '#if __has_include(<fmt/core.h>)' 'found FMT' '#endif' \
    '#if __has_include(<nlohmann/json.hpp>)' 'found nlohmann_json' '#endif' \
    '#if __has_include(<vterm.h>)' 'found libvterm' '#endif' |
    CPLUS_INCLUDE_PATH=$include_path LC_ALL=C $1 -std=c++20 -E -P -x c++ - 2>/dev/null
}

# Sets cxx_family, cxx_major and cxx_answer; fails if compiler $1 is not there or too old.
try_compiler() {
  here_is "${1%% *}" || return 1
  cxx_answer=$(ask_compiler "$1") || { cxx_seen="$1, which does not run"; return 1; }
  words=$(printf '%s\n' "$cxx_answer" | sed -n 's/^version //p')
  case $words in
    __clang_major__\ *) cxx_family=g++ cxx_major=${words#* } oldest=12 ;;
    *) cxx_family=clang++ cxx_major=${words%% *} oldest=14 ;;
  esac
  if ! at_least "$cxx_major" "$oldest" 0; then
    cxx_seen="$1, which is $cxx_family ${cxx_major:-of unknown version}"
    return 1
  fi
  cxx=$1
}

# The compiler: $CXX if set, else that of the last set-up, else g++, else clang++, newest first.
find_compiler() {
  cxx='' cxx_seen='' cxx_answer=''
  cached_cxx=$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt" 2>/dev/null)
  state_cxx=${state_cxx:-$cached_cxx}
  if [ -n "${CXX-}" ]; then
    try_compiler "$CXX" || cxx_seen="CXX=${cxx_seen:-$CXX, which is not there}"
    return
  fi
  for candidate in "$state_cxx" \
    g++ g++-17 g++-16 g++-15 g++-14 g++-13 g++-12 \
    clang++ clang++-24 clang++-23 clang++-22 clang++-21 clang++-20 clang++-19 clang++-18 clang++-17 \
    clang++-16 clang++-15 clang++-14; do
    if [ -n "$candidate" ] && try_compiler "$candidate"; then return; fi
  done
}

# The run-time libraries of the sanitizers come with g++ on Debian, but not everywhere.
has_sanitizers() {
  cpu=$(uname -m)
  for name in libtsan.so "libclang_rt.tsan-$cpu.a" libclang_rt.tsan.a; do
    # shellcheck disable=SC2086
    case $($cxx -print-file-name="$name" 2>/dev/null) in */*) return 0 ;; esac
  done
  return 1
}

need() { missing="$missing${missing:+, }$1"; }

# Sets missing_tools (without which nothing works) and missing_libraries (which can be fetched).
look_around() {
  missing=''
  find_compiler
  if [ -z "$cxx" ]; then
    need "a C++ compiler (g++ 12 or newer, or clang++ 14 or newer${cxx_seen:+; here: $cxx_seen})"
  else
    case $cxx_answer in *standard_library*) ;; *) need "the C++20 standard library of $cxx" ;; esac
    has_sanitizers || need "the sanitizers of $cxx"
  fi
  cmake_version=''
  if here_is cmake; then cmake_version=$(cmake --version 2>/dev/null | sed -n 's/^cmake version //p'); fi
  at_least "$cmake_version" 3 25 || need "CMake 3.25 or newer${cmake_version:+ (here: $cmake_version)}"
  here_is ninja || here_is ninja-build || here_is samu || need Ninja
  missing_tools=$missing

  missing=''
  for library in GoogleTest Google_Benchmark CLI11 FMT nlohmann_json; do
    has_library "$library" || need "$(library_name "$library")"
  done
  case $targets in # the runner's own tests read its screen with the one, and update clones with the other
    *tools_tests)
      has_library libvterm || need 'libvterm (for verify)'
      here_is git || need 'git (for verify)'
      ;;
  esac
  missing_libraries=$missing
}

library_name() {
  case $1 in
    Google_Benchmark) say_name='Google Benchmark' ;;
    FMT) say_name=fmt ;;
    nlohmann_json) say_name=nlohmann-json ;;
    *) say_name=$1 ;;
  esac
  printf '%s' "$say_name"
}

has_library() {
  if [ -n "$cxx" ]; then
    case $cxx_answer in *"found $1"*) return 0 ;; *) return 1 ;; esac
  fi
  case $1 in
    GoogleTest) header=gtest/gtest.h ;;
    Google_Benchmark) header=benchmark/benchmark.h ;;
    CLI11) header=CLI/CLI.hpp ;;
    FMT) header=fmt/core.h ;;
    libvterm) header=vterm.h ;;
    *) header=nlohmann/json.hpp ;;
  esac
  [ -f "/usr/include/$header" ] || [ -f "/usr/local/include/$header" ]
}
