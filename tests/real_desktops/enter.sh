#!/bin/sh
# Runs a command in the root file system $1, with folders mounted read-only: $2 has a line for each, the folder of this
# machine, a tab, and where it is seen. $OUT is seen as /out.
# Started by `unshare --mount --pid`: mounts and processes end with it.
set -eu
root=$1
mounts=$2
shift 2
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/run"
mkdir -m 1777 "$root/tmp/.X11-unix"
tab=$(printf '\t')
printf '%s' "$mounts" | while IFS=$tab read -r folder seen; do
    mkdir -p "$root$seen"
    mount --bind "$folder" "$root$seen"
    mount -o remount,bind,ro "$root$seen"
done
mkdir -p "$root/out"
mount --bind "$OUT" "$root/out"
exec chroot "$root" "$@"
