"""The disk that a home's data lie on: one that can be filled, or one whose power can be cut."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.faults.home import Home
from tests.faults.plan import Breakage, Scenario

_SMALL_BYTES = 8_000_000
_SMALL_FILES = 300
_IMAGE_BYTES = 16_000_000
_MKFS = ("mkfs.ext4", "-q", "-F", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0")
"""Nothing is left to be prepared once it is mounted: the image has to come to rest."""
_STEADY_TRIES = 200
_NEEDS_IMAGE = frozenset({Breakage.CUT_POWER, Breakage.TURN_READ_ONLY})
_PATH = os.defpath + ":/usr/sbin:/sbin"


@dataclass(frozen=True)
class Disks:
    """What this machine lets us make; `place` is a folder in which that is tried. Both need the right to mount."""

    place: Path

    @cached_property
    def can_be_small(self) -> bool:
        return self._mounts("-t", "tmpfs", "none")

    @cached_property
    def can_lose_power(self) -> bool:
        if shutil.which(_MKFS[0], path=_PATH) is None:
            return False
        image = self.place / "image-test"
        try:
            _make_image(image)
            return self._mounts("-o", "loop", str(image))
        finally:
            image.unlink(missing_ok=True)

    @cached_property
    def can_turn_read_only(self) -> bool:
        """Whether the kernel lets us pretend that it found a file system damaged."""
        return self.can_lose_power and any(Path("/sys/fs/ext4").glob("*/trigger_fs_error"))

    def _mounts(self, *what: str) -> bool:
        if os.geteuid() != 0 or shutil.which("mount") is None:
            return False
        folder = self.place / "mount-test"
        folder.mkdir()
        mounted = subprocess.run(["mount", *what, folder], check=False, capture_output=True).returncode == 0
        if mounted:
            subprocess.run(["umount", folder], check=True)
        folder.rmdir()
        return mounted

    @contextlib.contextmanager
    def mounted(self, home: Home, scenario: Scenario) -> Iterator[None]:
        """The home's data folder, on a disk of its own where the scenario wants it and this can be."""
        home.disk.mkdir(mode=0o700)
        if any(fault.breakage in _NEEDS_IMAGE for life in scenario.lives for fault in life.faults):
            assert self.can_lose_power, "drawn for another machine"
            _make_image(home.image)
            _mount_image(home)
        elif self.can_be_small:
            options = f"size={_SMALL_BYTES},nr_inodes={_SMALL_FILES},mode=0700"
            subprocess.run(["mount", "-t", "tmpfs", "-o", options, "dictate-faults", home.disk], check=True)
        try:
            yield
        finally:
            if home.disk.is_mount():
                _unmount(home)


def fill(ballast: Path) -> None:
    """Write until nothing more fits."""
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


def use_up_inodes(ballast: Path) -> None:
    """Make empty files until there can be no more."""
    ballast.mkdir()
    with contextlib.suppress(OSError):
        for number in range(2 * _SMALL_FILES):
            (ballast / str(number)).touch()


def turn_read_only(home: Home) -> None:
    """Have the kernel find the file system damaged: from now on nobody can write, whatever is open."""
    device = home.disk.stat().st_dev
    name = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}").resolve().name
    Path(f"/sys/fs/ext4/{name}/trigger_fs_error").write_text("1")


def mount_anew(home: Home) -> None:
    """As the next start of the computer would: what was never written is gone."""
    _unmount(home)
    _mount_image(home)


def swap_for_what_reached_the_disk(home: Home) -> None:
    """Put in the place of the home's disk what a power cut at this moment would have left of it.

    What the kernel holds back is in the file system's memory, not in the image. Nothing may write meanwhile but the
    kernel itself; as it may, the image is copied until two copies are the same.
    """
    copies = home.image.with_suffix(".first"), home.image.with_suffix(".second")
    shutil.copyfile(home.image, copies[0])
    for _ in range(_STEADY_TRIES):
        shutil.copyfile(home.image, copies[1])
        if copies[0].read_bytes() == copies[1].read_bytes():
            break
        copies = copies[1], copies[0]
    else:
        raise RuntimeError("the disk came to no rest")
    _unmount(home)
    copies[0].replace(home.image)
    copies[1].unlink()
    _mount_image(home)


def _make_image(image: Path) -> None:
    with image.open("wb") as file:
        file.truncate(_IMAGE_BYTES)
    subprocess.run([*_MKFS, str(image)], check=True, env={**os.environ, "PATH": _PATH})


def _mount_image(home: Home) -> None:
    subprocess.run(["mount", "-o", "loop,errors=remount-ro", home.image, home.disk], check=True)


def _unmount(home: Home) -> None:
    # The data folder may still be in use by processes that are about to die.
    subprocess.run(["umount", "-l", home.disk], check=True)
