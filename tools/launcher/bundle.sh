#!/bin/sh
# Makes the archive for a workshop in a room without a network (`./threadlings bundle` starts it):
#   tools/launcher/bundle.sh ROOT FILE.tar.gz
#
# In it: the project without anybody's work, the Debian packages that the launcher would install
# with all that they depend on, the sources of the libraries (for other systems), and install.sh.
# Needs no root. Exit status: 1 if the archive could not be made; what is left out is said.

set -u
root=$1
archive=$2
trap 'rm -rf "${work-}"' EXIT
trap 'exit 130' INT TERM HUP
work=$(mktemp -d) || exit 1
bundle=$work/threadlings-bundle
mkdir -p "$bundle/packages" "$bundle/libraries"

say() { printf '%s\n' "$*"; }
fail() {
  for sentence; do printf '%s\n' "$sentence" >&2; done
  exit 1
}

# shellcheck source=tools/launcher/look.sh
. "$root/tools/launcher/look.sh"
# shellcheck source=tools/launcher/install.sh
. "$root/tools/launcher/install.sh"

size_of() { du -sh "$1" | cut -f 1; }

# ------------------------------------------------------------------ the project

# Everything but builds, history and state; the answers as they came.
add_project() {
  mkdir "$bundle/threadlings"
  tar -C "$root" --exclude=./.git --exclude='./build*' --exclude=./.threadlings --exclude=./.cache \
    --exclude=./compile_commands.json --exclude=node_modules --exclude='*.cpp.new' \
    --exclude='*.hpp.new' --exclude='*.yours' --exclude=./threadlings-bundle*.tar.gz -cf - . |
    tar -C "$bundle/threadlings" -xf - || fail 'The project could not be copied.'
  for stub in "$bundle"/threadlings/tests/*/stub; do
    key=${stub%/stub}
    cp "$stub"/* "$bundle/threadlings/lessons/${key##*/}/" || fail "The stub of ${key##*/} is missing."
  done
  say "  the project: $(size_of "$bundle/threadlings")"
}

# ------------------------------------------------------------------ packages

# apt-get as on a machine on which nothing is installed, and without touching this one.
empty_apt() {
  apt-get -o Dir::State::status="$work/status" -o Dir::State::lists="$lists" \
    -o Dir::Cache="$work/cache" -o Debug::NoLocking=1 -o APT::Sandbox::User="$(id -un)" \
    -o APT::Get::List-Cleanup=0 "$@"
}

add_packages() {
  if ! here_is apt-get || ! here_is dpkg-deb; then
    say '  packages: none, for this is no Debian or Ubuntu'
    return
  fi
  find_system
  missing_tools='compiler CMake Ninja' missing_libraries='GoogleTest Benchmark CLI11 fmt nlohmann'
  cxx_family='' cxx_major=''
  choose_packages
  : >"$work/status"
  mkdir -p "$work/cache/archives/partial" "$work/lists/partial"
  lists=/var/lib/apt/lists
  set -- "$lists"/*_Packages*
  if [ ! -e "$1" ]; then
    lists=$work/lists
    empty_apt update >"$work/log" 2>&1 || fail 'The package lists could not be read:' "$(tail -n 3 "$work/log")"
  fi
  say "  packages: fetching $packages and what they depend on ..."
  # shellcheck disable=SC2086 # a list
  if ! empty_apt install --download-only -y --no-install-recommends $packages >"$work/log" 2>&1; then
    fail 'The packages could not be fetched:' "$(tail -n 5 "$work/log")"
  fi
  mv "$work/cache/archives"/*.deb "$bundle/packages/" || fail 'The packages could not be moved.'
  list_packages >"$bundle/packages/Packages"
  printf '%s\n' "$packages" >"$bundle/packages/wanted"
  printf '%s %s\n' "$code_name" "$(dpkg --print-architecture)" >"$bundle/packages/made_for"
  set -- "$bundle"/packages/*.deb
  say "  packages: $# for ${code_name:-this system} on $(dpkg --print-architecture), $(size_of "$bundle/packages")"
}

# The index that apt needs to take a folder for a repository.
list_packages() {
  for package in "$bundle"/packages/*.deb; do
    dpkg-deb -f "$package"
    printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "${package##*/}" "$(wc -c <"$package")" \
      "$(sha256sum "$package" | cut -d ' ' -f 1)"
  done
}

# ------------------------------------------------------------------ library sources

# "NAME URL SHA256" for each library that CMake would fetch.
libraries_of_cmake() {
  sed -n -e 's/^ *FETCH \(.*\)$/\1/p' -e 's/^ *URL \(.*\)$/\1/p' -e 's/^ *SHA256 \([0-9a-f]*\)$/\1/p' \
    "$root/cmake/Dependencies.cmake" | paste -d ' ' - - -
}

add_libraries() {
  left_out=''
  while read -r name url hash; do
    [ -n "$hash" ] || continue
    file=$bundle/libraries/$name.${url##*.}
    curl -fsSL --connect-timeout 10 -o "$file" "$url" 2>/dev/null
    if ! printf '%s  %s\n' "$hash" "$file" | sha256sum -c >/dev/null 2>&1; then
      rm -f "$file"
      left_out="$left_out $name"
    fi
  done <<EOF_LIBRARIES
$(libraries_of_cmake)
EOF_LIBRARIES
  if [ -n "$left_out" ]; then
    say "  library sources: not to be had now, left out:$left_out"
    say '    (Debian and Ubuntu machines do without: the packages have them.)'
  else
    say "  library sources: $(size_of "$bundle/libraries")"
  fi
}

# ------------------------------------------------------------------ all together

say "Making $archive"
add_project
add_packages
add_libraries
if ! cp "$root/tools/launcher/bundle_install.sh" "$bundle/install.sh"; then
  fail 'install.sh could not be copied.'
fi
chmod +x "$bundle/install.sh"
if ! { tar -C "$work" -czf "$archive.part" threadlings-bundle && mv "$archive.part" "$archive"; }; then
  rm -f "$archive.part"
  fail "$archive could not be written; is the disk full?"
fi
say "$archive: $(size_of "$archive")"
say 'On each machine: tar -xzf '"${archive##*/}"' && threadlings-bundle/install.sh'
