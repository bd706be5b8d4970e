"""What the machine must have before a virtual machine can start, and a sentence for each thing that is missing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

VIRTIOFSD = Path("/usr/lib/qemu/virtiofsd")

PACKAGE_OF_PROGRAM = {
    "qemu-system-x86_64": "qemu-system-x86",
    "busybox": "busybox-static",
    "cpio": "cpio",
    "modprobe": "kmod",
    "depmod": "kmod",
    "apt-get": "apt",
    "dpkg": "dpkg",
    "udevadm": "udev",
    "seatd": "seatd",
}


class VirtualMachineError(Exception):
    """The virtual machine cannot be started, or ended without a result; the text says why and what to do."""


class UnsuitableMachineError(VirtualMachineError):
    """No package can mend it: the virtual machine is not for this user or this kind of machine."""


def check() -> None:
    """Raise VirtualMachineError when packages are missing, UnsuitableMachineError when they would not help."""
    if os.geteuid() != 0:
        raise UnsuitableMachineError(
            "The virtual machine shares this machine's root file system, which only root may do: run the tests as root."
        )
    if os.uname().machine != "x86_64":
        raise UnsuitableMachineError(f"The virtual machine is written for x86_64, and this is {os.uname().machine}.")
    search = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin"
    missing = {package for name, package in PACKAGE_OF_PROGRAM.items() if shutil.which(name, path=search) is None}
    if not VIRTIOFSD.is_file():
        missing.add("qemu-system-common")
    if missing:
        raise VirtualMachineError(f"The virtual machine needs: apt-get install {' '.join(sorted(missing))}")
