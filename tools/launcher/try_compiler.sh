#!/bin/sh
# Runs the explorers' own tests with the compiler $CXX, in a build folder of its own. What the tools
# are built with must be there.
#
#   CXX=g++-14 tools/launcher/try_compiler.sh
#
# Exit status: 0 if all tests passed.

set -eu
root=$(cd -P -- "$(dirname -- "$0")/../.." && pwd -P)
CXX=${CXX:-g++}
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
quietly cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" --target explorers_tests
ctest --test-dir "$build" --output-on-failure --parallel "$(getconf _NPROCESSORS_ONLN)" \
  -R '^tool\.(explore|faults)'
