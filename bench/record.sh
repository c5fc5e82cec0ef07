#!/usr/bin/env bash
# Writes results/scan.json and results/pricing.json from the release build: medians of five repetitions, without the names of this
# machine. Run it on a quiet one, with LEGWORK_DATA or LEGWORK_BENCH_CHAIN set.
#   record.sh [BIN]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=${1:-$here/../build/release/bin}
for name in scan pricing; do
  "$bin/${name}_bench" --benchmark_repetitions=5 --benchmark_report_aggregates_only=true --benchmark_format=json |
    sed -E '/"(host_name|executable)":/d' >"$here/results/$name.json"
done
