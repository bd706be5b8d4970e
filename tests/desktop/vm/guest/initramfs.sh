#!/bin/busybox sh
# First program of the guest: puts the host's root file system under a layer in memory and starts the second stage.
PATH=/bin
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev

while read -r module; do
    insmod "/modules/$module" || echo "initramfs: cannot load $module"
done < /modules/order

give_up() {
    echo "initramfs: $1"
    poweroff -f
}

share() { # tag, folder
    mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=none,access=any "$1" "$2"
}

option() {
    sed -n "s/.* dictate\.$1=\([^ ]*\).*/\1/p" /proc/cmdline
}

under_memory() { # folder, where it is seen; what is written there is in memory
    layers=$((layers + 1))
    mkdir -p "/root/memory/$layers/upper" "/root/memory/$layers/work" "$2"
    mount -t overlay -o "lowerdir=$1,upperdir=/root/memory/$layers/upper,workdir=/root/memory/$layers/work" overlay "$2" \
        || give_up "no overlay of $1"
}

layers=0
mkdir -p /root/host /root/memory
mount -t virtiofs -o ro host /root/host || give_up "no shared root"
mount -t tmpfs -o mode=755 memory /root/memory
under_memory "/root/host$(option root)" /new

modules="/new/lib/modules/$(uname -r)"
mkdir -p /new/vm "$modules"
share job /new/vm || give_up "no job"
mount -o bind "/root/host$(option modules)" "$modules"

while read -r folder; do
    under_memory "/root/host$folder" "/new$folder"
done < /new/vm/shared

# The project as it was when the machine was started, whatever is edited meanwhile.
cp -a "/root/host$(option snapshot)/." /new/ || give_up "no snapshot"

mount -o move /proc /new/proc
mount -o move /sys /new/sys
mount -o move /dev /new/dev
exec switch_root /new /bin/bash /vm/guest/second-stage.sh
