#!/usr/bin/env bash
# Does Legwork install itself on a machine that has nothing? Builds a minimal Debian 12 in ROOT (debootstrap, minbase + git),
# gives it this machine's package configuration, clones the committed tree into it and runs COMMAND there as root.
#
#   tests/checks/bare_debian.sh ROOT [COMMAND]      default COMMAND: "./dev demo && ./dev test"
#   tests/checks/bare_debian.sh --remove ROOT
#
# Needs root, debootstrap and about 6 GB in ROOT. A ROOT that exists is used again, so a second run shows what a second run
# costs; the clone in it is brought to the commit that is checked out here. Nothing outside ROOT is changed.
set -euo pipefail
source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

die() { echo "bare_debian: $*" >&2; exit 1; }

# The first Debian archive that apt of this machine names, in either format of its lists.
mirror() {
  local uri
  uri=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null | grep -m1 -v security || true)
  echo "${uri:-http://deb.debian.org/debian}"
}

unmount() {
  local place
  for place in dev/shm dev proc; do
    if mountpoint -q "$root/$place"; then umount "$root/$place"; fi
  done
}

# apt sources, pins and keys; certificates; name resolution; npm's settings: whatever of it exists. What is there in ROOT goes
# first, since a link in it would lead back to this machine's own files.
copy_configuration() {
  local path
  for path in /etc/apt /usr/share/keyrings /etc/ssl/certs /usr/local/share/ca-certificates /etc/npmrc /usr/etc/npmrc "$HOME/.npmrc" \
              /etc/resolv.conf /etc/hosts; do
    if [ -e "$path" ]; then
      mkdir -p "$root$(dirname "$path")"
      rm -rf "${root:?}$path"
      cp -aL "$path" "$root$path"
    fi
  done
}

clone() {
  local commit
  commit=$(git -C "$source_dir" rev-parse HEAD)
  if [ ! -d "$root/legwork/.git" ]; then git clone -q --no-hardlinks "$source_dir" "$root/legwork"; fi
  git -C "$root/legwork" fetch -q "$source_dir" HEAD
  git -C "$root/legwork" checkout -q --force --detach "$commit"
  chown -R root:root "$root/legwork"
}

if [ "${1:-}" = --remove ]; then
  root=$(realpath "${2:?ROOT}")
  [ -e "$root/etc/debian_version" ] || die "$root holds no Debian"
  unmount
  rm -rf --one-file-system "$root"
  exit 0
fi

root=${1:?usage: bare_debian.sh ROOT [COMMAND]}
command=${2:-./dev demo && ./dev test}
[ "$(id -u)" = 0 ] || die "only root may build and enter a chroot"
command -v debootstrap >/dev/null || die "needs debootstrap (apt-get install debootstrap)"

if [ ! -e "$root/etc/debian_version" ]; then
  debootstrap --variant=minbase --include=git,ca-certificates bookworm "$root" "$(mirror)"
fi
root=$(realpath "$root")
trap unmount EXIT
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
mountpoint -q "$root/dev" || mount --bind /dev "$root/dev"
mountpoint -q "$root/dev/shm" || mount -t tmpfs tmpfs "$root/dev/shm"
copy_configuration
clone

echo "bare_debian: $(grep PRETTY_NAME "$root/etc/os-release"), $(chroot "$root" dpkg-query -W | wc -l) packages"
started=$SECONDS
status=0
chroot "$root" env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 CI=true \
  bash -c "cd /legwork && { $command; }" </dev/null || status=$?
echo "bare_debian: exit $status after $((SECONDS - started)) s, $(chroot "$root" dpkg-query -W | wc -l) packages"
exit "$status"
