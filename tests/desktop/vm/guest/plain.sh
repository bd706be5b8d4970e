# A machine without an init system: udev, seatd, and the command. Up in about ten seconds.
mount -t tmpfs -o mode=755 tmpfs /run
[ -n "$VM_KEEP_TMP" ] || mount -t tmpfs tmpfs /tmp
mkdir -p /dev/pts /dev/shm /run/udev
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
ip link set lo up

modprobe -a evdev uinput
/usr/lib/systemd/systemd-udevd --daemon
for subsystem in input misc drm tty; do
    udevadm trigger --action=add --subsystem-match=$subsystem
done
udevadm settle --timeout=30

as_user=()
if [ -n "$VM_USER" ]; then
    usermod --append --groups input,video,audio,render "$VM_USER"
    user_id=$(id -u "$VM_USER")
    export HOME=$(getent passwd "$VM_USER" | cut -d: -f6) USER=$VM_USER LOGNAME=$VM_USER
    export XDG_RUNTIME_DIR=/run/user/$user_id
    mkdir -p "$XDG_RUNTIME_DIR"
    chown "$VM_USER:" "$XDG_RUNTIME_DIR"
    chmod 700 "$XDG_RUNTIME_DIR"
    # What Dictate's udev rule does on a desktop with logind.
    chgrp input /dev/uinput
    chmod 660 /dev/uinput
    SEATD_VTBOUND=0 seatd -g video -l info >/vm/out/seatd.log 2>&1 &
    for _ in $(seq 100); do
        [ -S /run/seatd.sock ] && break
        sleep 0.1
    done
    as_user=(setpriv "--reuid=$user_id" "--regid=$user_id" --init-groups)
fi

cut -d' ' -f1 /proc/uptime >/vm/ready
"${as_user[@]}" bash /vm/command.sh
echo $? >/vm/status
sync
echo o >/proc/sysrq-trigger
sleep 60
