#!/bin/bash
# Exports the two Debian trees as org.freedesktop.Platform and org.freedesktop.Sdk into a local repository, so that the
# unchanged manifest builds, installs and starts where the real runtime can't be had.
# usage: build-runtime.sh PLATFORM_TREE SDK_TREE REPOSITORY BRANCH
set -euo pipefail

platform_tree=$1 sdk_tree=$2 repository=$3 branch=$4
here=$(cd "$(dirname "$0")" && pwd)
arch=$(flatpak --default-arch)

# Files that flatpak writes itself when it starts a program.
written_by_flatpak=(passwd passwd- group group- shadow shadow- gshadow gshadow- machine-id resolv.conf hosts hostname
  localtime mtab timezone ld.so.cache)

make_like_freedesktop() {
  local usr=$1
  local etc=$usr/etc
  (cd "$etc" && rm -rf "${written_by_flatpak[@]}" ld.so.conf.d)
  # It must exist and be empty: only then does flatpak write one that names /app/lib.
  rm -f "$etc/ld.so.conf" && : >"$etc/ld.so.conf"
  # ALSA's default device is PulseAudio.
  local alsa=$etc/alsa/conf.d/99-pulseaudio-default.conf
  if [ -f "$alsa.example" ]; then cp --remove-destination "$alsa.example" "$alsa"; fi
  # One folder of programs.
  local program
  for program in "$usr"/sbin/*; do
    [ -e "$usr/bin/${program##*/}" ] || ln -s "../sbin/${program##*/}" "$usr/bin/${program##*/}"
  done
  python_like_freedesktop "$usr"
}

# Debian's Python installs into local/lib/python3/dist-packages, and refuses pip; that of the freedesktop runtime does
# neither, and has /app on its path.
python_like_freedesktop() {
  local usr=$1
  local python
  python=$(basename "$(ls -d "$usr"/lib/python3.[0-9]*)")
  local sysconfig=$usr/lib/$python/sysconfig/__init__.py
  rm -f "$usr/lib/$python/EXTERNALLY-MANAGED"
  # The trees are hard links: write a new file instead of changing the old one.
  sed "s/prefix_scheme = 'posix_local'/prefix_scheme = 'posix_prefix'/" "$sysconfig" >"$sysconfig.new"
  mv "$sysconfig.new" "$sysconfig"
  mkdir -p "$usr/lib/python3/dist-packages"
  echo "import site; site.addsitedir('/app/lib/$python/site-packages')" >"$usr/lib/python3/dist-packages/00-app.pth"
}

export_runtime() {
  local tree=$1 name=$2
  local work
  work=$(mktemp -d -p "$(dirname "$repository")")
  mkdir -p "$work/files" "$work/var"
  cp -al "$tree/usr" "$work/usr"
  cp -a "$tree/etc" "$work/usr/etc"
  make_like_freedesktop "$work/usr"
  if [ -x "$work/usr/bin/appstreamcli" ] && [ ! -e "$work/usr/bin/appstream-compose" ]; then
    install -m 0755 "$here/appstream-compose" "$work/usr/bin/appstream-compose"
  fi
  find "$work/usr" -xdev -perm /6000 -exec chmod a-s {} +
  find "$work/usr" -xdev \( -type b -o -type c -o -type p -o -type s \) -delete
  chmod -R u+rwX,a+rX "$work/usr"
  mkdir -p "$work"/usr/lib/{extensions,sdk,debug} "$work/usr/share/runtime/locale"
  cat >"$work/metadata" <<METADATA
[Runtime]
name=$name
runtime=org.freedesktop.Platform/$arch/$branch
sdk=org.freedesktop.Sdk/$arch/$branch

[Environment]
XDG_CONFIG_DIRS=/app/etc/xdg:/etc/xdg
XDG_DATA_DIRS=/app/share:/usr/share:/usr/share/runtime/share:/run/host/user-share:/run/host/share
METADATA
  flatpak build-export --runtime --files=usr --arch="$arch" --subject="stand-in $name//$branch from Debian packages" \
    "$repository" "$work" "$branch"
  rm -rf "$work"
}

rm -rf "$repository"
ostree --repo="$repository" init --mode=archive-z2
ostree --repo="$repository" config set core.fsync false
export_runtime "$platform_tree" org.freedesktop.Platform
export_runtime "$sdk_tree" org.freedesktop.Sdk
flatpak build-update-repo --no-update-appstream "$repository"
