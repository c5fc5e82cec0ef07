#!/usr/bin/env bash
# run_defects.sh [NAME…]: does the drill see what it is there for? Each patch in defects/ puts one published failure of a trading
# program into a copy of the committed tree; days are drilled, hostile and rough by turns, until an invariant breaks. Prints what was
# broken and after how many days; exit 1 when a defect lives through all of them. DEFECT_DAYS: how many at most (default 500).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
days_max=${DEFECT_DAYS:-500}
tree=build/defects/tree
if [ ! -d "$tree" ]; then git clone -q --shared . "$tree"; fi
git -C "$tree" fetch -q origin && git -C "$tree" checkout -q --force FETCH_HEAD
root=$PWD
if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_SLOPPINESS=pch_defines,time_macros; fi

build() { (cd "$tree" && cmake --preset release >configure.log 2>&1 && cmake --build --preset release --parallel "$(nproc)" --target drill >build.log 2>&1) || { cat "$tree/configure.log" "$tree/build.log" >&2; return 1; }; }

# The first of at most days_max days that breaks, and how; nothing when none does.
first_broken() {
  local day mix code out=$tree/day.txt
  for ((day = 1; day <= days_max; ++day)); do
    if ((day % 2)); then mix=hostile; else mix=rough; fi
    code=0
    timeout 120 "$tree/build/release/bin/drill" --mix $mix --seed $((9000 + day)) --days 1 --quiet --no-shrink >"$out" 2>&1 || code=$?
    if [ $code = 0 ]; then continue; fi
    local broken
    broken=$(sed -n '/^what broke:/,/^again:/p' "$out" | grep -oE '^  [A-Z_]+' | sort -u | tr -d ' ' | paste -sd' ')
    case $code in
      1) ;;
      124) broken="$broken (it did not end)" ;;
      *) broken="$broken (the program stopped itself: $(grep -m1 -iE 'assert|failed|what' "$out" | cut -c1-80))" ;;
    esac
    echo "$day $broken"
    return
  done
}

names=("$@")
if [ ${#names[@]} = 0 ]; then for patch in tests/drill/defects/*.patch; do names+=("$(basename "$patch" .patch)"); done; fi
build
clean=$(days_max=60 first_broken)
if [ -n "$clean" ]; then echo "without any defect the drill breaks on day $clean" >&2; exit 1; fi
caught=() missed=()
for name in "${names[@]}"; do
  patch=$root/tests/drill/defects/$name.patch
  git -C "$tree" apply "$patch" || { echo "$name does not apply any more: mend it" >&2; exit 1; }
  build
  read -r day how < <(first_broken; echo) || true
  git -C "$tree" apply -R "$patch"
  if [ -n "$day" ]; then caught+=("$day"); else missed+=("$name"); fi
  printf '%-34s %4s  %s\n' "$name" "${day:--}" "${how:-not caught in $days_max days}"
done
echo "${#caught[@]} of ${#names[@]} caught"
if [ ${#caught[@]} != 0 ]; then printf '%s\n' "${caught[@]}" | sort -n | awk '{ a[NR] = $1 } END { print "median day " a[int((NR + 1) / 2)] ", latest " a[NR] }'; fi
[ ${#missed[@]} = 0 ]
