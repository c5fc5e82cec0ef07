#!/usr/bin/env bash
# Counts the instructions of fixed pieces of work and compares them with results/instructions.txt; 5 % more fails.
#   instructions.sh PROGRAM [--update]
# Exit code 77: skipped, with the reason. Counts do not depend on the load of the machine; the C library is held to its portable
# kernels, so they hardly depend on its processor either.
set -euo pipefail
program=$1
recorded=$(dirname "${BASH_SOURCE[0]}")/results/instructions.txt
allowed=1.05
portable=glibc.cpu.hwcaps=-AVX,-AVX2,-FMA,-FMA4,-ERMS,-AVX512F
cases=(european_iv american_slice_iv preset_scan full_scan)

skip() { echo "skipped: $1"; exit 77; }
[ -z "${INSTRUCTIONS_SKIP:-}" ] || skip "$INSTRUCTIONS_SKIP"
command -v valgrind >/dev/null || skip "valgrind is not installed"

# Instructions within `measured` and what it calls.
count() {
  local log number
  log=$(GLIBC_TUNABLES=$portable valgrind --tool=callgrind --toggle-collect=measured --callgrind-out-file=/dev/null "$program" "$1" 2>&1) ||
    { echo "$log" >&2; return 1; }
  number=$(sed -nE 's/^.*Collected : ([0-9]+)$/\1/p' <<<"$log")
  [ "${number:-0}" -gt 0 ] || { echo "$1: nothing was counted" >&2; return 1; }
  echo "$number"
}

recorded_count() { awk -v name="$1" '$1 == name { print $2 }' "$recorded" 2>/dev/null || true; }

update() {
  local name number lines=()
  for name in "${cases[@]}"; do
    number=$(count "$name")
    lines+=("$name $number")
  done
  printf '%s\n' "${lines[@]}" | tee "$recorded"
}

# check NAME: fails when more than allowed.
check() {
  local now before
  now=$(count "$1") || return 1
  before=$(recorded_count "$1")
  [ -n "$before" ] || { echo "$1: not recorded; run instructions.sh PROGRAM --update"; return 1; }
  awk -v name="$1" -v now="$now" -v before="$before" -v allowed="$allowed" 'BEGIN {
    ratio = now / before
    verdict = ratio > allowed ? "too many" : ratio < 1 / allowed ? "fewer: record them with --update" : "ok"
    printf "%-18s %12d, recorded %12d, ratio %.3f  %s\n", name, now, before, ratio, verdict
    exit ratio > allowed
  }'
}

if [ "${2:-}" = --update ]; then
  update
  exit
fi
status=0
for name in "${cases[@]}"; do check "$name" || status=1; done
exit $status
