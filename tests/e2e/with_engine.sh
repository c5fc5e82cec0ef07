#!/usr/bin/env bash
# with_engine.sh LEGWORK PROGRAM [ARGUMENT…]: runs PROGRAM SOCKET ARGUMENT… beside an order engine and a simulated TWS, and ends all.
set -euo pipefail
legwork=$1
program=$2
shift 2
folder=$(mktemp -d)
sim='' engine=''
finish() {
  for process in $engine $sim; do kill "$process" 2>/dev/null || true; wait "$process" 2>/dev/null || true; done
  rm -rf "$folder"
}
trap finish EXIT
# wait_for FILE PATTERN PROCESS: the first group of the line.
wait_for() {
  local found
  for _ in $(seq 600); do
    found=$(sed -nE "s|$2|\1|p" "$1")
    if [ -n "$found" ]; then echo "$found"; return; fi
    kill -0 "$3" 2>/dev/null || { echo "it ended before it was ready:" >&2; cat "$1" "$1.err" >&2; return 1; }
    sleep 0.1
  done
  echo "it is not ready" >&2
  return 1
}
"$legwork" sim --port 0 --seed 7 --quiet --start "2026-07-10 10:00:00" >"$folder/sim" 2>"$folder/sim.err" &
sim=$!
port=$(wait_for "$folder/sim" '^listening on .*:([0-9]+)$' "$sim")
"$legwork" engine --account DU1000001 --port "$port" --gateway-time --journal "$folder/journal" --socket "$folder/engine.sock" \
  >"$folder/engine" 2>"$folder/engine.err" &
engine=$!
wait_for "$folder/engine" '^engine at (.*)$' "$engine" >/dev/null
for _ in $(seq 100); do
  if "$legwork" status --socket "$folder/engine.sock" 2>/dev/null | grep -q 'reconciled with the broker'; then break; fi
  sleep 0.1
done
"$program" "$folder/engine.sock" "$@"
