#!/bin/bash
# Builds the stand-in runtime, unless it is there already, and installs it for the user (see FLATPAK_USER_DIR).
# usage: install.sh WORK_FOLDER
set -euo pipefail

work=$1
branch=25.08
here=$(cd "$(dirname "$0")" && pwd)

wanted=$(cd "$here" && cat appstream-compose build-runtime.sh platform.txt root-file-system.sh sdk.txt | sha256sum)
if [ "$(cat "$work/runtime.made-from" 2>/dev/null)" != "$wanted" ]; then
  echo "building the stand-in runtime from Debian packages (ten minutes, once)"
  mkdir -p "$work"
  "$here/root-file-system.sh" "$work/platform-root" "$here/platform.txt"
  "$here/root-file-system.sh" "$work/sdk-root" "$here/platform.txt" "$here/sdk.txt"
  "$here/build-runtime.sh" "$work/platform-root" "$work/sdk-root" "$work/runtime" "$branch"
  rm -rf "$work/platform-root" "$work/sdk-root"
  echo "$wanted" >"$work/runtime.made-from"
fi
repository=file://$(realpath "$work/runtime")
flatpak --user remote-add --if-not-exists --no-gpg-verify standin "$repository"
# The checkout may have been moved since the remote was added.
flatpak --user remote-modify --url="$repository" standin
flatpak --user install -y --noninteractive --or-update standin \
  "org.freedesktop.Platform//$branch" "org.freedesktop.Sdk//$branch"
