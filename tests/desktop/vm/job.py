"""The folder that tells the guest what to do, and the files that it answers with."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.desktop.vm.cache import PROJECT

GUEST_SCRIPTS = Path(__file__).with_name("guest")
SNAPSHOT = ["dictate", "packaging", "resources", "tests", "pyproject.toml"]
THIS_MACHINE = Path("/")


@dataclass(frozen=True)
class Job:
    """What a machine is started for.

    `command` runs as `user` in the project's folder; `user` may be empty for root. With `session` the machine has
    systemd and a logind session. `output` is what the command sees as $OUT; it is made when missing, never emptied.
    """

    command: list[str]
    output: Path
    user: str = "tester"
    session: bool = False
    display: str = ""
    """A qemu display device such as virtio-vga, for compositors that want a screen of their own."""
    memory_mib: int = 4096
    processors: int = 2
    environment: dict[str, str] = field(default_factory=dict)
    readable: tuple[Path, ...] = ()
    """Folders of this machine that the user must be able to read, beside the project and its Python."""
    root: Path = THIS_MACHINE
    """The root file system that the guest boots: this machine's, or a folder that holds another one. There it sees of
    this machine the project and what is `readable`, at the same paths."""


class JobFolder:
    """The job on disk: `ready` and `status` are written by the guest."""

    def __init__(self, folder: Path, job: Job) -> None:
        self.path = folder
        self.console = folder / "console.log"
        self.virtiofsd_log = folder / "virtiofsd.log"
        self.qmp_socket = folder / "qmp"
        self.virtiofs_socket = folder / "virtiofs"
        self.snapshot = folder / "snapshot"
        folder.chmod(0o755)
        shutil.copytree(GUEST_SCRIPTS, folder / "guest")
        (folder / "job.sh").write_text(_job_script(job))
        (folder / "command.sh").write_text(_command_script(job))
        shared = [] if job.root == THIS_MACHINE else [str(each) for each in job.readable]
        (folder / "shared").write_text("".join(f"{each}\n" for each in shared))
        job.output.mkdir(parents=True, exist_ok=True)
        job.output.chmod(0o777)
        _take_snapshot(self.snapshot)

    @property
    def ready_after_s(self) -> float | None:
        """The guest's uptime when the command began; None before that."""
        text = _read(self.path / "ready")
        return float(text) if text else None

    @property
    def status(self) -> int | None:
        """The exit status of the command; None while it runs, and for ever when the guest died."""
        text = _read(self.path / "status")
        return int(text) if text else None


def _job_script(job: Job) -> str:
    closed = " ".join(shlex.quote(str(folder)) for folder in _closed_folders(job))
    return (
        f"VM_USER={shlex.quote(job.user)}\n"
        f"VM_SESSION={'1' if job.session else ''}\n"
        f"VM_OPEN=({closed})\n"
        f"VM_KEEP_TMP={'1' if _needs_tmp(job) else ''}\n"
    )  # fmt: skip


def _command_script(job: Job) -> str:
    variables = {"OUT": "/vm/out", "DICTATE_IN_TEST_VM": "1", **job.environment}
    exports = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())
    return f"cd {shlex.quote(str(PROJECT))}\n{exports}{shlex.join(job.command)}\n"


def _needs_tmp(job: Job) -> bool:
    """Whether something that the user must read lies below /tmp, which is otherwise empty in the guest."""
    return any(Path("/tmp") in way.parents for way in _ways(job))


def _closed_folders(job: Job) -> list[Path]:
    """Folders on the way to what the user must read which an ordinary user may not enter, /root above all."""
    folders = {folder for way in _ways(job) for folder in (way, *way.parents)}
    return sorted(folder for folder in folders if folder.stat().st_mode & 0o005 != 0o005)


def _ways(job: Job) -> list[Path]:
    """What of this machine the user must reach. Another root has a Python of its own."""
    python = [Path(sys.executable).resolve().parent] if job.root == THIS_MACHINE else []
    return [PROJECT, *python, *job.readable]


def _take_snapshot(folder: Path) -> None:
    """The sources as they are now, at their own paths below `folder`: others may edit them while the guest runs."""
    target = folder / PROJECT.relative_to("/")
    target.mkdir(parents=True)
    for name in SNAPSHOT:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, target / name, symlinks=True)
        else:
            shutil.copy2(source, target / name)
    for copied in [target, *target.parents]:
        if copied == folder:
            break
        shutil.copystat(Path("/") / copied.relative_to(folder), copied)


def _read(path: Path) -> str:
    return path.read_text().strip() if path.exists() else ""


def processors_of_this_machine() -> int:
    return max(1, min(4, os.cpu_count() or 1))
