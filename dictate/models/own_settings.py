"""Settings of one model, kept in its folder: they stand over the program's as long as that model is chosen.

They go with the model when it is renamed or removed, and apply from the next dictation on.
"""

import json
import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from dictate.errors import DictateError
from dictate.models.store import InstalledModel, disk_error
from dictate.text.language_codes import LANGUAGE_CODES
from dictate.wording.message import message

FILE_NAME = "settings.json"
AUTOMATIC = "auto"
DEVICES = (AUTOMATIC, "cpu", "cuda")
COMPUTE_TYPES = (
    AUTOMATIC,
    "int8",
    "int8_float32",
    "int8_float16",
    "int8_bfloat16",
    "int16",
    "float16",
    "bfloat16",
    "float32",
)
MOST_BEAMS = 10
MOST_PROMPT = 300
"""Characters. Whisper's prompt has 223 tokens, hotwords included; what it takes is lost to the text."""
MOST_HOTWORDS = 200
_MOST_BYTES = 16_384


@dataclass(frozen=True)
class ModelSettings:
    """Empty, or 0, means: as in the program's settings.

    `language` is a Whisper code or "auto"; `prompt` a text in the style that is wanted; `hotwords` names and terms,
    separated by commas; `beam_size` how many readings are followed; `compute_type` the numbers it calculates with;
    `device` where it runs.
    """

    language: str = ""
    prompt: str = ""
    hotwords: str = ""
    beam_size: int = 0
    compute_type: str = ""
    device: str = ""

    @property
    def hotword_list(self) -> tuple[str, ...]:
        return tuple(word.strip() for word in self.hotwords.split(",") if word.strip())


KEYS = tuple(field.name for field in fields(ModelSettings))


def load(folder: Path) -> ModelSettings:
    """The settings kept with a model; none where there is no file or it is damaged. Never raises."""
    try:
        path = folder / FILE_NAME
        if path.stat().st_size > _MOST_BYTES:
            return ModelSettings()
        values = json.loads(path.read_text(encoding="utf-8"))
        settings = ModelSettings()
        for key, value in values.items():
            settings = with_value(settings, key, str(value))
    except (OSError, ValueError, AttributeError, RecursionError, DictateError):
        return ModelSettings()
    return settings


def save(settings: ModelSettings, folder: Path) -> None:
    """Keep settings with a model. Raises DictateError when they cannot be written."""
    content = {key: value for key, value in asdict(settings).items() if value}
    part = folder / f".{FILE_NAME}.part"
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - only open() takes a descriptor
            json.dump(content, file, ensure_ascii=False, indent=2)
        part.rename(folder / FILE_NAME)
    except OSError as error:
        raise disk_error(folder, error) from error


def with_value(settings: ModelSettings, key: str, text: str) -> ModelSettings:
    """`settings` with one value as a person writes it; empty takes it back. Raises DictateError for a wrong one."""
    text = " ".join(text.split())
    value: Any = text
    match key:
        case "language":
            if text and text != AUTOMATIC and text not in LANGUAGE_CODES:
                raise _wrong(key, text, "Write a code such as en or de, or auto.")
        case "prompt" if len(text) > MOST_PROMPT:
            raise _wrong(key, text, message("At most {most} characters.", most=MOST_PROMPT))
        case "hotwords" if len(text) > MOST_HOTWORDS:
            raise _wrong(
                key,
                text,
                message("At most {most} characters; the vocabulary takes more words.", most=MOST_HOTWORDS),
            )
        case "beam_size":
            if text and not (text.isdecimal() and 0 <= int(text) <= MOST_BEAMS):
                raise _wrong(key, text, message("A number between 1 and {most}.", most=MOST_BEAMS))
            value = int(text or 0)
        case "compute_type" if text and text not in COMPUTE_TYPES:
            raise _wrong(key, text, message("One of: {names}.", names=", ".join(COMPUTE_TYPES)))
        case "device" if text and text not in DEVICES:
            raise _wrong(key, text, message("One of: {names}.", names=", ".join(DEVICES)))
        case _ if key not in KEYS:
            raise DictateError(
                message("A model has no setting '{key}'.", key=key[:40]),
                message("There are: {keys}.", keys=", ".join(KEYS)),
            )
    return replace(settings, **{key: value})


def require_known(language: str, model: InstalledModel) -> None:
    """Raises DictateError where the model writes other languages only."""
    languages = model.manifest.languages
    if language and language != AUTOMATIC and languages and language not in languages:
        raise DictateError(
            message("The model {name} does not write the language {language}.", name=model.name, language=language),
            message("It writes: {languages}.", languages=", ".join(languages)),
        )


def _wrong(key: str, text: str, mend: str) -> DictateError:
    return DictateError(message("'{text}' is no {key}.", text=text[:60], key=key), mend)
