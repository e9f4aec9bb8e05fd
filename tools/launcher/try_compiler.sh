#!/bin/sh
# Runs the explorers' own tests with the compiler $CXX, in a build folder of its own. What the tools
# are built with must be there.
#
#   CXX=g++-14 tools/launcher/try_compiler.sh            both explorers
#   CXX=g++-14 tools/launcher/try_compiler.sh explore    one of them (or: faults)
#
# Exit status: 0 if all tests passed.

set -eu
root=$(cd -P -- "$(dirname -- "$0")/../.." && pwd -P)
CXX=${CXX:-g++}
[ $# -gt 0 ] || set -- explore faults
targets='' tests=''
for tool; do
  case $tool in
    explore | faults) ;;
    *)
      echo "There is no explorer \"$tool\". Name one of: explore faults" >&2
      exit 2
      ;;
  esac
  targets="$targets ${tool}_tests ${tool}_programs"
  tests="$tests${tests:+|}$tool"
done
build=$root/build-tried/$(basename -- "$CXX")
cc=$(printf %s "$CXX" | sed 's/clang++/clang/; s/g++/gcc/')
command -v -- "$CXX" >/dev/null || {
  echo "There is no compiler $CXX here. Name one that there is: CXX=g++ $0" >&2
  exit 2
}
echo "Trying $("$CXX" --version | head -n 1) ..."
mkdir -p "$build"
quietly() { "$@" >"$build/log" 2>&1 || { tail -n 60 "$build/log"; exit 1; }; }
quietly cmake --preset learn -S "$root" -B "$build" "-DCMAKE_CXX_COMPILER=$CXX" \
  "-DCMAKE_C_COMPILER=$cc" -DTHREADLINGS_WERROR=ON
# shellcheck disable=SC2086 # a list
quietly cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" --target $targets
ctest --test-dir "$build" --output-on-failure --parallel "$(getconf _NPROCESSORS_ONLN)" \
  -R "^tool\\.($tests)"
