"""The first file system of the guest: busybox, the modules that reach the shared root, and `guest/initramfs.sh`."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.desktop.vm.kernel import Kernel
from tests.desktop.vm.requirements import VirtualMachineError

INIT = Path(__file__).with_name("guest") / "initramfs.sh"
MODULES = ["virtio_pci", "virtiofs", "9p", "9pnet_virtio", "overlay", "virtio_console"]
FOLDERS = ["bin", "modules", "proc", "sys", "dev", "new"]


def initramfs(cache: Path, kernel: Kernel) -> Path:
    """The file for qemu's -initrd, built anew when the kernel or the script changed."""
    fingerprint = hashlib.sha256(f"{kernel.release} {MODULES}".encode() + INIT.read_bytes()).hexdigest()[:16]
    archive = cache / f"initramfs-{fingerprint}.gz"
    if not archive.is_file():
        for outdated in cache.glob("initramfs-*.gz"):
            outdated.unlink()
        partial = archive.with_suffix(".partial")
        partial.write_bytes(gzip.compress(_archive(kernel), compresslevel=1))
        partial.rename(archive)
    return archive


def _archive(kernel: Kernel) -> bytes:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for folder in FOLDERS:
            (root / folder).mkdir()
        shutil.copy2(_busybox(), root / "bin" / "busybox")
        files = kernel.module_files(MODULES)
        for file in files:
            shutil.copy2(file, root / "modules" / file.name)
        (root / "modules" / "order").write_text("".join(f"{file.name}\n" for file in files))
        shutil.copy2(INIT, root / "init")
        (root / "init").chmod(0o755)
        entries = "".join(f"{path.relative_to(root)}\n" for path in sorted(root.rglob("*")))
        command = ["cpio", "--create", "--format=newc", "--quiet"]
        return subprocess.run(command, cwd=root, input=entries.encode(), stdout=subprocess.PIPE, check=True).stdout


def _busybox() -> str:
    found = shutil.which("busybox")
    if found is None:
        raise VirtualMachineError("The virtual machine needs: apt-get install busybox-static")
    return found
