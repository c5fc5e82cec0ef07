# Tables in our pages that are printed by the program, so that they cannot disagree with it. A page holds
#
#   <!-- legwork filters --format markdown -->
#   …what that command prints…
#   <!-- end -->
#
# and `./dev docs` prints it again. Sourced by ./dev; `docs --check` is a test.

pages_with_tables() { git ls-files -co --exclude-standard -- '*.md' | xargs grep -lE '^<!-- legwork .* -->$' || true; }

# The page $1 as it should be; $2 is the program.
rendered() {
  local line inside=
  while IFS= read -r line; do
    if [[ $line == '<!-- end -->' ]]; then inside=; fi
    if [ -z "$inside" ]; then printf '%s\n' "$line"; fi
    if [[ $line =~ ^'<!-- legwork '(.*)' -->'$ ]]; then
      inside=1
      # shellcheck disable=SC2086  # arguments are words without spaces, split on purpose
      "$2" ${BASH_REMATCH[1]} </dev/null || die "$1: legwork ${BASH_REMATCH[1]} failed"
    fi
  done <"$1"
  [ -z "$inside" ] || die "$1: a table without <!-- end -->"
}

# docs [--check] [LEGWORK]: prints every table again, or with --check names the stale pages and fails.
docs() {
  local check='' page fresh stale=0
  if [ "${1:-}" = --check ]; then check=1; shift; fi
  local legwork=${1:-build/release/bin/legwork}
  for page in $(pages_with_tables); do
    fresh=$(rendered "$page" "$legwork") || return 1
    if [ "$fresh" = "$(cat "$page")" ]; then continue; fi
    if [ -n "$check" ]; then
      echo "$page is stale; run ./dev docs" >&2
      stale=1
    else
      printf '%s\n' "$fresh" >"$page"
      echo "wrote $page"
    fi
  done
  return $stale
}
