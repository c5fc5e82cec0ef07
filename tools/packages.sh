# Debian packages, by purpose, and `need PURPOSE…`, which installs those that are missing. Sourced by ./dev.
# Nothing else is ever installed on the machine; Debian 12 has all of it.

declare -A why packages

why[build]="compiler, build system and libraries"
packages[build]="clang-19 lld-19 cmake ninja-build git ca-certificates tzdata
  libboost1.81-dev libfmt-dev libhowardhinnant-date-dev libtomlplusplus-dev libcli11-dev nlohmann-json3-dev zlib1g-dev libsqlite3-dev libssl-dev
  libgtest-dev libgmock-dev libbenchmark-dev"

why[test]="sanitizers, fuzzer, linter, and valgrind to count instructions"
packages[test]="libclang-rt-19-dev clang-tidy-19 valgrind"

why[lint]="formatter, and g++ as a second opinion"
packages[lint]="clang-tidy-19 clang-format-19 g++"

why[node]="Node.js, for the comparison with DuckDB"
packages[node]="nodejs npm"

# The packages among "$@" that are not installed.
missing_packages() {
  local installed
  installed=" $(dpkg-query -W -f='${db:Status-Status} ${Package} ' "$@" 2>/dev/null || true)"
  local package
  for package in "$@"; do
    [[ $installed == *" installed $package "* ]] || echo "$package"
  done
}

# need PURPOSE…: quick and silent when nothing is missing.
need() {
  local purpose wanted=() missing
  # shellcheck disable=SC2206  # a list of words, split on purpose
  for purpose in "$@"; do wanted+=(${packages[$purpose]}); done
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "dev: not a Debian, so nothing is installed; what Debian 12 calls these is needed: ${wanted[*]}" >&2
    return
  fi
  mapfile -t missing < <(missing_packages "${wanted[@]}" | sort -u)
  [ ${#missing[@]} -gt 0 ] || return 0

  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || die "these packages are missing, and there is neither root nor sudo to install them. As root:
  apt-get update && apt-get install --no-install-recommends ${missing[*]}"
    as_root=(sudo)
  fi
  for purpose in "$@"; do echo "dev: $purpose needs ${why[$purpose]}"; done
  echo "dev: installing ${#missing[@]} packages: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}" >/dev/null
  echo "dev: installed"
}
