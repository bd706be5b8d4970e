#!/bin/bash
# Builds the flatpak on the stand-in runtime, with downloads disabled, and checks it: `make test-flatpak`.
# The runtime and the sources are kept in build/flatpak; delete that to start afresh.
# usage: test.sh WHEEL MODEL_FOLDER
set -euo pipefail

wheel=$(realpath "$1") model=$(realpath "$2")
cd "$(dirname "$0")/.."
work=build/flatpak
branch=25.08
manifest=flatpak/io.github.dictate_desktop.Dictate.yml
standin=flatpak/standin

for tool in flatpak flatpak-builder ostree mmdebstrap dbus-daemon Xvfb openbox pulseaudio import xwininfo xdotool; do
  command -v "$tool" >/dev/null || {
    echo "$tool is missing. On Debian: apt-get install flatpak flatpak-builder ostree mmdebstrap dbus xvfb openbox" \
      "pulseaudio imagemagick x11-utils xdotool python3-gi"
    exit 1
  }
done

wanted=$(cat "$standin"/* | sha256sum)
if [ "$(cat "$work/runtime.made-from" 2>/dev/null)" != "$wanted" ]; then
  "$standin/root-file-system.sh" "$work/platform-root" "$standin/platform.txt"
  "$standin/root-file-system.sh" "$work/sdk-root" "$standin/platform.txt" "$standin/sdk.txt"
  "$standin/build-runtime.sh" "$work/platform-root" "$work/sdk-root" "$work/runtime" "$branch"
  echo "$wanted" >"$work/runtime.made-from"
fi

# An installation of its own, so that the user's real runtimes stay as they are.
FLATPAK_USER_DIR=$(realpath "$work")/installation
export FLATPAK_USER_DIR
flatpak --user remote-add --if-not-exists --no-gpg-verify standin "file://$(realpath "$work/runtime")"
flatpak --user install -y --noninteractive --or-update standin \
  "org.freedesktop.Platform//$branch" "org.freedesktop.Sdk//$branch"

python3 flatpak/fetch_sources.py "$wheel"
flatpak-builder --user --force-clean --disable-rofiles-fuse --disable-download --state-dir="$work/state" \
  --repo="$work/repository" "$work/app" "$manifest"
echo "size: $(du -sm "$work/app/files" | cut -f1) MB built"
flatpak/check.sh "$work/runtime" "$work/repository" "$model" "$work/result"
