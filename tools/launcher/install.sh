# shellcheck shell=sh
# Part of the launcher: installs what is missing, or says how to.

# Sets system (the package manager) and code_name.
find_system() {
  code_name=$(sed -n 's/^[A-Z]*_CODENAME=//p' /etc/os-release 2>/dev/null)
  system=unknown
  for manager in apt-get dnf pacman zypper apk; do
    if here_is "$manager"; then
      system=$manager
      return
    fi
  done
}

# What apt would install of package $1, or nothing if its lists do not say.
apt_version() {
  LC_ALL=C apt-cache policy "$1" 2>/dev/null |
    sed -n -e '/(none)/d' -e 's/^ *Candidate: *\([0-9]*:\)\{0,1\}//p'
}

apt_compiler() {
  offered=$(apt_version g++)
  if [ -z "$offered" ]; then
    case $code_name in *jammy*) echo g++-12 ;; *) echo g++ ;; esac
    return
  fi
  if at_least "${offered%%-*}" 12 0; then
    echo g++
    return
  fi
  for version in 14 13 12; do
    if at_least "$(apt_version "g++-$version")" 12 0; then
      echo "g++-$version"
      return
    fi
  done
}

# The Debian packages for what is missing. Sets apt_trouble if some of it is not to be had there.
choose_packages() {
  packages='' apt_trouble=''
  case $missing_tools in
    *compiler*)
      compiler_package=$(apt_compiler)
      [ -n "$compiler_package" ] || apt_trouble="g++ 12 or newer"
      packages=$compiler_package
      ;;
    *'standard library'* | *sanitizers*)
      case $cxx_family in
        g++) packages="g++-$cxx_major" ;;
        *) packages="g++ libclang-rt-$cxx_major-dev" ;;
      esac
      ;;
  esac
  case $missing_tools in
    *CMake*)
      offered=$(apt_version cmake)
      case $offered$code_name in *jammy*) offered=${offered:-3.22} ;; esac
      if [ -n "$offered" ] && ! at_least "$offered" 3 25; then
        apt_trouble="${apt_trouble:+$apt_trouble and }CMake 3.25 or newer"
      else
        packages="$packages cmake"
      fi
      ;;
  esac
  case $missing_tools in *Ninja*) packages="$packages ninja-build" ;; esac
  case $missing_libraries in *GoogleTest*) packages="$packages libgtest-dev" ;; esac
  case $missing_libraries in *Benchmark*) packages="$packages libbenchmark-dev" ;; esac
  case $missing_libraries in *CLI11*) packages="$packages libcli11-dev" ;; esac
  case $missing_libraries in *fmt*) packages="$packages libfmt-dev" ;; esac
  case $missing_libraries in *nlohmann*) packages="$packages nlohmann-json3-dev" ;; esac
  case $missing_libraries in *libvterm*) packages="$packages libvterm-dev" ;; esac
  case $missing_libraries in *git*) packages="$packages git" ;; esac
  packages=${packages# }
}

say_apt_trouble() {
  say "This system's own packages do not have $apt_trouble."
  case $apt_trouble in
    *g++*)
      say 'Debian 12, Ubuntu 22.04 and newer have such a compiler. If you have one elsewhere:'
      say '    CXX=/path/to/g++ ./threadlings'
      ;;
  esac
  case $apt_trouble in
    *CMake*)
      say 'A newer CMake comes with any one of these; then start again:'
      say '    sudo snap install cmake --classic'
      say '    pipx install cmake'
      say '    the apt repository at https://apt.kitware.com'
      ;;
  esac
}

# Sets become (how to become root, may be empty); fails if there is no way.
find_root_rights() {
  become=''
  [ "$(id -u)" = 0 ] && return 0
  here_is sudo || return 1
  become='sudo'
}

may_ask() { [ -t 0 ] && [ -t 2 ]; }

# The package lists are missing, or older than a day.
apt_lists_old() {
  lists=/var/lib/apt/lists
  set -- "$lists"/*_Packages*
  [ -e "$1" ] || return 0
  [ -z "$(find "$lists" "$lists/partial" -prune -mtime -1 2>/dev/null)" ]
}

run_apt() {
  run_apt_label=$1
  shift
  # shellcheck disable=SC2086 # become may hold an option, or nothing
  step "$run_apt_label" $become env DEBIAN_FRONTEND=noninteractive LC_ALL=C \
    apt-get -o DPkg::Lock::Timeout=120 "$@"
}

apt_install() {
  # shellcheck disable=SC2086 # a list
  run_apt "Installing packages" install -y --no-install-recommends $packages
}

say_command() {
  sudo=${become:+sudo }
  say "    ${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends $packages"
}

# sudo asks for the password now, not in the middle of the progress line.
wake_sudo() {
  if may_ask; then
    sudo -v && return
    say 'sudo did not let you in.'
  else
    become='sudo -n'
    sudo -n true 2>/dev/null && return
    say 'sudo wants a password here, and there is no terminal to type it.'
  fi
  return 1
}

install_with_apt() {
  if [ -n "$become" ]; then wake_sudo || return 1; fi
  updated=''
  if apt_lists_old; then
    run_apt 'Reading the package lists' update
    updated=1
    choose_packages # now that the lists say what there is
    if [ -n "$apt_trouble" ]; then
      say_apt_trouble
      return 1
    fi
  fi
  if apt_install; then return 0; fi
  if output_has 'dpkg --configure -a'; then # an earlier installation was interrupted
    # shellcheck disable=SC2086
    step 'Finishing an earlier installation' \
      $become env DEBIAN_FRONTEND=noninteractive dpkg --configure -a
    if apt_install; then return 0; fi
  elif [ -z "$updated" ]; then
    run_apt 'Reading the package lists' update
    if apt_install; then return 0; fi
  fi
  show_failure
  if output_has 'No space left|enough free space'; then no_space /var/cache/apt; fi
  if output_has 'Could not resolve|Failed to fetch|Unable to locate|Connection'; then
    say 'Is there a network? (Packages come from the servers named in /etc/apt/.)'
  fi
  return 1
}

other_system() {
  say 'To install it:'
  case $system in
    dnf)
      say '    sudo dnf install gcc-c++ libasan libubsan libtsan cmake ninja-build \'
      say '        gtest-devel google-benchmark-devel cli11-devel fmt-devel json-devel'
      ;;
    pacman)
      say '    sudo pacman -S --needed gcc cmake ninja gtest benchmark cli11 fmt nlohmann-json'
      ;;
    zypper)
      say '    sudo zypper install gcc-c++ cmake ninja \'
      say '        gtest benchmark-devel cli11-devel fmt-devel nlohmann_json-devel'
      ;;
    apk)
      say '    sudo apk add clang compiler-rt g++ cmake ninja \'
      say '        gtest-dev benchmark-dev cli11-dev fmt-dev nlohmann-json'
      say '    CXX=clang++ ./threadlings      (here g++ has no sanitizers)'
      ;;
    *)
      say "    with your system's package manager: g++ or clang++ with its sanitizers, CMake, Ninja,"
      say '    GoogleTest, Google Benchmark, CLI11, fmt, nlohmann-json'
      ;;
  esac
  case $missing_libraries in
    *libvterm*) say '    and libvterm (libvterm-devel), for the tests that verify runs' ;;
  esac
  case $missing_libraries in *git*) say '    and git, for the tests that verify runs' ;; esac
}

# Without a tool there is no way on; a library can be fetched.
go_on_or_stop() {
  if [ -n "$missing_tools" ]; then exit 2; fi
  case $missing_libraries in
    libvterm* | git*) ;; # they come last, and are not fetched
    *) say 'Going on without: CMake fetches the missing libraries into build/ (needs a network, once).' ;;
  esac
  case $missing_libraries in
    *libvterm*) say 'Without libvterm the tests of the watch mode will fail.' ;;
  esac
  case $missing_libraries in *git*) say 'Without git the tests of updates will fail.' ;; esac
}

get_what_is_missing() {
  [ -n "$missing_tools$missing_libraries" ] || return 0
  all=$missing_tools${missing_tools:+${missing_libraries:+, }}$missing_libraries
  say "Threadlings needs what this machine does not have yet: $all."
  if [ -n "${CXX-}" ] && [ -z "$cxx" ]; then
    fail 'Set CXX to a newer compiler, or unset it to let this script look for one.'
  fi
  find_system
  if [ "$system" != apt-get ]; then
    other_system
    go_on_or_stop
    return
  fi
  choose_packages
  if [ -n "$apt_trouble" ]; then
    say_apt_trouble
    exit 2
  fi
  if ! find_root_rights; then
    say 'You may not install packages here (not root, and no sudo). Somebody who may can do it with'
    say_command
    go_on_or_stop
    return
  fi
  if [ -z "$yes" ]; then
    if ! may_ask; then
      fail 'To install it:' '    ./threadlings --yes' 'or by hand:' "$(say_command 2>&1)"
    fi
    say 'It comes with'
    say_command
    if ! confirm 'Do this now? [y/n] '; then
      say 'Nothing was installed.'
      go_on_or_stop
      return
    fi
  fi
  if ! install_with_apt; then
    say 'The packages could not be installed. To try by hand:'
    say_command
    go_on_or_stop
    return
  fi
  look_around
  if [ -n "$missing_tools" ]; then fail "Still missing after the installation: $missing_tools."; fi
}

confirm() {
  while :; do
    printf '%s' "$1" >&2
    IFS= read -r answer || return 1
    case $answer in
      [yY] | [yY][eE][sS]) return 0 ;;
      [nN] | [nN][oO]) return 1 ;;
    esac
  done
}
