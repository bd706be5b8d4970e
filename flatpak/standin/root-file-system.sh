#!/bin/bash
# Unpacks a Debian tree with the listed packages into a folder: raw material for a stand-in runtime.
# usage: root-file-system.sh FOLDER LIST...
set -euo pipefail

folder=$1
shift
packages=$(sed -e 's/#.*//' "$@" | xargs | tr ' ' ',')

rm -rf "$folder"
mkdir -p "$folder"
# Debian 13 has the Python of freedesktop 25.08: 3.13.
mmdebstrap --variant=minbase \
  --aptopt='Acquire::Languages "none"' \
  --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --include="$packages" trixie - |
  tar --extract --directory="$folder" --no-same-owner --exclude='./dev/*'
