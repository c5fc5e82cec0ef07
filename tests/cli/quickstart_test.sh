#!/usr/bin/env bash
# Runs every command of docs/QUICKSTART.md, in order, as a reader would: lines that begin with "$ " in its console blocks.
# ./dev commands are left out: this test runs inside ./dev test. $1: the program.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
ln -s "$(realpath "$1")" "$bin/legwork"
export PATH=$bin:$PATH XDG_CONFIG_HOME=$bin/config
ran=0
while IFS= read -r line; do
  [[ $line == '$ '* ]] || continue
  command=${line#'$ '}
  [[ $command != ./dev* && $command != 'git clone'* && $command != 'export PATH'* ]] || continue
  echo "$command"
  bash -o pipefail -c "$command" >"$bin/out" 2>&1 || { cat "$bin/out"; echo "quickstart: this command failed"; exit 1; }
  [ -s "$bin/out" ] || [[ $command == *'>'* ]] || { echo "quickstart: this command printed nothing"; exit 1; }
  ran=$((ran + 1))
done <docs/QUICKSTART.md
echo "$ran commands ran"
[ "$ran" -ge 10 ]
