#!/bin/bash
# The part of check.sh that runs as an ordinary user, in an installation and a home folder of its own.
set -euo pipefail

runtime=$1 repository=$2 model=$3 model_name=$4 out=$5 app=$6

work=$(mktemp -d)
export HOME=$work/home XDG_RUNTIME_DIR=$work/run XDG_DATA_HOME=$work/home/.local/share
mkdir -p "$XDG_DATA_HOME"
mkdir -m 0700 "$XDG_RUNTIME_DIR"
unset FLATPAK_USER_DIR XDG_CONFIG_HOME XDG_CACHE_HOME WAYLAND_DISPLAY DISPLAY
started=()
trap 'kill "${started[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT

fail() {
  echo "$*" >&2
  exit 1
}

flatpak --user remote-add --no-gpg-verify standin "file://$runtime"
flatpak --user remote-add --no-gpg-verify dictate "file://$repository"
flatpak --user install -y --noninteractive dictate "$app" >"$out/install.log" 2>&1 || {
  tail "$out/install.log"
  fail "it could not be installed"
}

flatpak --user info --show-permissions "$app" >"$out/rights.txt"
/usr/bin/python3 - "$out/rights.txt" <<'PYTHON' || fail "the rights are not the agreed ones: see $out/rights.txt"
import configparser, sys

rights = configparser.ConfigParser()
rights.optionxform = str
rights.read(sys.argv[1])
found = {section: {key: set(filter(None, value.split(";"))) for key, value in rights[section].items()}
         for section in rights.sections()}
agreed = {
    "Context": {
        "shared": {"network", "ipc"},
        "sockets": {"x11", "wayland", "pulseaudio", "fallback-x11"},
        "devices": {"all"},
    },
    "Session Bus Policy": {"org.kde.StatusNotifierWatcher": {"talk"}},
}
# fallback-x11 is listed with x11, which flatpak then takes away where there is Wayland.
sys.exit(found != agreed)
PYTHON

models=$HOME/.var/app/$app/data/dictate/models
mkdir -p "$models"
cp -a "$model" "$models/$model_name"

# The whole pipeline, without display.
flatpak run --user "$app" run --sample >"$out/sample.txt" 2>"$out/sample.log" ||
  fail "the recording was not transcribed: $(tail -1 "$out/sample.log")"
grep -qi "person you are calling" "$out/sample.txt" || fail "the recording was misheard: $(cat "$out/sample.txt")"

start() {
  "$@" >>"$out/services.log" 2>&1 &
  started+=($!)
}

start dbus-daemon --session --nofork --address="unix:path=$XDG_RUNTIME_DIR/bus"
export DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus
export DISPLAY=:97
start Xvfb "$DISPLAY" -screen 0 1280x800x24
sleep 2
start openbox
start pulseaudio -n --daemonize=no --exit-idle-time=-1 --disable-shm -L "module-null-sink sink_name=speakers" -L "module-null-source source_name=microphone" \
  -L "module-native-protocol-unix"
start /usr/bin/python3 "$(dirname "$0")/tray_host.py" "$out/tray.txt"
sleep 2

status=0
flatpak run --user "$app" doctor --json >"$out/doctor.json" 2>"$out/doctor.log" || status=$?
/usr/bin/python3 - "$out/doctor.json" <<'PYTHON' || fail "a part is missing inside the sandbox: see $out/doctor.json"
import json, sys

parts = {part["id"]: part for part in json.load(open(sys.argv[1]))["parts"]}
for identifier, part in parts.items():
    print(f"  {part['state']:8} {part['title']}: {part['evidence']}")
needed = [part for part in parts.values() if part["title"] in ("Settings", "Microphone", "Speech detector", "Model", "History")]
sys.exit(len(needed) < 5 or any(part["state"] == "broken" for part in needed))
PYTHON

wait_for() {
  local seconds=$1
  shift
  for _ in $(seq "$seconds"); do
    "$@" && return 0
    sleep 1
  done
  return 1
}
tray_item_is_there() { grep -q "^item" "$out/tray.txt"; }
window_is_there() { xdotool search --onlyvisible --name dictate >/dev/null 2>&1; }

start flatpak run --user "$app"
wait_for 60 tray_item_is_there || fail "no tray item came"
flatpak run --user "$app" status >"$out/status.txt" 2>&1 ||
  fail "the running program does not answer: $(cat "$out/status.txt")"
# Started again, it brings the one that runs to the front.
flatpak run --user "$app" run >>"$out/services.log" 2>&1 || fail "a second start did not end well"
wait_for 30 window_is_there || fail "no window came"
sleep 2
import -window root "$out/screenshot.png"
xwininfo -root -tree >"$out/windows.txt"
echo "installed: $(flatpak --user info "$app" | grep -i installed || true)"
flatpak kill "$app" || true
echo "flatpak: rights as agreed, sample transcribed, tray item and window there; picture in $out/screenshot.png"
