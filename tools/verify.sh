# `./dev test`, `./dev lint` and `./dev fuzz`. Sourced by ./dev. Every stage runs even after one failed; each test counts, and so
# does each stage that is no test run.

tidy_files_max=8   # in CI, of the changed files, and without the path-sensitive checks; ./dev lint does all
fuzz_seconds=60     # in all
# Libraries with threads. Their unit tests run under ThreadSanitizer once they exist.
threaded_libraries=(io tws_client desk server)

passed=0
failed=0
failures=()

# stage NAME COMMAND…: counts as one.
stage() {
  local name=$1
  shift
  step "$name"
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); failures+=("$name"); fi
}

skip() { printf '\n== %s: skipped, %s\n' "$1" "$2"; }

# test_run NAME BUILD_DIR CTEST_ARGUMENT…: counts every test case in every program.
test_run() {
  local name=$1 dir=$2 report=$2/ctest.xml status=0 good bad
  shift 2
  step "$name"
  rm -f "$report"
  ctest --test-dir "$dir" --parallel "$jobs" --output-on-failure --no-tests=error --output-junit ctest.xml \
    --test-output-size-passed 4000000 --test-output-size-failed 4000000 "$@" || status=$?
  read -r good bad < <(count_cases "$report")
  if [ "$status" != 0 ] && [ "$bad" = 0 ]; then bad=1; fi
  passed=$((passed + good))
  failed=$((failed + bad))
  if [ "$bad" != 0 ]; then failures+=("$name"); fi
  skipped_cases "$report"
  echo "$name: $good passed, $bad failed"
}

# What was left out, with its reason: "skipped: …" of a test that says so itself; GoogleTest prints the reason on the line after
# "file:line: Skipped".
skipped_cases() {
  [ -e "$1" ] || return 0
  awk '
    { sub(/^.*<system-out>/, "") }
    /^skipped: / { print }
    /: Skipped$/ { getline reason }
    /^\[  SKIPPED \] .* ms\)/ { print "skipped: " $4 ", " reason }' "$1"
}

# "GOOD BAD" of ctest's report. A GoogleTest program counts as many as it says; any other test, or one that died, as one.
count_cases() {
  [ -e "$1" ] || { echo "0 1"; return; }
  awk '
    function close_case() {
      if (!open) return
      if (ok == 0 && ko == 0 && status == "run") ok = 1
      if (ko == 0 && status == "fail") ko = 1
      good += ok; bad += ko; open = 0
    }
    /<testcase / { close_case(); open = 1; ok = 0; ko = 0; match($0, /status="[a-z]*"/); status = substr($0, RSTART + 8, RLENGTH - 9) }
    /^\[  PASSED  \] [0-9]+ test/ { ok += $4 }
    /^\[  FAILED  \] [0-9]+ test/ { ko += $4 }
    END { close_case(); print good + 0, bad + 0 }' "$1"
}

# Sources to lint: all, or those changed since the main line (or, on it, since the commit before) with a bound in CI.
sources() { git ls-files -co --exclude-standard -- 'src/*.cpp' 'examples/*.cpp' 'bench/*.cpp' 'fuzz/*.cpp' 'tests/*.cpp'; }

changed_sources() {
  local base
  base=$(git merge-base HEAD origin/main 2>/dev/null || true)
  if [ -z "$base" ] || [ "$base" = "$(git rev-parse HEAD)" ]; then base=$(git rev-parse -q --verify HEAD~1 || true); fi
  if [ -z "$base" ]; then sources; return; fi
  # A changed header stands for the sources named after it.
  { git diff --name-only --diff-filter=d "$base"; git ls-files -o --exclude-standard; } |
    sed -nE 's/\.hpp$/.cpp/p; s/\.cpp$/&/p' | sort -u | grep -Fxf <(sources) || true
}

tidy() {
  local checks=()
  [ $# -gt 0 ] || { echo "no source changed"; return; }
  if [ -n "${CI:-}" ]; then checks=(--checks='-clang-analyzer-*'); fi
  if [ -n "${CI:-}" ] && [ $# -gt $tidy_files_max ]; then
    echo "$# sources changed; the first $tidy_files_max are looked at here, all of them by ./dev lint"
    set -- "${@:1:tidy_files_max}"
  fi
  printf '%s\0' "$@" | xargs -0 -n 1 -P "$jobs" clang-tidy-19 -p build/release --quiet "${checks[@]}" 2>&1 | { grep -v 'warnings* generated' || true; }
}

fuzz() {
  local targets=(build/asan/bin/*_fuzz) target name status=0
  [ -x "${targets[0]}" ] || { echo "no fuzz target"; return; }
  local each=$(($1 / ${#targets[@]}))
  for target in "${targets[@]}"; do
    name=$(basename "$target" _fuzz)
    local found=build/asan/fuzz/$name
    mkdir -p "$found/corpus"
    echo "-- $name, $each s"
    "$target" -max_total_time="$each" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$found/" \
      "$found/corpus" "fuzz/corpus/$name" 2>"$found/log" || { status=1; tail -n 40 "$found/log"; }
    grep -E 'stat::number_of_executed_units|^Done' "$found/log" || true
  done
  return $status
}

# What a sanitizer finds ends the program; names instead of addresses in its report come from binutils.
sanitized_tests() {
  local preset=$1
  shift
  export ASAN_OPTIONS=allow_addr2line=1 UBSAN_OPTIONS=print_stacktrace=1:allow_addr2line=1 TSAN_OPTIONS=allow_addr2line=1
  test_run "tests, $preset" "build/$preset" "$@"
}

thread_tests() {
  local library existing=()
  for library in "${threaded_libraries[@]}"; do if [ -d "src/$library" ]; then existing+=("${library}_test"); fi; done
  if [ ${#existing[@]} = 0 ]; then skip "ThreadSanitizer" "no library has threads yet"; return; fi
  stage "build, tsan" build tsan "${existing[@]}"
  sanitized_tests tsan -R "^($(IFS='|'; echo "${existing[*]}"))\$"
}

# An independent client from npm plays a day against the simulated TWS at every server version it knows.
foreign_client() {
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then need node; fi
  local folder=build/foreign/stoqey
  mkdir -p "$folder"
  cp tests/foreign/stoqey/* "$folder"
  npm ci --prefix "$folder" --silent --no-audit --no-fund
  node "$folder/run_days.mjs" build/release/bin/legwork 157 193
}

verdict() {
  printf '\n'
  if [ ${#failures[@]} != 0 ]; then printf 'failed: %s\n' "${failures[@]}"; fi
  echo "took $SECONDS s"
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

run_tests() {
  local changed
  stage "build, release" build release
  test_run "all tests, release" build/release
  stage "a foreign client's days" foreign_client
  stage "drill, $drill_days days" run_drill
  stage "build, asan" build asan unit_tests fuzz_targets
  sanitized_tests asan -L unit
  thread_tests
  mapfile -t changed < <(changed_sources)
  stage "linter on changed files" tidy "${changed[@]}"
  stage "fuzzing" fuzz $fuzz_seconds
  verdict
}

formatted() { git ls-files -co --exclude-standard -- '*.cpp' '*.hpp' | xargs clang-format-19 --dry-run --Werror; }

run_lint() {
  local all
  mapfile -t all < <(sources)
  stage "formatter" formatted
  stage "build, release" build release
  test_run "layers, bans and documents" build/release -R '^legwork_checks$'
  CI='' stage "linter on everything" tidy "${all[@]}"
  stage "build, gcc" build gcc
  test_run "unit tests, gcc" build/gcc -L unit
  verdict
}
