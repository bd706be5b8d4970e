#!/bin/bash
# Validates the menu entry and the metadata of the built flatpak with the tools of the SDK, which know the newest rules,
# and with those of this machine.
# usage: metadata.sh FILES_OF_THE_APP
set -euo pipefail

files=$(realpath "$1")
app=io.github.dictate_desktop.Dictate
validate="desktop-file-validate \"\$1/applications/$app.desktop\" &&
  appstreamcli validate --no-net --pedantic \"\$1/metainfo/$app.metainfo.xml\""

echo "validating menu entry and metadata in the SDK, then here"
flatpak run --user --filesystem="$files:ro" --command=sh org.freedesktop.Sdk//25.08 -c "appstreamcli --version; $validate" sh "$files/share"
sh -c "appstreamcli --version; ${validate/--pedantic/}" sh "$files/share"
