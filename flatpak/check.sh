#!/bin/bash
# Installs the built flatpak as an ordinary user, by its reference file, and starts it with an X server, a session bus, a
# sound server and a tray. Fails unless its rights are exactly the agreed ones, `dictate doctor` finds every part, window
# and tray are there, and what is said into the microphone arrives in the window of another program; the last also
# without network and devices. Last, portals.py, on today's xdg-desktop-portal where `make test-portals` brought its root.
# Leaves pictures and answers in OUT.
# usage: check.sh RUNTIME_REPOSITORY APP_REPOSITORY MODEL_FOLDER OUT
set -euo pipefail

app=io.github.dictate_desktop.Dictate
runtime=$(realpath "$1") repository=$(realpath "$2") model=$(realpath "$3")
mkdir -p "$4"
out=$(realpath "$4")
here=$(cd "$(dirname "$0")" && pwd)
portal_root=$(realpath -m "$here/../build/real-desktops/root")
[ -x "$portal_root/usr/libexec/xdg-desktop-portal" ] || portal_root=

if [ "$(id -u)" = 0 ]; then
  # An ordinary user of its own, gone afterwards. It gets links to the files, because this folder may be closed to it.
  user=dictate-flatpak-check
  userdel --remove "$user" 2>/dev/null || true
  useradd --create-home --shell /bin/bash "$user"
  home=$(getent passwd "$user" | cut -d: -f6)
  started_bus=
  if ! dbus-send --system --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.GetId >/dev/null 2>&1; then
    # flatpak's system helper is asked for over it, also for a user's own installation.
    mkdir -p /run/dbus
    rm -f /run/dbus/pid /run/dbus/system_bus_socket
    started_bus=$(dbus-daemon --system --fork --print-pid)
  fi
  # The portal of documents names files as they are in there.
  folder=/run/user/$(id -u "$user")
  rm -rf --one-file-system "$folder"
  mkdir -p /run/user
  install -d -m 0700 -o "$user" "$folder"
  trap '[ -z "$started_bus" ] || kill "$started_bus"; rm -rf --one-file-system "$folder"; chown -R root: "$out"; userdel --remove "$user" 2>/dev/null' EXIT
  mkdir -p "$home/in"
  cp -alL "$runtime" "$home/in/runtime"
  cp -alL "$repository" "$home/in/app"
  cp -aL "$model" "$home/in/model"
  cp -r "$here/check" "$home/in/check"
  python3 "$here/../packaging/flatpak_references.py" "$home/in" "file://$home/in/app"
  chmod -R a+rX "$home/in"
  chown -R "$user": "$out"
  runuser -u "$user" -- env -i HOME="$home" PATH=/usr/bin:/bin LC_ALL=C.UTF-8 OWN_RUNTIME_DIR="$folder" PORTAL_ROOT="$portal_root" \
    "$home/in/check/inside.sh" "$home/in/runtime" "$home/in/dictate.flatpakref" "$home/in/model" "$(basename "$model")" "$out" "$app"
else
  references=$(mktemp -d)
  trap 'rm -r "$references"' EXIT
  python3 "$here/../packaging/flatpak_references.py" "$references" "file://$repository"
  PORTAL_ROOT=$portal_root "$here/check/inside.sh" "$runtime" "$references/dictate.flatpakref" "$model" "$(basename "$model")" "$out" "$app"
fi
