#!/bin/bash
# Installs the package in a bare Debian, dictates there without a display, upgrades it, purges it, and
# sees that nothing is left.
# Needs root and mmdebstrap.
# usage: check.sh PACKAGE MODEL_FOLDER WORK_FOLDER
set -euo pipefail

package=$(realpath "$1") model=$(realpath "$2")
mkdir -p "$3"
work=$(realpath "$3")
suite=${SUITE:-bookworm}
root=$work/debian-$suite

if [ ! -e "$root/etc/os-release" ]; then
  mmdebstrap --variant=minbase --aptopt='Acquire::Languages "none"' --include=ca-certificates "$suite" "$root"
fi

inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
files() { (cd "$root" && find etc usr opt srv var/lib -not -path 'var/lib/apt/*' -not -path 'var/lib/dpkg/*' -ipath '*dictate*'); }

# libraries read there what the processor can.
mount -t proc proc "$root/proc"
trap 'umount "$root/proc"; rm -rf "$work/older"' EXIT

cp "$package" "$root/root/dictate.deb"
mkdir -p "$root/root/.local/share/dictate/models"
cp -a "$model" "$root/root/.local/share/dictate/models/"

inside apt-get update -qq
inside apt-get install -y -qq --no-install-recommends /root/dictate.deb >"$work/install.log" 2>&1 ||
  { tail -20 "$work/install.log"; exit 1; }
installed=$(files | wc -l)

version=$(inside dictate --version)
text=$(cd "$root" && inside sh -c 'mkdir -p /tmp/empty && cd /tmp/empty && dictate run --sample')
# The library for x86-64-v3 is taken where the processor can, and only there.
llama() { inside "$@" /usr/lib/dictate/bin/python -c 'import llama_cpp.llama_cpp as llama; print(llama.llama_print_system_info().decode())'; }
llama >"$work/llama.txt"
llama GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2_Usable,-AVX2 >"$work/llama-old-processor.txt"
if grep -qw avx2 /proc/cpuinfo; then
  grep -q "AVX2 = 1" "$work/llama.txt" || { echo "llama.cpp does not use what the processor can"; exit 1; }
fi
if grep -q "AVX2 = 1" "$work/llama-old-processor.txt"; then echo "llama.cpp would end on an older processor"; exit 1; fi
explained=$(inside dictate type --explain --layout de 'Grüße')
[ -e "$root/usr/lib/udev/rules.d/70-dictate-uinput.rules" ] || { echo "the udev rule is missing"; exit 1; }
[ -e "$root/usr/share/man/man1/dictate.1.gz" ] || grep -q path-exclude "$root"/etc/dpkg/dpkg.cfg.d/* 2>/dev/null ||
  { echo "the manual page is missing"; exit 1; }
bytecode_before=$(find "$root/usr/lib/dictate" -name '*.pyc' | wc -l)
unowned=$(cd "$root" && find usr/lib/dictate -type f | sed 's|^|/|' | sort | comm -23 - <(inside dpkg -L dictate | sort))

# The same files as an older version, and from that the upgrade.
dpkg-deb --raw-extract "$package" "$work/older"
sed -i 's/^Version: .*/Version: 0.0.0~older/' "$work/older/DEBIAN/control"
dpkg-deb --root-owner-group -Zgzip -z1 --build "$work/older" "$root/root/older.deb" >>"$work/install.log"
rm -r "$work/older"
inside apt-get install -y -qq --allow-downgrades --no-install-recommends /root/older.deb >>"$work/install.log" 2>&1
inside apt-get install -y -qq --no-install-recommends /root/dictate.deb >>"$work/install.log" 2>&1
upgraded=$(inside dictate --version)
inside apt-get remove -y -qq dictate >>"$work/install.log" 2>&1
inside apt-get purge -y -qq dictate >>"$work/install.log" 2>&1
left=$(files)

echo "$version; said: $text"
echo "$installed files of its name installed, $bytecode_before of them bytecode; $(echo "$explained" | wc -l) lines explained"
[ "$upgraded" = "$version" ] || { echo "after the upgrade it says: $upgraded"; exit 1; }
[ -n "$text" ] || { echo "the sample gave no text"; exit 1; }
[ -z "$unowned" ] || { echo "files that the package does not own: $unowned"; exit 1; }
[ -z "$left" ] || { echo "left after purge: $left"; exit 1; }
echo "test-deb passed: $(basename "$package") ($(du -m "$package" | cut -f1) MB) installed on bare $suite, dictated, upgraded," \
  "and was purged without trace"
