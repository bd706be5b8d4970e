"""What is known about an installed model: `dictate.json` in its folder, written last."""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dictate.errors import DictateError
from dictate.wording.message import from_json, message, to_json

FILE_NAME = "dictate.json"
FORMAT = 1
_MOST_BYTES = 4 << 20


@dataclass(frozen=True)
class FilePin:
    """One file of a model: its size and the SHA-256 of its content in hexadecimal digits."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """Where a model came from and what it is.

    `languages` are Whisper codes; empty means all that multilingual Whisper knows. `family` is the base model's
    size ("tiny.en", "large-v3"), `parameters` counts weights (0: not known). `source` is a repository, a package or
    a path in words, `revision` its commit when it has one. `quantization` is the type of the weights on disk.
    `completed` says in sentences what a fine-tune lacked and what it was given instead.
    """

    title: str
    family: str
    parameters: int
    languages: tuple[str, ...]
    licence: str
    publisher: str
    source: str
    quantization: str
    files: tuple[FilePin, ...]
    revision: str = ""
    original_format: str = "CTranslate2"
    completed: tuple[str, ...] = ()
    installed_at: str = ""

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)


def write(manifest: Manifest, folder: Path) -> None:
    """Write `dictate.json` into `folder`."""
    # Sentences are kept with their templates: whoever reads them may speak another language.
    completed = [to_json(sentence) for sentence in manifest.completed]
    texts = {"source": to_json(manifest.source), "completed": completed}
    content = {"format": FORMAT, **dataclasses.asdict(manifest), **texts}
    (folder / FILE_NAME).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    """Read `dictate.json`. Raises DictateError when it is missing or not ours."""
    path = folder / FILE_NAME
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError("it is too long")
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.pop("format", None) != FORMAT:
            raise ValueError("it was written by another version of Dictate")
        return _from_json(content)
    except FileNotFoundError as error:
        raise DictateError(
            message(
                "The folder {folder} holds no {file}, so it was not installed by Dictate.",
                folder=folder,
                file=FILE_NAME,
            ),
            message("Add the model in it with: dictate models add {folder}", folder=folder),
        ) from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DictateError(
            message("The description {path} cannot be read: {error}.", path=path, error=error),
            message("Remove the model and add it again: dictate models remove {folder}", folder=folder.name),
        ) from error


def _from_json(content: dict[str, Any]) -> Manifest:
    known = {field.name for field in dataclasses.fields(Manifest)}
    values = {key: value for key, value in content.items() if key in known}
    values["files"] = tuple(
        FilePin(str(file["name"]), int(file["bytes"]), str(file["sha256"])) for file in values["files"]
    )
    for file in values["files"]:
        if Path(file.name).name != file.name or file.name in ("", ".", ".."):
            raise ValueError(f"the file name {file.name!r} leads out of the folder")
    values["languages"] = tuple(str(code) for code in values["languages"])
    values["source"] = from_json(values["source"])
    values["completed"] = tuple(from_json(sentence) for sentence in values.get("completed", ()))
    return Manifest(**values)
