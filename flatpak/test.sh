#!/bin/bash
# Builds the flatpak on the stand-in runtime, with downloads disabled, and checks it: `make test-flatpak`.
# The runtime and the sources are kept in build/flatpak; delete that to start afresh.
# usage: test.sh WHEEL MODEL_FOLDER
set -euo pipefail

wheel=$(realpath "$1") model=$(realpath "$2")
cd "$(dirname "$0")/.."
work=build/flatpak
app=io.github.dictate_desktop.Dictate

# An installation of its own, so that the user's real runtimes stay as they are.
FLATPAK_USER_DIR=$PWD/$work/installation
export FLATPAK_USER_DIR
flatpak/standin/install.sh "$work"

echo "building the manifest, without network"
python3 flatpak/fetch_sources.py "$wheel"
flatpak-builder --user --force-clean --disable-rofiles-fuse --disable-download --state-dir="$work/state" \
  --repo="$work/repository" "$work/app" "flatpak/$app.yml" >"$work/build.log" 2>&1 || {
  tail -20 "$work/build.log"
  echo "test-flatpak: it could not be built; the whole log is $work/build.log" >&2
  exit 1
}
python3 flatpak/check/size.py "$work/app/files" docs/installing.md
flatpak/check/metadata.sh "$work/app/files"
flatpak/check.sh "$work/runtime" "$work/repository" "$model" "$work/result"
# tests/desktop/test_flatpak.py starts it from there, in the virtual machine, as another user.
flatpak --user remote-add --if-not-exists --no-gpg-verify built "file://$PWD/$work/repository"
flatpak --user remote-modify --url="file://$PWD/$work/repository" built
flatpak --user install -y --noninteractive --or-update built "$app" >>"$work/build.log"
chmod -R a+rX "$work/installation"
echo "test-flatpak passed: built, installed, and dictated into a window inside the sandbox; pictures in $work/result"
