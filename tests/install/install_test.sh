#!/bin/bash
# install_test.sh BUILD_DIR CXX: builds a user's program against what `cmake --install` gives, once with CMake
# and once with a compiler and pkg-config alone, and runs both against a server.
set -euo pipefail
build=$1
cxx=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
server=
cleanup() {
  [[ -z $server ]] || kill "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

cmake --install "$build" --component client --prefix "$work/installed" >/dev/null
# Moved, so that nothing can depend on where it was first.
mv "$work/installed" "$work/prefix"

cmake -S "$here/project" -B "$work/build" -DCMAKE_CXX_COMPILER="$cxx" \
  -DCMAKE_PREFIX_PATH="$work/prefix" >/dev/null
cmake --build "$work/build"

package=$(dirname "$(find "$work/prefix" -name assay-client.pc)")
# shellcheck disable=SC2046
"$cxx" -std=c++20 "$here/project/main.cc" -o "$work/train" \
  $(PKG_CONFIG_PATH="$package" pkg-config --cflags --libs assay-client)

mkfifo "$work/line"
"$build/server/assayd" --data "$work/data" --listen 127.0.0.1:0 >"$work/line" &
server=$!
read -r line <"$work/line"
ASSAY_SERVER=$(grep -oE '127\.0\.0\.1:[0-9]+' <<<"$line")
export ASSAY_SERVER ASSAY_SPOOL_DIR="$work/spool"
"$work/build/train"
"$work/train"
