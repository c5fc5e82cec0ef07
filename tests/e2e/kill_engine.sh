#!/usr/bin/env bash
# kill_engine.sh LEGWORK [KILLS] [SEED]: an engine that trades beside a simulated TWS is killed (SIGKILL) at moments drawn from SEED and
# started again over its journal. At the end its records and the broker must hold the same: nothing lost, nothing doubled.
set -euo pipefail
legwork=$1
kills=${2:-5}
RANDOM=${3:-1}
folder=$(mktemp -d)
sim='' engine='' placer=''
finish() {
  for process in $placer $engine $sim; do kill -9 "$process" 2>/dev/null || true; wait "$process" 2>/dev/null || true; done
  rm -rf "$folder"
}
trap finish EXIT
spread=SPXW:20260731:P:7300/7290
ask() { "$legwork" "$@" --socket "$folder/engine.sock" --wait 10; }
start_engine() {
  "$legwork" engine --account DU1000001 --port "$port" --gateway-time --journal "$folder/journal" --socket "$folder/engine.sock" \
    --limits "$folder/limits.toml" >"$folder/engine" 2>"$folder/engine.err" &
  engine=$!
}
ready() {
  for _ in $(seq 200); do
    if ask status 2>/dev/null | grep -q 'reconciled with the broker'; then return; fi
    kill -0 "$engine" 2>/dev/null || { cat "$folder/engine.err" >&2; start_engine; }
    sleep 0.1
  done
  echo "the engine does not come back" >&2
  cat "$folder/engine.err" >&2
  return 1
}

# Wide enough for orders at natural, one after the other.
cat >"$folder/limits.toml" <<'END'
collar_mid_bps = 5000
collar_close_bps = 10000
drift_max_bps = 10000
duplicate_window_s = 1
order_loss_max_usd = 100000
order_value_max_usd = 100000
underlying_loss_max_usd = 1000000
expiry_loss_max_usd = 1000000
account_loss_max_usd = 1000000
daily_loss_max_usd = 100000
drawdown_max_usd = 100000
trades_max_per_day = 10000
open_spreads_max = 10000
actions_free_per_day = 1000
month_average_max_orders = 390
END
"$legwork" sim --port 0 --seed 7 --quiet --start "2026-07-10 10:00:00" >"$folder/sim" 2>"$folder/sim.err" &
sim=$!
for _ in $(seq 300); do grep -q listening "$folder/sim" && break; sleep 0.1; done
port=$(sed -nE 's/^listening on .*:([0-9]+)$/\1/p' "$folder/sim")
start_engine
ready
for kill in $(seq "$kills"); do
  # Asked for twice under one key, as by somebody who got no answer.
  { ask order place "$spread" --limit natural --yes --key "kill-$kill" || true; ask order place "$spread" --limit natural --yes --key "kill-$kill" || true; } >"$folder/placed" 2>&1 &
  placer=$!
  sleep "0.$(printf '%03d' $((RANDOM % 700)))"
  kill -9 "$engine"
  wait "$engine" 2>/dev/null || true
  start_engine
  ready
  wait "$placer" || true
  placer=''
done
# What may have left and was never seen is proven absent by two pictures half a minute apart.
for _ in $(seq 90); do
  ask order list >"$folder/live"
  grep -qE 'Unknown|Sent|Writing|Durable' "$folder/live" || break
  sleep 1
done
if grep -qE 'Unknown|Sent|Writing|Durable' "$folder/live"; then echo "an order's fate is not known:" >&2; cat "$folder/live" >&2; exit 1; fi
"$legwork" journal verify "$folder/journal" --quiet >/dev/null
ask positions >"$folder/held"
! grep -q difference "$folder/held" || { cat "$folder/held" >&2; exit 1; }
ask order list --all >"$folder/orders"
units=$(awk '$2 == "Filled" { split($3, part, "/"); units += part[1] } END { print units + 0 }' "$folder/orders")
held=$(awk '$1 ~ /^[0-9]+$/ { if ($1 > most) most = $1 } END { print most + 0 }' "$folder/held")
echo "$kills kills, $(grep -c Filled "$folder/orders" || true) orders filled, $units units, $held held"
[ "$units" = "$held" ]
