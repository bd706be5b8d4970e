#!/bin/bash
# Second program of the guest, on the shared root: what both kinds of machine need, then the kind that was asked for.
#
# /vm            the job, shared with the host: guest/ (these scripts), job.sh, command.sh
# /vm/out        $OUT, the folder whose contents come back
# VM_USER        who runs command.sh (empty: root)
# VM_SESSION     1: systemd, logind and a session of VM_USER on tty1; else this shell starts all there is
# VM_KEEP_TMP    1: the host's /tmp shows through, because the project lies in it
# VM_OPEN        folders that VM_USER must be able to enter (a project or a Python below /root)
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb
exec </dev/null >/dev/hvc0 2>&1
source /vm/job.sh

mkdir -p /vm/out
mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,access=client out /vm/out
for folder in "${VM_OPEN[@]}"; do
    chmod a+rx "$folder"
done
if [ -n "$VM_USER" ]; then
    id "$VM_USER" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "$VM_USER"
fi
if [ -n "$VM_SESSION" ]; then
    source /vm/guest/session.sh
else
    source /vm/guest/plain.sh
fi
