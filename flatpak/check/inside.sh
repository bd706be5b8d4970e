#!/bin/bash
# The part of check.sh that runs as an ordinary user, in an installation and a home folder of its own.
# OWN_RUNTIME_DIR is an empty /run/user/UID, if there is one; PORTAL_ROOT has another xdg-desktop-portal than this machine.
# usage: inside.sh RUNTIME_REPOSITORY REFERENCE MODEL_FOLDER MODEL_NAME OUT APP_ID
set -euo pipefail

runtime=$1 reference=$2 model=$3 model_name=$4 out=$5 app=$6
here=$(cd "$(dirname "$0")" && pwd)

work=$(mktemp -d)
export HOME=$work/home XDG_RUNTIME_DIR=${OWN_RUNTIME_DIR:-$work/run} XDG_DATA_HOME=$work/home/.local/share
mkdir -p "$XDG_DATA_HOME"
mkdir -p -m 0700 "$XDG_RUNTIME_DIR"
unset FLATPAK_USER_DIR XDG_CONFIG_HOME XDG_CACHE_HOME WAYLAND_DISPLAY DISPLAY
started=()
trap 'kill "${started[@]}" 2>/dev/null || true; rm -rf "$work" 2>/dev/null || true' EXIT

fail() {
  echo "flatpak check: $*" >&2
  exit 1
}

start() {
  "$@" >>"$out/services.log" 2>&1 &
  started+=($!)
}

wait_for() {
  local seconds=$1
  shift
  for _ in $(seq "$seconds"); do
    "$@" && return 0
    sleep 1
  done
  return 1
}

echo "installing as user $(id -un), by the reference file"
flatpak --user remote-add --no-gpg-verify standin "file://$runtime"
flatpak --user install -y --noninteractive "$reference" >"$out/install.log" 2>&1 || {
  tail "$out/install.log"
  fail "it could not be installed by its .flatpakref"
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

# The library for x86-64-v3 is taken where the processor can, and only there.
echo "loading llama.cpp"
llama() { flatpak run --user "$@" --command=python3 "$app" -c 'import llama_cpp.llama_cpp as llama; print(llama.llama_print_system_info().decode())'; }
llama >"$out/llama.txt" || fail "llama.cpp does not load"
llama --env=GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2 >"$out/llama-old-processor.txt" || fail "llama.cpp does not load on an older processor"
if grep -qw avx2 /proc/cpuinfo; then
  grep -q "AVX2 = 1" "$out/llama.txt" || fail "llama.cpp does not use what the processor can: $(cat "$out/llama.txt")"
fi
if grep -q "AVX2 = 1" "$out/llama-old-processor.txt"; then fail "llama.cpp would end on an older processor"; fi

echo "transcribing a file without a display"
data=$HOME/.var/app/$app
mkdir -p "$data/data/dictate/models" "$data/config/dictate"
cp -a "$model" "$data/data/dictate/models/$model_name"
# With a settings file it is no first start, whose assistant would take the focus.
: >"$data/config/dictate/settings.toml"
flatpak run --user "$app" run --sample >"$out/sample.txt" 2>"$out/sample.log" ||
  fail "the recording was not transcribed: $(tail -1 "$out/sample.log")"
grep -qi "person you are calling" "$out/sample.txt" || fail "the recording was misheard: $(cat "$out/sample.txt")"
flatpak run --user --command=python3 "$app" - >"$work/speech.raw" <<'PYTHON'
import sys

from dictate.audio.files import read_audio
from dictate.system.resource_files import resource

sys.stdout.buffer.write((read_audio(resource("sample", "sample.flac")) * 32767).astype("<i2").tobytes())
PYTHON

mkdir "$work/outside"
flatpak run --user --command=python3 "$app" - >"$work/outside/sample.flac" <<'PYTHON'
import sys

from dictate.system.resource_files import resource

sys.stdout.buffer.write(resource("sample", "sample.flac").read_bytes())
PYTHON

start dbus-daemon --session --nofork --address="unix:path=$XDG_RUNTIME_DIR/bus"
bus=${started[-1]}
export DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus
export DISPLAY=:97
start Xvfb "$DISPLAY" -screen 0 1280x800x24
wait_for 30 xwininfo -root >/dev/null 2>&1 || fail "the X server did not start"
start openbox
start pulseaudio -n --daemonize=no --exit-idle-time=-1 --disable-shm -L "module-native-protocol-unix" \
  -L "module-pipe-source source_name=microphone file=$work/microphone format=s16le rate=16000 channels=1 source_properties=device.description=Microphone" \
  -L "module-null-sink sink_name=speakers"
wait_for 30 test -p "$work/microphone" || fail "PulseAudio did not start"
start /usr/bin/python3 "$here/microphone.py" "$work/microphone" "$work/speech.raw" "$out/spoken.txt"
speaker=${started[-1]}
start /usr/bin/python3 "$here/tray_host.py" "$out/tray.txt"
sleep 2

tray_item_is_there() { grep -q "^item" "$out/tray.txt"; }
window_is_there() { xdotool search --onlyvisible --name '^Dictate$' >/dev/null 2>&1; }
editor_is_there() { xdotool search --onlyvisible --name '^An editor$' >/dev/null 2>&1; }
# The first line is the state, the others say key, model and microphone.
in_state() { [ "$(flatpak run --user "$@" status 2>/dev/null | head -1)" = "$state" ]; }
was_spoken() { [ -s "$out/spoken.txt" ]; }
words_are_there() { grep -qi "person you are calling" "$1"; }

# Dictates inside the sandbox, in the program with tray and window, into the window of a program outside.
# usage: dictate_into_a_window NAME OPTIONS_OF_FLATPAK_RUN...
dictate_into_a_window() {
  local name=$1 doctor=$out/$1-doctor.json text=$out/$1-text.txt
  shift
  local sandbox=("$@" "$app")
  echo "dictating with ${*:-all rights}"
  : >"$out/tray.txt"
  rm -f "$out/spoken.txt"
  flatpak run --user "${sandbox[@]}" doctor --json >"$doctor" 2>>"$out/services.log" || true
  /usr/bin/python3 - "$doctor" "$name" <<'PYTHON' || fail "a part is missing inside the sandbox: see $doctor"
import json, sys

report = json.load(open(sys.argv[1]))
states = {part["id"]: part["state"] for part in report["parts"]}
for part in report["parts"]:
    print(f"  {part['state']:8} {part['title']}: {part['evidence']}")
needed = ("settings", "microphone", "detector", "model", "typing", "layout", "hotkey", "tray", "history")
# Rights that were taken away are said, with the command that gives them back.
sandbox = "ok" if sys.argv[2] == "all-rights" else "warning"
sys.exit(not report["works"] or states.get("sandbox") != sandbox or any(states.get(each) != "ok" for each in needed))
PYTHON

  start flatpak run --user "${sandbox[@]}"
  wait_for 60 tray_item_is_there || fail "no tray item came"
  local state=idle
  wait_for 60 in_state "${sandbox[@]}" || fail "the running program does not answer"
  # Started again, it brings the one that runs to the front.
  flatpak run --user "${sandbox[@]}" run >>"$out/services.log" 2>&1 || fail "a second start did not end well"
  wait_for 30 window_is_there || fail "no window came"
  start /usr/bin/python3 "$here/text_window.py" "$text"
  local editor=${started[-1]}
  wait_for 30 editor_is_there || fail "no editor came"
  xdotool search --onlyvisible --name '^An editor$' windowactivate --sync

  flatpak run --user "${sandbox[@]}" start
  state=recording
  wait_for 30 in_state "${sandbox[@]}" || fail "it does not record"
  kill -USR1 "$speaker"
  wait_for 180 was_spoken || fail "nobody listened to the microphone"
  sleep 1
  flatpak run --user "${sandbox[@]}" stop
  wait_for 180 words_are_there "$text" || fail "the words did not arrive in the window; there stands: $(cat "$text")"
  sleep 2
  import -window root "$out/$name.png"
  echo "  in the window: $(cat "$text")"
  flatpak kill "$app" || true
  kill "$editor"
  sleep 2
}

dictate_into_a_window all-rights
dictate_into_a_window without-network-and-devices --unshare=network --nodevice=all

echo "dictating on a desktop that has only portals for it"
# With its bus ends what flatpak asked it to start; the portal of documents can be mounted once.
kill "$bus"
documents_are_gone() { ! mountpoint -q "$XDG_RUNTIME_DIR/doc"; }
wait_for 30 documents_are_gone || fail "the portal of documents does not end"
unset DISPLAY DBUS_SESSION_BUS_ADDRESS
/usr/bin/python3 "$here/portals.py" "$app" "$speaker" "$out/spoken.txt" "$work/outside/sample.flac" "$out" \
  ${PORTAL_ROOT:+"$PORTAL_ROOT"} || fail "the portals do not serve it: see $out/portals.log"
