#!/bin/sh
# Tests of the launcher: in copies of it, with a PATH that holds nothing but stand-ins for the
# compiler, CMake, apt-get and sudo, and the plain commands that the launcher uses.
#   sh tools/launcher/test_launcher.sh             all tests
#   sh tools/launcher/test_launcher.sh NAME...     those whose names begin so
# TEST_SHELL=/path/to/shell runs the launcher with another shell than /bin/sh.

set -u
source_root=$(cd -P -- "$(dirname -- "$0")/../.." && pwd -P)
work=$(mktemp -d)
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
failed=0 passed=0 skipped=0
real_path=$PATH
unset CXX CMAKE_PREFIX_PATH CPLUS_INCLUDE_PATH THREADLINGS_CMAKE_ARGS THREADLINGS_YES THREADLINGS_ROOT

# ------------------------------------------------------------------ a small machine

# script NAME: puts a stand-in on the PATH, its text on standard input.
script() {
  { printf '#!%s\n' "$shell" && cat; } >"$bin/$1"
  chmod +x "$bin/$1"
}

# has COMMAND: the machine has this plain command.
has() { ln -s "$(PATH=$real_path command -v "$1")" "$bin/$1"; }

compiler() { # compiler NAME "version __clang_major__ 12"
  script "$1" <<EOF
case \$* in
  *-print-file-name=libtsan.so*) [ -e "$box/no_sanitizers" ] && echo libtsan.so || echo /usr/lib/libtsan.so ;;
  *-print-file-name*) echo missing ;;
  *) cat >"$box/probe" && echo "$2" && cat "$box/headers" ;;
esac
EOF
}

cmake_stand_in() { # cmake_stand_in VERSION
  script cmake <<EOF
if [ "\$1" = --version ]; then echo "cmake version $1"; exit; fi
echo "cmake CXX=\${CXX-} \$*" >>"$box/calls"
[ ! -x "$box/before_cmake" ] || "$box/before_cmake" "\$@" || exit 1
case \$1 in
  --preset)
    mkdir -p "$clone/build"
    echo "CMAKE_HOME_DIRECTORY:INTERNAL=$clone" >"$clone/build/CMakeCache.txt"
    echo "CMAKE_CXX_COMPILER:FILEPATH=\$(command -v \$CXX)" >>"$clone/build/CMakeCache.txt"
    : >"$clone/build/build.ninja"
    ;;
  --build)
    echo "[1/2] Building"
    mkdir -p "\$2/bin"
    cp "$box/runner" "\$2/bin/threadlings"
    cp "$box/runner" "\$2/bin/judge"
    ;;
esac
EOF
}

libraries() {
  printf 'found %s\n' standard_library GoogleTest Google_Benchmark CLI11 FMT nlohmann_json libvterm >"$box/headers"
}

# A machine with everything, a clone with spaces in its name.
new_machine() {
  box=$work/$1
  clone="$box/my clone"
  bin=$box/bin
  shell=${TEST_SHELL:-/bin/sh}
  mkdir -p "$bin" "$clone/tools" "$clone/cmake"
  for command in sed find cat mkdir rm mv cp touch date df head tail cut grep wc env uname getconf \
    readlink sleep flock git; do
    has "$command"
  done
  script id <<EOF
cat "$box/user"
EOF
  echo 0 >"$box/user"
  { echo "#!$shell" && sed 1d "$source_root/threadlings"; } >"$clone/threadlings"
  chmod +x "$clone/threadlings"
  cp -R "$source_root/tools/launcher" "$clone/tools/launcher"
  : >"$clone/CMakeLists.txt"
  : >"$clone/CMakePresets.json"
  {
    echo "#!$shell"
    echo "echo \"runner root=\$THREADLINGS_ROOT yes=\${THREADLINGS_YES-} count=\$#\""
    echo "for argument; do echo \"<\$argument>\"; done"
    echo "[ \"\${1-}\" != fail ] || exit 7"
  } >"$box/runner"
  chmod +x "$box/runner"
  : >"$box/calls"
  libraries
  compiler g++ 'version __clang_major__ 12'
  cmake_stand_in 3.25.1
  script ninja </dev/null
}

# apt-get that installs what the test says in $box/apt_brings (a script).
with_apt() {
  script apt-get <<EOF
echo "apt-get \$*" >>"$box/calls"
echo "0 upgraded, 3 newly installed, 0 to remove"
echo "Get:1 somewhere"
echo "Unpacking cmake"
echo "Setting up cmake"
case " \$* " in *' install '*) . "$box/apt_brings" ;; esac
EOF
  script apt-cache <<EOF
cat "$box/policy.\$2" 2>/dev/null
EOF
  echo : >"$box/apt_brings"
}

# on_install COMMAND...: the stand-ins that apt-get install uncovers.
on_install() {
  mkdir -p "$box/later"
  : >"$box/apt_brings"
  for later; do
    mv "$bin/$later" "$box/later/$later"
    echo "mv '$box/later/$later' '$bin/$later'" >>"$box/apt_brings"
  done
}

with_sudo() { # with_sudo RESULT
  script sudo <<EOF
echo "sudo \$*" >>"$box/calls"
[ "$1" = 0 ] || exit 1
while :; do case \${1-} in -*) shift ;; *) break ;; esac; done
[ \$# -eq 0 ] || exec "\$@"
EOF
  script true </dev/null
}

# start ARGS...: what it printed is in $out and $err, its exit status in $status.
start() { start_as "$clone/threadlings" "$@"; }

start_as() {
  program=$1
  shift
  PATH=$bin "$program" "$@" >"$box/out" 2>"$box/err" </dev/null
  status=$?
}

# at_terminal ANSWER ARGS...: the same at a terminal, with an answer typed.
at_terminal() {
  answer=$1
  shift
  printf '%s\n' "$answer" |
    script_command "$bin/env" PATH="$bin" TERM=dumb "$clone/threadlings" "$@" >"$box/out" 2>&1
  cp "$box/out" "$box/err"
}

script_command() {
  line=''
  for word; do line="$line '$word'"; done
  PATH=$real_path command script -qec "$line" /dev/null
}

# ------------------------------------------------------------------ expectations

problem() {
  problems="$problems
    $1"
}

expect_status() { [ "$status" = "$1" ] || problem "exit status $status, expected $1"; }
expect_err() { grep -q -F -e "$1" "$box/err" || problem "standard error lacks: $1"; }
expect_no_err() { ! grep -q -F -e "$1" "$box/err" || problem "standard error has: $1"; }
expect_out() { grep -q -F -x -e "$1" "$box/out" || problem "standard output lacks the line: $1"; }
expect_called() { grep -q -e "$1" "$box/calls" || problem "not called: $1"; }
expect_not_called() { ! grep -q -e "$1" "$box/calls" || problem "called: $1"; }
expect_calls() {
  calls=$(grep -c -e "$1" "$box/calls")
  [ "$calls" = "$2" ] || problem "$calls calls of $1, expected $2"
}
expect_started() {
  expect_status 0
  grep -q '^runner' "$box/out" || problem 'the runner did not start'
}
expect_lines_at_most() {
  lines=$(wc -l <"$box/err")
  [ "$lines" -le "$1" ] || problem "$lines lines on standard error, expected at most $1"
}

# ------------------------------------------------------------------ tests

test_everything_there() {
  start list
  expect_started
  expect_out "runner root=$clone yes= count=1"
  expect_called 'cmake CXX=g++ --preset learn'
  expect_called '--target threadlings judge fetched_libraries$'
  expect_not_called tools_tests
}

test_second_start_builds_nothing() {
  start
  : >"$box/calls"
  start list --json
  expect_started
  expect_calls . 0
  [ ! -s "$box/err" ] || problem "the second start says: $(cat "$box/err")"
}

test_second_start_is_quick() {
  start
  before=$(date +%s)
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do start; done
  [ $(($(date +%s) - before)) -le 4 ] || problem "20 starts took over 4 s"
}

# shellcheck disable=SC2016 # a dollar that stays
test_arguments_pass_unchanged() {
  start run '0 1' --yes "it's" '' '"q"' '*' "$(printf 'a\nb')" -- '$HOME' 'back\slash'
  expect_out 'runner root='"$clone"' yes=1 count=10'
  for argument in '<0 1>' "<it's>" '<>' '<"q">' '<*>' '<a' 'b>' '<-->' '<$HOME>' '<back\slash>'; do
    expect_out "$argument"
  done
  start 'two  spaces' --yess y--yes
  expect_out '<two  spaces>'
  expect_out '<--yess>'
  expect_out '<y--yes>'
  expect_out "runner root=$clone yes= count=3"
}

test_exit_status_is_the_runners() {
  start fail
  expect_status 7
  start fail
  expect_status 7
}

test_any_folder_link_and_shell() {
  start
  : >"$box/calls"
  mkdir -p "$box/else where"
  ln -s "$clone/threadlings" "$box/else where/absolute"
  ln -s 'absolute' "$box/else where/again"
  (cd "$box/else where" && start_as ./again && expect_started)
  start_as "$box/else where/again"
  expect_started
  expect_out "runner root=$clone yes= count=0"
  (cd "$clone" && PATH=$bin "$shell" threadlings >"$box/out" 2>"$box/err")
  expect_out "runner root=$clone yes= count=0"
  (cd "$clone/tools" && PATH=$bin ../threadlings >"$box/out" 2>"$box/err")
  expect_out "runner root=$clone yes= count=0"
  (PATH=$bin:$clone && cd / && threadlings >"$box/out" 2>"$box/err")
  expect_out "runner root=$clone yes= count=0"
  ln -s "$clone" "$box/linked clone"
  start_as "$box/linked clone/threadlings"
  expect_out "runner root=$clone yes= count=0"
  expect_calls . 0
}

test_runner_keeps_the_callers_folder() {
  echo "pwd -P" >>"$box/runner"
  mkdir "$box/here"
  start
  cd "$box/here" && start
  expect_out "$box/here"
  cd /
}

test_no_compiler_no_terminal() {
  with_apt
  rm "$bin/g++"
  start
  expect_status 2
  expect_err 'a C++ compiler (g++ 12 or newer, or clang++ 14 or newer)'
  expect_err './threadlings --yes'
  expect_err 'apt-get install -y'
  expect_err 'g++'
  expect_not_called apt-get
}

test_yes_installs_and_goes_on() {
  with_apt
  on_install g++ cmake ninja
  start run 01 --yes 'a b'
  expect_started
  expect_out '<a b>'
  expect_called 'apt-get .*install -y --no-install-recommends g++ cmake ninja-build'
  expect_called 'cmake CXX=g++ --preset'
}

test_only_what_is_missing_is_installed() {
  with_apt
  sed -i -e /CLI11/d -e /FMT/d "$box/headers"
  echo "echo 'found CLI11 found FMT' >>'$box/headers'" >"$box/apt_brings"
  start --yes
  expect_started
  expect_err 'does not have yet: CLI11, fmt.'
  expect_called 'install -y --no-install-recommends libcli11-dev libfmt-dev$'
}

test_every_package_name() {
  with_apt
  echo 'found standard_library' >"$box/headers"
  rm "$bin/ninja"
  start
  expect_status 2
  expect_err 'Ninja, GoogleTest, Google Benchmark, CLI11, fmt, nlohmann-json.'
  expect_err 'ninja-build libgtest-dev libbenchmark-dev libcli11-dev libfmt-dev nlohmann-json3-dev'
}

test_too_old_compiler() {
  with_apt
  compiler g++ 'version __clang_major__ 11'
  start
  expect_status 2
  expect_err 'here: g++, which is g++ 11'
}

test_too_old_clang() {
  rm "$bin/g++"
  compiler clang++ 'version 13 4'
  start
  expect_status 2
  expect_err 'here: clang++, which is clang++ 13'
}

test_versioned_compiler_is_found() {
  compiler g++ 'version __clang_major__ 11'
  compiler g++-12 'version __clang_major__ 12'
  compiler clang++-14 'version 14 4'
  start
  expect_started
  expect_called 'cmake CXX=g++-12 --preset'
}

test_clang_is_found() {
  rm "$bin/g++"
  compiler clang++-14 'version 14 4'
  start
  expect_started
  expect_called 'cmake CXX=clang++-14 --preset'
}

test_cxx_is_obeyed() {
  compiler clang++ 'version 16 4'
  CXX=clang++ start
  expect_started
  expect_called 'cmake CXX=clang++ --preset'
  : >"$box/calls"
  start
  expect_started
  expect_calls . 0
  CXX=g++ start
  expect_started
  expect_err 'The compiler is another than last time'
  expect_called 'cmake CXX=g++ --preset'
}

test_cxx_that_is_not_there() {
  CXX=/nowhere/g++ start
  expect_status 2
  expect_err 'CXX=/nowhere/g++, which is not there'
  expect_not_called cmake
}

test_compiler_that_vanished() {
  compiler g++-13 'version __clang_major__ 13'
  CXX=g++-13 start
  rm "$bin/g++-13"
  start
  expect_started
  expect_called 'cmake CXX=g++ --preset'
}

test_compiler_that_was_upgraded() {
  start
  compiler g++ 'version __clang_major__ 14'
  sleep 0.05
  : >"$clone/CMakeLists.txt"
  start
  expect_started
  expect_err 'The compiler is another than last time (g++ 14 now)'
}

test_sanitizers_are_missing() {
  with_apt
  : >"$box/no_sanitizers"
  start
  expect_status 2
  expect_err 'the sanitizers of g++'
  expect_err ' g++-12'
}

test_old_cmake_on_jammy() {
  with_apt
  cmake_stand_in 3.22.1
  printf 'cmake:\n  Installed: 3.22.1\n  Candidate: 3.22.1-1ubuntu1\n' >"$box/policy.cmake"
  start --yes
  expect_status 2
  expect_err 'CMake 3.25 or newer (here: 3.22.1)'
  expect_err 'pipx install cmake'
  expect_not_called apt-get
}

test_newer_compiler_package_on_jammy() {
  with_apt
  compiler g++ 'version __clang_major__ 11'
  printf 'g++:\n  Candidate: 4:11.2.0-1ubuntu1\n' >"$box/policy.g++"
  printf 'g++-12:\n  Candidate: 12.3.0-1ubuntu1\n' >"$box/policy.g++-12"
  compiler g++-12 'version __clang_major__ 12'
  on_install g++-12
  start --yes
  expect_started
  expect_called 'install -y --no-install-recommends g++-12$'
}

test_newer_cmake_is_enough() {
  cmake_stand_in 4.0.0-rc1
  start
  expect_started
}

test_other_systems() {
  rm "$bin/cmake"
  for pair in 'dnf gcc-c++' 'pacman nlohmann-json' 'apk compiler-rt' 'zypper benchmark-devel'; do
    script "${pair% *}" </dev/null
    start
    expect_status 2
    expect_err 'CMake 3.25 or newer'
    expect_err "${pair#* }"
    rm "$bin/${pair% *}"
  done
  start
  expect_status 2
  expect_err "your system's package manager"
}

test_other_system_fetches_libraries() {
  script dnf </dev/null
  echo 'found standard_library' >"$box/headers"
  start
  expect_started
  expect_err 'CMake fetches the missing libraries'
  expect_err 'sudo dnf install'
}

test_no_rights() {
  with_apt
  echo 1000 >"$box/user"
  rm "$bin/cmake"
  start --yes
  expect_status 2
  expect_err 'not root, and no sudo'
  expect_err '    apt-get update && apt-get install'
  expect_not_called apt-get
}

test_no_rights_fetches_libraries() {
  with_apt
  echo 1000 >"$box/user"
  sed -i /GoogleTest/d "$box/headers"
  start
  expect_started
  expect_err 'CMake fetches the missing libraries'
}

test_sudo() {
  with_apt
  with_sudo 0
  echo 1000 >"$box/user"
  on_install ninja
  start --yes
  expect_started
  expect_called 'sudo -n true'
  expect_called '^sudo -n env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get .*install'
}

test_sudo_wants_a_password() {
  with_apt
  with_sudo 1
  echo 1000 >"$box/user"
  rm "$bin/ninja"
  start --yes
  expect_status 2
  expect_err 'sudo wants a password here'
  expect_err 'sudo apt-get install -y'
  expect_not_called '^apt-get'
}

test_apt_fails() {
  with_apt
  rm "$bin/ninja"
  echo 'echo "E: Unable to locate package ninja-build"; exit 100' >"$box/apt_brings"
  start --yes
  expect_status 2
  expect_err 'E: Unable to locate package ninja-build'
  expect_err 'Is there a network?'
  expect_err "$clone/build/setup.log"
}

test_apt_finishes_an_interrupted_installation() {
  with_apt
  on_install ninja
  cat >>"$box/apt_brings" <<EOF
if [ ! -e "$box/mended" ]; then
  mv '$bin/ninja' '$box/later/ninja'
  echo "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem."
  exit 100
fi
EOF
  script dpkg <<EOF
: >"$box/mended"
EOF
  start --yes
  expect_started
}

test_answer_no() {
  needs_terminal || return
  with_apt
  rm "$bin/ninja"
  at_terminal n
  expect_err 'Do this now? [y/n]'
  expect_err 'Nothing was installed.'
  expect_not_called apt-get
}

test_answer_no_but_only_libraries() {
  needs_terminal || return
  with_apt
  sed -i /CLI11/d "$box/headers"
  at_terminal n
  expect_err 'CMake fetches the missing libraries'
  expect_err 'runner root='
  expect_not_called apt-get
}

test_answer_yes() {
  needs_terminal || return
  with_apt
  on_install ninja
  at_terminal y
  expect_called 'apt-get .*install'
  expect_err 'runner root='
}

test_terminal_with_yes_does_not_ask() {
  needs_terminal || return
  with_apt
  on_install ninja
  at_terminal '' --yes
  expect_no_err 'Do this now?'
  expect_err 'runner root='
}

test_verify_builds_the_tools_tests_once() {
  start verify --pristine
  expect_started
  expect_out '<verify>'
  expect_out '<--pristine>'
  expect_called 'fetched_libraries tools_tests'
  : >"$box/calls"
  start verify
  start
  expect_calls . 0
}

test_verify_after_learning() {
  start
  : >"$box/calls"
  start verify
  expect_called 'tools_tests'
}

test_verify_needs_one_library_more() {
  with_apt
  sed -i /libvterm/d "$box/headers"
  start
  expect_started
  expect_no_err 'libvterm'
  echo "echo 'found libvterm' >>'$box/headers'" >"$box/apt_brings"
  start verify --yes
  expect_started
  expect_err 'does not have yet: libvterm (for verify).'
  expect_called 'install -y --no-install-recommends libvterm-dev$'
}

test_verify_needs_git() {
  with_apt
  rm "$bin/git"
  start
  expect_started
  expect_no_err 'git (for verify)'
  echo "ln -s /bin/true '$bin/git'" >"$box/apt_brings"
  start verify --yes
  expect_started
  expect_err 'does not have yet: git (for verify).'
  expect_called 'install -y --no-install-recommends git$'
}

test_newer_source_rebuilds() {
  start
  : >"$box/calls"
  mkdir -p "$clone/tools/judge/src"
  sleep 0.05
  : >"$clone/tools/judge/src/new.cpp"
  start
  expect_started
  expect_calls 'cmake .*--build' 1
  : >"$box/calls"
  start
  expect_calls . 0
  rm "$clone/tools/judge/src/new.cpp" # a source that went away counts, too
  start
  expect_calls 'cmake .*--build' 1
}

test_source_saved_during_the_build() {
  cat >"$box/before_cmake" <<EOF
#!$shell
sleep 0.05; : >"$clone/cmake/Saved.cmake"
EOF
  chmod +x "$box/before_cmake"
  start
  rm "$box/before_cmake"
  : >"$box/calls"
  start
  expect_calls 'cmake .*--build' 1
}

test_moved_clone() {
  start
  mv "$clone" "$box/moved"
  clone=$box/moved
  cmake_stand_in 3.25.1
  : >"$clone/build/left_over"
  start
  expect_started
  expect_err 'moved or copied'
  expect_out "runner root=$clone yes= count=0"
  [ ! -e "$clone/build/left_over" ] || problem 'the old build is still there'
}

test_copied_clone_with_half_a_build() {
  start
  rm "$clone/build/launcher.state"
  cp -R "$clone" "$box/copy"
  clone=$box/copy
  cmake_stand_in 3.25.1
  start
  expect_started
  expect_err 'moved or copied'
}

test_interrupted_configuring() {
  cat >"$box/before_cmake" <<EOF
#!$shell
mkdir -p "$clone/build" && echo half >"$clone/build/CMakeCache.txt"
PATH=$real_path
kill -TERM \$(cat "$box/pid")
exit 1
EOF
  chmod +x "$box/before_cmake"
  (
    # shellcheck disable=SC2016 # for the shell that is started
    PATH=$bin "$shell" -c 'echo $$ >"$1"; exec "$2"' - "$box/pid" "$clone/threadlings" \
      >"$box/out" 2>"$box/err"
    echo $? >"$box/status"
  )
  status=$(cat "$box/status")
  expect_status 130
  expect_err 'The next start goes on from here.'
  [ ! -e "$clone/build/launcher.state" ] || problem 'half a set-up counts as whole'
  rm "$box/before_cmake"
  start
  expect_started
  [ ! -e "$clone/build/.lock.d" ] || problem 'the lock is left behind'
}

test_left_over_cache_is_thrown_away() {
  start
  rm "$clone/build/launcher.state"
  : >"$clone/build/rubbish"
  cat >"$box/before_cmake" <<EOF
#!$shell
[ ! -e "$clone/build/rubbish" ]
EOF
  chmod +x "$box/before_cmake"
  start
  expect_started
  expect_err 'Once more, from the beginning.'
}

fails_with() {
  cat >"$box/before_cmake" <<EOF
#!$shell
echo "$1"; exit 1
EOF
  chmod +x "$box/before_cmake"
}

test_build_failure_is_shown() {
  fails_with 'tools/judge/src/main.cpp:7: error: no such thing'
  start
  expect_status 2
  expect_err 'no such thing'
  expect_err "$clone/build/setup.log"
  expect_lines_at_most 16
  [ ! -s "$box/out" ] || problem 'something on standard output'
}

test_no_network() {
  fails_with "status_string: Couldn't resolve host name"
  start
  expect_status 2
  expect_err 'there is no network'
  expect_lines_at_most 6
}

test_disk_full_while_building() {
  fails_with 'fatal error: error writing to /tmp/x.s: No space left on device'
  start
  expect_status 2
  expect_err 'The disk is full'
  expect_lines_at_most 6
}

test_disk_full_before() {
  rm "$bin/df"
  script df <<'EOF'
echo 'Filesystem 1024-blocks Used Available Capacity Mounted on'
echo '/dev/sda1 1000000 990000 10000 99% /home'
EOF
  start
  expect_status 2
  expect_err 'The disk is nearly full: 9 MB are left'
  expect_not_called cmake
}

test_read_only_folder() {
  : >"$clone/build" # a file where the folder should go: root may write everywhere else
  start
  expect_status 2
  expect_err 'Cannot write to'
  expect_lines_at_most 2
}

test_two_starts_at_once() {
  cat >"$box/before_cmake" <<EOF
#!$shell
sleep 0.4
EOF
  chmod +x "$box/before_cmake"
  for number in 1 2 3 4; do
    PATH=$bin "$clone/threadlings" >"$box/out.$number" 2>"$box/err.$number" </dev/null &
  done
  wait
  for number in 1 2 3 4; do
    grep -q '^runner' "$box/out.$number" || problem "start $number did not reach the runner"
  done
  expect_calls 'cmake .*--build' 1
  cat "$box"/err.* >"$box/err"
  expect_err 'Another start is setting up here'
}

test_two_starts_at_once_without_flock() {
  rm "$bin/flock"
  test_two_starts_at_once
}

test_lock_of_a_dead_start() {
  rm "$bin/flock"
  mkdir -p "$clone/build/.lock.d"
  (exit 0) &
  echo $! >"$clone/build/.lock.d/pid"
  wait
  start
  expect_started
}

test_cmake_arguments() {
  THREADLINGS_CMAKE_ARGS='-DA=1 -DB=2' start
  expect_started
  expect_called '--preset learn -S .* -DA=1 -DB=2$'
}

# interrupted_update: as a killed update leaves the tree.
interrupted_update() {
  mkdir -p "$clone/.threadlings/update/before/tools/old" "$clone/.threadlings/update/before/lessons"
  echo 'half new' >"$clone/tools/replaced"
  echo 'as it was' >"$clone/.threadlings/update/before/tools/replaced"
  echo 'as it was' >"$clone/.threadlings/update/before/tools/old/removed file"
  echo 'new' >"$clone/tools/added"
  printf '%s\n' 'replace 123-9 tools/replaced' 'remove - tools/old/removed file' \
    'add 124-4 tools/added' >"$clone/.threadlings/update/journal"
}

test_interrupted_update_is_undone_before_building() {
  interrupted_update
  start
  expect_started
  expect_err 'An update was interrupted'
  [ "$(cat "$clone/tools/replaced")" = 'as it was' ] || problem 'a replaced file was not put back'
  [ "$(cat "$clone/tools/old/removed file")" = 'as it was' ] || problem 'a removed file is not back'
  [ ! -e "$clone/tools/added" ] || problem 'an added file is still there'
  [ ! -e "$clone/.threadlings/update" ] || problem 'the journal is still there'
}

test_interrupted_update_is_undone_by_the_runner() {
  start
  interrupted_update
  start list
  expect_started
  expect_out '<--recover>'
  expect_out '<list>'
}

# The project in $1, bundled on a machine without packages, in $box/bundle.
bundle_of() {
  rm -f "$bin/apt-get" "$bin/curl"
  for command in tar gzip du chmod mktemp paste dirname sha256sum; do has "$command"; done
  PATH=$bin "$shell" "$1/tools/launcher/bundle.sh" "$1" "$box/bundle.tar.gz" \
    >"$box/out" 2>"$box/err"
  status=$?
  mkdir -p "$box/bundle"
  PATH=$real_path tar -C "$box/bundle" -xzf "$box/bundle.tar.gz" || problem 'the archive cannot be unpacked'
}

test_bundle_holds_the_project_and_nobodys_work() {
  mkdir -p "$clone/lessons/01_one" "$clone/tests/01_one/stub" "$clone/build/bin" "$clone/.threadlings"
  echo mine >"$clone/lessons/01_one/answer.cpp"
  echo theirs >"$clone/lessons/01_one/answer.cpp.new"
  echo stub >"$clone/tests/01_one/stub/answer.cpp"
  echo state >"$clone/.threadlings/progress.json"
  : >"$clone/cmake/Dependencies.cmake"
  : >"$clone/tools/builder"
  bundle_of "$clone"
  expect_status 0
  made=$box/bundle/threadlings-bundle
  [ -x "$made/install.sh" ] || problem 'there is no install.sh'
  [ -x "$made/threadlings/threadlings" ] || problem 'there is no launcher'
  [ -e "$made/threadlings/tools/builder" ] || problem 'a file is left out'
  [ "$(cat "$made/threadlings/lessons/01_one/answer.cpp")" = stub ] || problem 'the answer is not the stub'
  [ "$(cat "$clone/lessons/01_one/answer.cpp")" = mine ] || problem 'the answer here was changed'
  for name in build .threadlings lessons/01_one/answer.cpp.new; do
    [ ! -e "$made/threadlings/$name" ] || problem "$name is in it"
  done
  expect_err_empty
}

expect_err_empty() { [ ! -s "$box/err" ] || problem "it says: $(cat "$box/err")"; }

test_install_from_a_bundle_does_not_touch_a_folder_that_is_there() {
  mkdir -p "$box/home/threadlings" "$box/made/threadlings"
  cp "$source_root/tools/launcher/bundle_install.sh" "$box/made/install.sh"
  for command in mktemp dirname; do has "$command"; done
  (PATH=$bin HOME=$box/home "$shell" "$box/made/install.sh" >"$box/out" 2>"$box/err")
  status=$?
  expect_status 1
  expect_err 'is there already'
  expect_err 'update --from'
}

# shellcheck disable=SC2016 # dollars of the file that is read
test_container_has_every_package() {
  packages=$(sed -n 's/.*\$packages \([a-z0-9-]*\)" *;;.*/\1/p; s/.*packages="\$packages \(cmake\)"$/\1/p' \
    "$source_root/tools/launcher/install.sh")
  case $packages in *cmake*libgtest-dev*) ;; *) problem "no list of packages: $packages" ;; esac
  for package in g++ $packages; do
    grep -q -F -w -e "$package" "$source_root/.devcontainer/Dockerfile" ||
      problem ".devcontainer/Dockerfile lacks $package"
  done
}

# ------------------------------------------------------------------ running them

needs_terminal() {
  if (PATH=$real_path command -v script) >/dev/null; then return 0; fi
  reason='needs script(1)'
  return 1
}

run_test() {
  problems='' reason=''
  new_machine "$1"
  "$1"
  cd / || exit
  if [ -n "$reason" ]; then
    skipped=$((skipped + 1))
    echo "skipped: $1 ($reason)"
  elif [ -z "$problems" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $1$problems"
    sed 's/^/        err: /' "$box/err"
    sed 's/^/        call: /' "$box/calls"
  fi
}

tests=$(sed -n 's/^\(test_[a-z_]*\)() {$/\1/p' "$0")
[ $# -gt 0 ] || set -- test_
for name in $tests; do
  for wanted; do
    case $name in "$wanted"*) run_test "$name" ;; esac
  done
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
