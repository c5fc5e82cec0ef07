# `./dev drill [DAYS]`: faulted days of all three mixes, on two processes. Sourced by ./dev. Seeds come from the commit, so that every
# commit looks at other days; days that once broke something come first.

drill_days=600
drill_regressions=tests/drill/regression_days.txt

# The commit as a number; without git the first days.
drill_seed() { echo $((16#$(git rev-parse --short=7 HEAD 2>/dev/null | grep -E '^[0-9a-f]+$' || echo 1))); }

# drill_mix NAME DAYS SEED ARGUMENT…
drill_mix() {
  local mix=$1 days=$2 seed=$3
  shift 3
  build/release/bin/drill --mix "$mix" --days "$days" --seed "$seed" --quiet --json "build/drill/$mix.json" "$@"
}

drill_once_broken() {
  local mix seed rest
  while read -r mix seed rest; do
    case $mix in '#'* | '') continue ;; esac
    build/release/bin/drill --mix "$mix" --seed "$seed" --quiet >"build/drill/$mix-$seed.txt" || { cat "build/drill/$mix-$seed.txt"; return 1; }
  done <$drill_regressions
}

run_drill() {
  local days=${1:-$drill_days} seed status=0 hostile rough
  [[ $days =~ ^[1-9][0-9]*$ ]] || die "drill: '$days' is no number of days"
  mkdir -p build/drill
  seed=$(drill_seed)
  hostile=$((days / 4)) rough=$((days / 2))
  # A short run cannot meet every fault.
  local coverage=()
  if [ "$days" -ge "$drill_days" ]; then coverage=(--require-coverage); fi
  { drill_mix rough "$rough" "$seed" && drill_once_broken; } >build/drill/rough.txt 2>&1 &
  local other=$!
  { drill_mix hostile "$hostile" "$seed" "${coverage[@]}" && drill_mix calm $((days - rough - hostile)) "$seed"; } || status=1
  wait "$other" || status=1
  cat build/drill/rough.txt
  return $status
}
