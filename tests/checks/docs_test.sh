#!/usr/bin/env bash
# docs_test.sh LEGWORK: every table that is printed by the program says what the program says; and a stale one is found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
die() { echo "docs: $*" >&2; exit 1; }
source tools/docs.sh

docs --check "$1"

# A planted fault: one changed word inside a table.
planted=$(mktemp --suffix=.md)
trap 'rm -f "$planted"' EXIT
printf '# x\n<!-- legwork presets --format names -->\nno such preset\n<!-- end -->\nafter\n' >"$planted"
pages_with_tables() { echo "$planted"; }
if docs --check "$1" 2>/dev/null; then die "a stale table was not found"; fi
docs "$1" >/dev/null
docs --check "$1" || die "a table printed again is still stale"
[ "$(tail -n 1 "$planted")" = after ] || die "text after a table was lost"
