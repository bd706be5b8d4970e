"""The installed models: one folder a model, complete or not there at all.

A model is built in a staging folder and appears by one rename, after everything in it was synced to disk; a crash at
any point leaves the old state. Calls may come from any thread and any process: locks in `.locks` order them.

    models/base/            a CTranslate2 Whisper folder and dictate.json
    models/.staging/base/   being built; removed by the next builder of that name
    models/.downloads/...   parts of files, kept so that an interrupted download goes on
    models/.trash/...       being deleted
    models/.locks/          base.lock: being changed; base.use: loaded by somebody
"""

import errno
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from dictate.errors import DictateError
from dictate.models import locks, manifest
from dictate.models.hashing import sha256_of
from dictate.models.manifest import Manifest
from dictate.models.progress import Observer, SilentObserver
from dictate.system import paths
from dictate.system.durable import sync_to_disk
from dictate.wording.message import message, short_name
from dictate.wording.reasons import reason_of

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}")
# Room left free on the disk beyond what a model needs: the journal of a dictation must still find a place.
SPARE_BYTES = 64 << 20


class NotInstalledError(DictateError):
    """No model of this name is installed."""

    def __init__(self, name: str, installed: list[str]) -> None:
        mend = (
            message("Installed are: {names}. See what there is: dictate models list", names=", ".join(installed))
            if installed
            else message("No model is installed yet. Get one: dictate models download base")
        )
        super().__init__(message("The model '{name}' is not installed.", name=short_name(name)), mend)


@dataclass(frozen=True)
class InstalledModel:
    """A model in the store. `folder` is what faster-whisper loads; `problem` is empty, or why it cannot be used."""

    name: str
    folder: Path
    manifest: Manifest
    problem: str = ""

    @property
    def ready(self) -> bool:
        return not self.problem


@dataclass(frozen=True)
class Staging:
    """A place to build a model: put its files into `folder`, then `publish`."""

    name: str
    folder: Path
    store: "ModelStore"

    def publish(self, description: Manifest) -> InstalledModel:
        """Make the model appear, complete, under its name; an older one of that name gives way.

        Raises DictateError when the disk is full or not writable; then nothing has appeared.
        """
        return self.store._publish(self, description)


def check_name(name: str) -> str:
    """`name` if it may name a model. Raises DictateError: names are folder names and must not lead anywhere."""
    if not _NAME.fullmatch(name):
        raise DictateError(
            message("'{name}' cannot be the name of a model.", name=short_name(name)),
            "Use up to 64 letters, digits, dots, dashes, pluses and underscores, a letter or digit first.",
        )
    return name


class ModelStore:
    """The folder of installed models."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or paths.models_dir()

    # --- looking -----------------------------------------------------------------------------------------------

    def installed(self) -> list[InstalledModel]:
        """Every installed model, broken ones included, by name. A folder without a description is not a model."""
        if not self.root.is_dir():
            return []
        names = sorted(entry.name for entry in self.root.iterdir() if _NAME.fullmatch(entry.name))
        found = (self.find(name) for name in names)
        return [model for model in found if model is not None]

    def find(self, name: str) -> InstalledModel | None:
        """The model of this name, or None. Cheap: compares sizes; `verify` compares content."""
        folder = self.root / check_name(name)
        if not (folder / manifest.FILE_NAME).is_file():
            return None
        try:
            description = manifest.read(folder)
        except DictateError as error:
            unknown = Manifest("", "", 0, (), "", "", "", "", ())
            return InstalledModel(name, folder, unknown, error.sentence)
        return InstalledModel(name, folder, description, _size_problem(folder, description))

    def get(self, name: str) -> InstalledModel:
        """The model of this name, ready to load. Raises NotInstalledError, or DictateError when it is broken."""
        model = self.find(name)
        if model is None:
            raise NotInstalledError(name, [other.name for other in self.installed()])
        if model.problem:
            raise DictateError(
                message("The model '{name}' is broken: {problem}", name=name, problem=model.problem),
                message("Install it again: dictate models remove {name}, then download or add it.", name=name),
            )
        return model

    def verify(self, name: str, observer: Observer | None = None) -> list[str]:
        """Compare every file with the hash taken at its installation; returns what is wrong."""
        model = self.find(name)
        if model is None:
            raise NotInstalledError(name, [other.name for other in self.installed()])
        if not model.manifest.files:
            return [model.problem]
        problems: list[str] = []
        for file in model.manifest.files:
            path = model.folder / file.name
            try:
                if sha256_of(path, observer) != file.sha256:
                    problems.append(message("{file} has changed since it was installed.", file=file.name))
            except OSError as error:
                problems.append(message("{file} cannot be read: {error}.", file=file.name, error=reason_of(error)))
        return problems

    # --- changing ----------------------------------------------------------------------------------------------

    @contextmanager
    def staging(self, name: str, observer: Observer | None = None) -> Iterator[Staging]:
        """An empty folder to build the model `name` in, under its lock; what was not published is removed."""
        with self._changing(name, observer or SilentObserver()):
            folder = self._inner(".staging") / name
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
            try:
                yield Staging(name, folder, self)
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def remove(self, name: str, *, even_in_use: bool = False, observer: Observer | None = None) -> None:
        """Remove a model, and what a stopped download of it left. Raises NotInstalledError when there is neither, and
        DictateError when a running Dictate has it loaded.

        A model that is loaded lives in memory: removing it with `even_in_use` breaks nothing that runs.
        """
        folder = self.root / check_name(name)
        with self._changing(name, observer or SilentObserver()), locks.exclusive_at_once(self._use_lock(name)) as free:
            parts = self.root / ".downloads" / name
            if not folder.is_dir() and not parts.is_dir():
                raise NotInstalledError(name, [other.name for other in self.installed()])
            if not free and not even_in_use:
                raise _in_use(name)
            for each in (folder, parts):
                if each.is_dir():
                    self._discard(each)

    def rename(self, name: str, new_name: str, observer: Observer | None = None) -> InstalledModel:
        """Give a model another name. Raises NotInstalledError, or DictateError when the new name is taken."""
        source, target = self.root / check_name(name), self.root / check_name(new_name)
        first, second = sorted((name, new_name))
        if first == second:
            return self.get(name)
        observer = observer or SilentObserver()
        # Always in alphabetical order, so that two renames crossing each other cannot wait for ever.
        with self._changing(first, observer), self._changing(second, observer):
            if not source.is_dir():
                raise NotInstalledError(name, [other.name for other in self.installed()])
            if target.exists():
                raise DictateError(message("There is a model '{name}' already.", name=new_name), "Choose another name.")
            with locks.exclusive_at_once(self._use_lock(name)) as free:
                if not free:
                    raise _in_use(name)
                source.rename(target)
                sync_to_disk(self.root)
        model = self.find(new_name)
        assert model is not None
        return model

    def in_use(self, name: str) -> AbstractContextManager[None]:
        """Hold this while the model `name` is loaded: `remove` and `rename` then refuse. Ends with the process."""
        return locks.shared(self._use_lock(check_name(name)))

    def downloads(self, name: str) -> Path:
        """Where the parts of a download of `name` wait for its continuation."""
        folder = self._inner(".downloads") / check_name(name)
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def downloaded_bytes(self, name: str) -> int:
        """How much a stopped download of `name` has left for its continuation. Never raises."""
        try:
            return sum(path.stat().st_size for path in (self.root / ".downloads" / check_name(name)).iterdir())
        except OSError:
            return 0

    def need_space(self, bytes_needed: int) -> None:
        """Raises DictateError unless the disk has room for `bytes_needed` and a reserve."""
        try:
            free = shutil.disk_usage(paths.private_dir(self.root)).free
        except OSError as error:
            raise _not_writable(self.root, error) from error
        if free < bytes_needed + SPARE_BYTES:
            raise DictateError(
                message(
                    "This needs {needed:,.0f} MB, and {spare:,.0f} MB are kept free for recordings; the disk of "
                    "{folder} has only {free:,.0f} MB free.",
                    needed=bytes_needed / 1e6,
                    spare=SPARE_BYTES / 1e6,
                    folder=self.root,
                    free=free / 1e6,
                ),
                "Make room, or choose a smaller model.",
            )

    # --- inside ------------------------------------------------------------------------------------------------

    def _inner(self, name: str) -> Path:
        try:
            paths.private_dir(self.root)
            return paths.private_dir(self.root / name)
        except OSError as error:
            raise _not_writable(self.root, error) from error

    def _changing(self, name: str, observer: Observer) -> AbstractContextManager[None]:
        lock = self._inner(".locks") / f"{check_name(name)}.lock"
        return locks.exclusive(lock, message("The model '{name}'", name=name), observer)

    def _use_lock(self, name: str) -> Path:
        return self._inner(".locks") / f"{name}.use"

    def _publish(self, staging: Staging, description: Manifest) -> InstalledModel:
        target = self.root / staging.name
        try:
            manifest.write(description, staging.folder)
            for entry in staging.folder.iterdir():
                sync_to_disk(entry)
            sync_to_disk(staging.folder)
            if target.exists():
                self._discard(target)
            staging.folder.rename(target)
            sync_to_disk(self.root)
        except OSError as error:
            raise disk_error(self.root, error) from error
        return InstalledModel(staging.name, target, description)

    def _discard(self, folder: Path) -> None:
        # Renamed before it is deleted: a half deleted model must not look like a model.
        # Emptying the whole trash also ends what a killed process began.
        with locks.exclusive(self._inner(".locks") / ".trash.lock", message("The trash of models"), SilentObserver()):
            trash = self._inner(".trash")
            try:
                folder.rename(Path(tempfile.mkdtemp(dir=trash)) / folder.name)
                sync_to_disk(self.root)
            except OSError as error:
                raise _not_writable(self.root, error) from error
            shutil.rmtree(trash, ignore_errors=True)


def pinned(description: Manifest, folder: Path, observer: Observer | None = None) -> Manifest:
    """`description` with the sizes and hashes of every file now in `folder`."""
    files = tuple(
        manifest.FilePin(path.name, path.stat().st_size, sha256_of(path, observer))
        for path in sorted(folder.iterdir())
        if path.name != manifest.FILE_NAME
    )
    return replace(description, files=files)


@contextmanager
def held_for_loading(folder: Path) -> Iterator[None]:
    """`ModelStore.in_use` for the model in `folder`; nothing for a folder that no store holds or can lock."""
    with ExitStack() as held:
        if (folder / manifest.FILE_NAME).is_file() and _NAME.fullmatch(folder.name):
            # A store on a read-only disk needs no lock: nothing can be removed from it.
            with suppress(DictateError, OSError):
                held.enter_context(ModelStore(folder.parent).in_use(folder.name))
        yield


def disk_error(where: Path, error: OSError) -> DictateError:
    """The sentence for a failed write below `where`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DictateError(
            message("The disk of {where} is full.", where=where), "Make room and try again; what was there is unharmed."
        )
    return _not_writable(where, error)


def _not_writable(where: Path, error: OSError) -> DictateError:
    return DictateError(
        message("The folder {where} cannot be written: {error}.", where=where, error=reason_of(error)),
        "Check its permissions.",
    )


def _in_use(name: str) -> DictateError:
    return DictateError(
        message("The model '{name}' is in use by a running Dictate.", name=name),
        "Choose another one and dictate once, or quit Dictate; then try again.",
    )


def _size_problem(folder: Path, description: Manifest) -> str:
    if not description.files:
        return message("Its description names no files.")
    for file in description.files:
        try:
            size = (folder / file.name).stat().st_size
        except OSError:
            return message("{file} is missing.", file=file.name)
        if size != file.bytes:
            return message(
                "{file} has {size:,} bytes instead of {wanted:,}.", file=file.name, size=size, wanted=file.bytes
            )
    return ""
