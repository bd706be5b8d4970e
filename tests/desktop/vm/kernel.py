"""Debian's stock kernel, unpacked beside the tests: nothing is installed, the running kernel is untouched."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.desktop.vm.requirements import VirtualMachineError

META_PACKAGE = "linux-image-amd64"


@dataclass(frozen=True)
class Kernel:
    """An unpacked kernel package: `root` has its boot/ and lib/modules/."""

    root: Path
    release: str

    @property
    def image(self) -> Path:
        return self.root / "boot" / f"vmlinuz-{self.release}"

    @property
    def modules(self) -> Path:
        return self.root / "lib" / "modules" / self.release

    def module_files(self, names: list[str]) -> list[Path]:
        """The files of these modules and of all they depend on, in the order in which they must be loaded."""
        files: list[Path] = []
        for name in names:
            command = ["modprobe", "-d", str(self.root), "-S", self.release, "--show-depends", name]
            for line in _run(command).splitlines():
                kind, _, path = line.partition(" ")
                if kind == "insmod" and Path(path.strip()) not in files:
                    files.append(Path(path.strip()))
        return files


def kernel(cache: Path) -> Kernel:
    """The kernel in `cache`, downloaded at the first call (70 MB, 400 MB unpacked)."""
    root = cache / "kernel"
    if not root.is_dir():
        _download(root)
    images = sorted((root / "boot").glob("vmlinuz-*"))
    if not images:
        raise VirtualMachineError(f"{root} holds no kernel; delete that folder and run the tests again.")
    return Kernel(root, images[-1].name.removeprefix("vmlinuz-"))


def _download(root: Path) -> None:
    """Fetch and unpack beside `root`, then rename: an interrupted download leaves no half kernel behind."""
    partial = root.with_name("kernel.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    _run(["apt-get", "download", "--quiet", _newest_package()], partial)
    (package,) = partial.glob("linux-image-*.deb")
    _run(["dpkg", "-x", str(package), str(partial / "root")])
    (modules,) = (partial / "root" / "lib" / "modules").iterdir()
    _run(["depmod", "-b", str(partial / "root"), modules.name])
    (partial / "root").rename(root)
    shutil.rmtree(partial)


def _newest_package() -> str:
    listing = _run(["apt-cache", "depends", META_PACKAGE])
    found = re.search(r"Depends: (linux-image-\d\S*)", listing)
    if found is None:
        raise VirtualMachineError(
            f"The package lists know no {META_PACKAGE}; run `apt-get update` on a Debian 12 machine."
        )
    return found[1]


def _run(command: list[str], folder: Path | None = None) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise VirtualMachineError(f"`{' '.join(command)}` failed:\n{done.stderr.strip()}")
    return done.stdout
