# The pages that are printed from the code, so that they cannot disagree with it. Sourced by ./dev; `--check` is a test.

# FILE = arguments of `legwork` whose output the file holds.
generated_pages=(
  "docs/reference/filters.md = filters --format markdown"
  "docs/reference/presets.md = presets --format markdown"
)

# docs [--check] [LEGWORK]: writes every page, or with --check names those that differ and fails.
docs() {
  local check=
  if [ "${1:-}" = --check ]; then check=1; shift; fi
  local legwork=${1:-build/release/bin/legwork} entry file fresh stale=0
  fresh=$(mktemp)
  for entry in "${generated_pages[@]}"; do
    file=${entry%% = *}
    # The arguments are words without spaces, split on purpose.
    # shellcheck disable=SC2086
    "$legwork" ${entry#* = } >"$fresh" || die "legwork ${entry#* = } failed"
    if cmp -s "$fresh" "$file"; then continue; fi
    if [ -n "$check" ]; then
      echo "$file is stale; run ./dev docs" >&2
      stale=1
    else
      mkdir -p "$(dirname "$file")"
      cp "$fresh" "$file"
      chmod 644 "$file"
      echo "wrote $file"
    fi
  done
  rm -f "$fresh"
  return $stale
}
