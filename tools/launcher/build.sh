# shellcheck shell=sh
# Part of the launcher: configures and builds the runner and the judge.

prepare_folder() {
  mkdir -p "$build" 2>/dev/null && (: >>"$build/.lock") 2>/dev/null && return
  free=$(free_kilobytes)
  if [ "${free:-1}" = 0 ]; then no_space "$root"; fi
  if [ -d "$build" ] && [ -w "$root" ]; then
    fail "Cannot write to $build; was it made by root? Remove it, then start again:" \
      "    sudo rm -r '$build'"
  fi
  fail "Cannot write to $root. Copy the folder to where you may write, and start there."
}

free_kilobytes() { df -Pk "$root" 2>/dev/null | sed -n '2s/^.* \([0-9][0-9]*\)  *[0-9]*% .*$/\1/p'; }

check_space() {
  free=$(free_kilobytes)
  if [ -n "$free" ] && [ "$free" -lt 200000 ]; then
    fail "The disk is nearly full: $((free / 1024)) MB are left, and the set-up needs 200 MB." \
      'Make room, then start again.'
  fi
}

# A configured folder of another compiler or place is of no use (also if the clone was moved).
forget_old_build() {
  cached_root=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$build/CMakeCache.txt" 2>/dev/null)
  cxx_path=$(command -v -- "${cxx%% *}")
  cxx_version="$cxx_family $cxx_major"
  if [ "${cached_root:-$root}" != "$root" ] || [ "${state_root:-$root}" != "$root" ]; then
    say 'This folder was moved or copied; building anew.'
  elif [ "${state_cxx:-$cxx_path}" != "$cxx_path" ] ||
    [ "${state_version:-$cxx_version}" != "$cxx_version" ]; then
    say "The compiler is another than last time ($cxx_version now); building anew."
  else
    return 0
  fi
  clear_build
}

clear_build() {
  find "$build" -mindepth 1 -maxdepth 1 \
    ! -name '.lock*' ! -name .started ! -name setup.log -exec rm -rf {} + 2>/dev/null
}

configure() {
  # shellcheck disable=SC2086 # several arguments
  step 'Configuring' env CXX="$cxx" cmake --preset learn -S "$root" ${THREADLINGS_CMAKE_ARGS-}
}

# As many compilers at once as there are processors and memory for (700 MB each).
job_count() {
  jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null) || jobs=2
  kilobytes=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo 2>/dev/null)
  if [ -n "$kilobytes" ] && [ $((kilobytes / 700000)) -lt "$jobs" ]; then jobs=$((kilobytes / 700000)); fi
  if [ "$jobs" -lt 1 ]; then jobs=1; fi
}

compile() {
  job_count
  what='the runner and the judge'
  case $targets in *tools_tests) what='the runner, the judge and their tests' ;; esac
  # shellcheck disable=SC2086 # a list
  step "Building $what" cmake --build "$build" --parallel "$jobs" --target $targets
}

configure_and_compile() {
  left_over=''
  if [ -e "$build/CMakeCache.txt" ]; then left_over=1; fi
  configure && compile && return
  # What an earlier set-up left behind may be the cause, unless the compiler itself complained.
  if [ -n "$left_over" ] && ! no_network_seen && ! output_has 'No space left|FAILED: .*\.o'; then
    say 'Once more, from the beginning.'
    clear_build
    configure && compile && return
  fi
  explain_build_failure
}

no_network_seen() { output_has 'resolve host|connect to server|Timeout was reached|status_code: [1-9]'; }

explain_build_failure() {
  if output_has 'No space left'; then no_space "$root"; fi
  if no_network_seen; then
    fail 'A library could not be fetched: there is no network, or the server does not answer.' \
      "Install the libraries instead, or start again when there is a network. Details: $log"
  fi
  show_failure
  fail 'Threadlings could not be built. A fresh start: rm -r build; ./threadlings'
}

write_state() {
  if ! printf '%s\n' "$root" "$wishes" "$cxx_path" "$cxx_version" "$targets" >"$state.new"; then
    no_space "$root"
  fi
  touch -r "$build/.started" "$state.new" # a source that was saved meanwhile is newer than this
  mv -f "$state.new" "$state"
}

set_up() {
  if [ "$(uname -s)" != Linux ]; then
    fail 'Threadlings runs on Linux, WSL2 included.' \
      'Elsewhere a Linux container or a virtual machine does.'
  fi
  prepare_folder
  trap leave_lock EXIT
  trap interrupted INT TERM HUP
  take_lock
  if up_to_date; then return; fi # another start did it
  read_state
  check_space
  : >"$log"
  : >"$build/.started"
  if [ ! -x "$runner" ]; then say 'Threadlings sets itself up, once.'; fi
  look_around
  get_what_is_missing
  forget_old_build
  configure_and_compile
  write_state
}
