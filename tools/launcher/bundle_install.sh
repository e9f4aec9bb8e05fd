#!/bin/sh
# Sets up Threadlings from this folder, without a network:
#   ./install.sh [FOLDER]        FOLDER: where it is to live, ~/threadlings if left out
#
# Installs the packages that this machine lacks (as root or with sudo), copies the project to
# FOLDER, and builds it. A FOLDER that is there already is not touched: it may hold somebody's work.

set -u
here=$(cd -P -- "$(dirname -- "$0")" && pwd -P) || exit 1
folder=${1:-$HOME/threadlings}
trap 'rm -rf "${work-}"' EXIT
trap 'exit 130' INT TERM HUP
work=$(mktemp -d) || exit 1

say() { printf '%s\n' "$*"; }
fail() {
  for sentence; do printf '%s\n' "$sentence" >&2; done
  exit 1
}

code_name=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release 2>/dev/null)

fits() {
  [ -f "$here/packages/made_for" ] || return 1
  command -v apt-get >/dev/null || return 1
  [ "$(cat "$here/packages/made_for")" = "$code_name $(dpkg --print-architecture)" ]
}

# apt-get that knows this folder and nothing else.
local_apt() {
  # shellcheck disable=SC2086 # sudo, or nothing
  $become env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get \
    -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root \
    -o Acquire::Languages=none "$@" >>"$work/log" 2>&1
}

install_packages() {
  become=''
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || {
      say 'Packages cannot be installed: not root, and no sudo. Going on without.'
      return
    }
    become=sudo
    sudo -v || return
  fi
  # A path with spaces is none for apt.
  ln -s "$here/packages" "$work/packages"
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  echo "deb [trusted=yes] file:$work/packages ./" >"$work/sources.list"
  say 'Installing packages from this folder ...'
  # shellcheck disable=SC2046 # a list
  if ! { local_apt update &&
    local_apt install -y --no-install-recommends $(cat "$here/packages/wanted"); }; then
    fail 'The packages could not be installed:' "$(tail -n 6 "$work/log")"
  fi
}

copy_project() {
  if [ -e "$folder" ]; then
    fail "$folder is there already and may hold your work; nothing was changed. To bring it up to date:" \
      "    '$folder/threadlings' update --from '$here/threadlings'" \
      'or name another folder:' "    '$here/install.sh' FOLDER"
  fi
  if ! { mkdir -p "$folder.part" && cp -R "$here/threadlings/." "$folder.part/" &&
    mv "$folder.part" "$folder"; }; then
    fail "$folder could not be written."
  fi
}

# For a system whose packages do not have them: CMake takes these instead of fetching.
use_library_sources() {
  for file in "$here"/libraries/*; do
    [ -f "$file" ] || continue
    name=$(basename "$file")
    name=${name%%.*}
    mkdir -p "$folder/.threadlings/libraries/$name"
    case $file in
      *.zip) (cd "$folder/.threadlings/libraries/$name" && cmake -E tar xf "$file") ;;
      *) tar -C "$folder/.threadlings/libraries/$name" -xf "$file" ;;
    esac || continue
    set -- "$folder/.threadlings/libraries/$name"/*
    variable=$(printf '%s' "$name" | tr '[:lower:]' '[:upper:]')
    arguments="${arguments-} -DFETCHCONTENT_SOURCE_DIR_$variable=$1"
  done
}

copy_project
if fits; then
  install_packages
else
  say "The packages here are for $(cat "$here/packages/made_for" 2>/dev/null || echo 'no system'); using what is installed."
fi
use_library_sources
say "Building in $folder ..."
THREADLINGS_CMAKE_ARGS="${THREADLINGS_CMAKE_ARGS-}${arguments-}" "$folder/threadlings" list >"$work/log" ||
  fail "It could not be built; the lines above say why."
say "Ready. Start with:" "    cd '$folder' && ./threadlings"
