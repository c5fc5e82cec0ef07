#!/usr/bin/env bash
# quickstart_test.sh LEGWORK PAGE: runs the page's ```sh blocks, one shell for all, in a folder that looks like the project after a
# build. Each command has to succeed. `./dev …` and installation lines are left out here: CI runs them anyway.
set -euo pipefail
legwork=$(realpath "$1")
page=$(realpath "$2")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

commands() { awk '/^```/ { inside = ($0 == "```sh"); next } inside && !/^(\.\/dev|git |cd |sudo |apt)/' "$1"; }

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir -p "$place/build/release"
ln -s "$(dirname "$legwork")" "$place/build/release/bin"
ln -s "$root/demo" "$root/tests" "$root/docs" "$root/src" "$place/"
export PATH="$place/build/release/bin:$PATH" XDG_CONFIG_HOME="$place/config"

# A planted fault: a page with a command that fails must fail.
printf '```sh\nlegwork no-such-command\n```\n' >"$place/planted.md"
if (cd "$place" && bash -euo pipefail <(commands planted.md)) >/dev/null 2>&1; then
  echo "quickstart: a failing command was not noticed" >&2
  exit 1
fi

commands "$page" >"$place/commands"
[ -s "$place/commands" ] || { echo "quickstart: no command in $page" >&2; exit 1; }
cd "$place"
bash -euxo pipefail commands </dev/null
