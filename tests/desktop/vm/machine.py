"""One run of the virtual machine: the processes, the deadline and the result."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.desktop.vm import requirements, screendump
from tests.desktop.vm.cache import cache_folder
from tests.desktop.vm.initramfs import initramfs
from tests.desktop.vm.job import Job, JobFolder
from tests.desktop.vm.kernel import Kernel, kernel
from tests.desktop.vm.requirements import VIRTIOFSD, VirtualMachineError

POLL_S = 0.2

ENDS_WITH_US = ["setpriv", "--pdeathsig", "KILL"]
"""A machine must not outlive the tests, however they end."""


@dataclass(frozen=True)
class Result:
    """`status` is the command's exit status, `ready_after_s` the guest's uptime when the command began."""

    status: int
    ready_after_s: float
    wall_s: float


class VirtualMachine:
    """A running machine. Use as a context manager; leaving it ends the machine, whatever it does.

    Raises VirtualMachineError when this machine cannot run one.
    """

    def __init__(self, job: Job) -> None:
        requirements.check()
        cache = cache_folder()
        self._job = job
        self._kernel = kernel(cache)
        self._initramfs = initramfs(cache, self._kernel)
        self._folder: JobFolder | None = None
        self._processes: list[subprocess.Popen[bytes]] = []
        self._began = 0.0

    def __enter__(self) -> VirtualMachine:
        self._began = time.monotonic()
        # A short path: those of Unix sockets may not exceed 107 bytes.
        self._folder = JobFolder(Path(tempfile.mkdtemp(prefix="dictate-vm-")), self._job)
        self._start_virtiofsd(self._folder)
        self._start_qemu(self._folder)
        return self

    def __exit__(self, *exception: object) -> None:
        for process in reversed(self._processes):
            process.kill()
            process.wait()
        if self._folder is not None:
            shutil.copy(self._folder.console, self._job.output / "kernel.log")
            shutil.rmtree(self._folder.path, ignore_errors=True)

    @property
    def running(self) -> bool:
        return self._processes[-1].poll() is None

    def poll(self) -> None:
        """Serve the guest's requests for pictures; call it now and then while waiting."""
        if self._folder is not None and self._job.display and self.running:
            screendump.take_requested(self._folder.qmp_socket, self._job.output)

    def wait(self, limit_s: float) -> Result:
        """Wait for the command's end. Raises VirtualMachineError at the time limit and when the guest died."""
        deadline = time.monotonic() + limit_s
        while self.running:
            if time.monotonic() > deadline:
                raise VirtualMachineError(f"The virtual machine was not done after {limit_s:.0f} s.")
            self.poll()
            time.sleep(POLL_S)
        return self.result()

    def result(self) -> Result:
        """What came of a machine that is no longer running. Raises VirtualMachineError when the guest died."""
        assert self._folder is not None
        status, ready = self._folder.status, self._folder.ready_after_s
        if status is None:
            raise VirtualMachineError(f"The virtual machine ended without a result.\n{self._last_words(self._folder)}")
        return Result(status, ready or 0.0, time.monotonic() - self._began)

    def _start_virtiofsd(self, folder: JobFolder) -> None:
        command = [
            *ENDS_WITH_US, str(VIRTIOFSD), f"--socket-path={folder.virtiofs_socket}", "-f",
            "-o", "source=/", "-o", "cache=always", "-o", "sandbox=chroot", "-o", "log_level=err",
            "--rlimit-nofile=200000",
        ]  # fmt: skip
        with folder.virtiofsd_log.open("wb") as log:
            self._processes.append(subprocess.Popen(command, stdout=log, stderr=log))
        deadline = time.monotonic() + 20
        while not folder.virtiofs_socket.exists():
            if time.monotonic() > deadline or self._processes[-1].poll() is not None:
                raise VirtualMachineError(f"virtiofsd did not start.\n{folder.virtiofsd_log.read_text()}")
            time.sleep(0.05)

    def _start_qemu(self, folder: JobFolder) -> None:
        console = self._job.output / "guest.log"
        command = qemu_command(self._job, self._kernel, self._initramfs, folder)
        with console.open("wb") as log:
            self._processes.append(
                subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
            )

    def _last_words(self, folder: JobFolder) -> str:
        logs = [folder.console, self._job.output / "guest.log", folder.virtiofsd_log]
        lines = [line for log in logs if log.exists() for line in log.read_text(errors="replace").splitlines()[-20:]]
        return "\n".join(lines)


def qemu_command(job: Job, chosen: Kernel, first_file_system: Path, folder: JobFolder) -> list[str]:
    """Emulated processors (TCG): KVM is not to be had inside most build machines."""
    options = (
        f"console=ttyS0 quiet loglevel=3 panic=-1 mitigations=off "
        f"dictate.modules={chosen.modules} dictate.snapshot={folder.snapshot} "
        f"dictate.root={job.root} "
    )
    display = ["-device", job.display] if job.display else []
    return [
        *ENDS_WITH_US, "qemu-system-x86_64",
        "-machine", "q35,memory-backend=memory", "-accel", "tcg,thread=multi", "-cpu", "max",
        "-smp", str(job.processors), "-m", str(job.memory_mib), "-nodefaults", "-no-reboot", "-display", "none",
        "-object", f"memory-backend-memfd,id=memory,size={job.memory_mib}M,share=on",
        "-kernel", str(chosen.image), "-initrd", str(first_file_system), "-append", options,
        "-serial", f"file:{folder.console}",
        "-chardev", f"socket,id=root,path={folder.virtiofs_socket}",
        "-device", "vhost-user-fs-pci,chardev=root,tag=host,queue-size=1024",
        "-virtfs", f"local,path={folder.path},mount_tag=job,security_model=none,multidevs=remap",
        "-virtfs", f"local,path={job.output.resolve()},mount_tag=out,security_model=passthrough,multidevs=remap",
        "-qmp", f"unix:{folder.qmp_socket},server=on,wait=off",
        "-device", "virtio-rng-pci", *display,
        "-device", "virtio-serial-pci", "-chardev", "stdio,id=console,signal=off",
        "-device", "virtconsole,chardev=console",
    ]  # fmt: skip


def follow(path: Path, write: Callable[[str], object] = sys.stderr.write) -> Callable[[], None]:
    """A function that passes on what was added to a log since it was last called."""
    position = 0

    def pass_on() -> None:
        nonlocal position
        if path.exists():
            with path.open("rb") as log:
                log.seek(position)
                added = log.read()
            position += len(added)
            write(added.decode(errors="replace"))

    return pass_on
