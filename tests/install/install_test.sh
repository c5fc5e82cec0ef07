#!/usr/bin/env bash
# install_test.sh BUILD_DIR CXX: installs the client library into an empty prefix, builds a project of somebody else's against it and
# nothing else, and runs it. Then a component that does not exist must be refused.
set -euo pipefail
build=$1
compiler=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
cmake --install "$build" --component tws --prefix "$prefix" >"$prefix/install.log"
cmake -G Ninja -S "$here/consumer" -B "$prefix/build" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_CXX_COMPILER="$compiler" >"$prefix/configure.log" ||
  { cat "$prefix/configure.log"; exit 1; }
cmake --build "$prefix/build"
"$prefix/build/consumer"

mkdir "$prefix/wrong"
cp "$here/consumer/main.cpp" "$prefix/wrong"
sed 's/COMPONENTS tws/COMPONENTS twz/' "$here/consumer/CMakeLists.txt" >"$prefix/wrong/CMakeLists.txt"
if cmake -G Ninja -S "$prefix/wrong" -B "$prefix/wrong/build" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_CXX_COMPILER="$compiler" >"$prefix/wrong.log" 2>&1; then
  echo "a component that does not exist was found"
  exit 1
fi
grep -q "there is no component twz" "$prefix/wrong.log" || { cat "$prefix/wrong.log"; exit 1; }
echo "installed, found, built and run"
