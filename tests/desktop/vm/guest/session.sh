# A machine with systemd and logind: VM_USER has a real session on seat0, tty1, and gets /dev/uinput as on a desktop,
# by an access control list that udev's `uaccess` tag asks for. KWin, Mutter and GNOME Shell need this.
printf '%s\n' evdev uinput >/etc/modules-load.d/dictate-vm.conf
echo 'KERNEL=="uinput", SUBSYSTEM=="misc", OPTIONS+="static_node=uinput", TAG+="uaccess"' \
    >/etc/udev/rules.d/60-dictate-vm.rules

cat >/etc/systemd/system/dictate-vm.target <<UNIT
[Unit]
Requires=basic.target dictate-vm.service
Wants=dbus.socket systemd-logind.service systemd-user-sessions.service
After=basic.target
AllowIsolate=yes
UNIT

cat >/etc/systemd/system/dictate-vm.service <<UNIT
[Unit]
Requires=dbus.socket systemd-logind.service
Wants=systemd-udev-settle.service
After=basic.target dbus.socket systemd-logind.service systemd-user-sessions.service systemd-udev-settle.service
[Service]
User=$VM_USER
PAMName=login
TTYPath=/dev/tty1
StandardInput=tty
TTYReset=yes
TTYVHangup=yes
UtmpIdentifier=tty1
UtmpMode=user
Environment=XDG_SESSION_TYPE=wayland XDG_SESSION_CLASS=user XDG_SEAT=seat0 XDG_VTNR=1 LANG=C.UTF-8 TERM=linux PATH=$PATH
ExecStartPre=+/bin/sh -c 'chmod 666 /dev/hvc0; cut -d" " -f1 /proc/uptime >/vm/ready'
ExecStart=/bin/bash -c 'exec >/dev/hvc0 2>&1 </dev/null; bash /vm/command.sh; echo \$\$? >/vm/out/.status'
ExecStopPost=+/bin/sh -c 'mv /vm/out/.status /vm/status; journalctl -b --no-pager >/vm/out/journal.log 2>&1; sync; echo o >/proc/sysrq-trigger'
UNIT

# What the tests do not need; together these units take longer than all the others.
unneeded=(
    apparmor.service apt-daily.timer cron.service dev-hugepages.mount dev-mqueue.mount docker.service docker.socket
    e2scrub_reap.service getty.target keyboard-setup.service ldconfig.service networking.service nftables.service
    postgresql.service proc-sys-fs-binfmt_misc.automount sys-fs-fuse-connections.mount sys-kernel-debug.mount
    sys-kernel-tracing.mount systemd-ask-password-wall.path systemd-binfmt.service systemd-hwdb-update.service
    systemd-journal-flush.service systemd-machine-id-commit.service systemd-networkd.service systemd-pstore.service
    systemd-random-seed.service systemd-resolved.service systemd-sysctl.service systemd-sysusers.service
    systemd-timesyncd.service systemd-tmpfiles-clean.timer systemd-tmpfiles-setup.service systemd-update-utmp.service
    tmp.mount
)
for unit in "${unneeded[@]}"; do
    ln -sf /dev/null "/etc/systemd/system/$unit"
done
: >/etc/fstab
exec </dev/console >/dev/console 2>&1
exec /lib/systemd/systemd --unit=dictate-vm.target
