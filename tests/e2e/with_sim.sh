#!/usr/bin/env bash
# with_sim.sh LEGWORK PROGRAM [ARGUMENT…]: runs PROGRAM 127.0.0.1:PORT ARGUMENT… beside a simulated TWS on a free port, and ends both.
set -euo pipefail
legwork=$1
program=$2
shift 2
said=$(mktemp)
"$legwork" sim --port 0 --seed 7 --quiet >"$said" &
sim=$!
trap 'kill "$sim" 2>/dev/null; wait "$sim" 2>/dev/null; rm -f "$said"' EXIT
port=
for _ in $(seq 600); do
  port=$(sed -nE 's/^listening on .*:([0-9]+)$/\1/p' "$said")
  if [ -n "$port" ]; then break; fi
  kill -0 "$sim" 2>/dev/null || { echo "the simulator ended before it listened" >&2; exit 1; }
  sleep 0.1
done
[ -n "$port" ] || { echo "the simulator does not listen" >&2; exit 1; }
"$program" "127.0.0.1:$port" "$@"
