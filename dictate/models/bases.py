"""Base models: the one an adapter was trained on, and tokenizers for models that came without theirs."""

import re
from dataclasses import replace
from pathlib import Path

from dictate.errors import DictateError
from dictate.models import catalogue, sources
from dictate.models.download import ensure_model
from dictate.models.importers import ct2_file, huggingface, tokenizer
from dictate.models.importers.checkpoint import Checkpoint
from dictate.models.importers.errors import AnswerNeededError, NotImportableError
from dictate.models.inspect import Kind, inspect
from dictate.models.progress import Observer
from dictate.models.store import ModelStore
from dictate.wording.message import message

# openai/whisper-small.en, or a local folder that ends so.
_PUBLISHED = re.compile(r"(?:.*/)?(?:faster-)?whisper-((?:tiny|base|small|medium)(?:\.en)?|large-v[23](?:-turbo)?)/?")


def base_of_adapter(named: str, explicit: str, store: ModelStore, observer: Observer, may_download: bool) -> Checkpoint:
    """The model an adapter is merged into.

    `named` is what the adapter says, `explicit` what the user says: a folder or the name of an installed model. Of a
    published size the installed model of that size serves; with `may_download` it is fetched. Raises
    AnswerNeededError when only the user can name it, DictateError.
    """
    if explicit:
        return _named(explicit, store)
    if named and _is_folder(named):
        return _in_folder(Path(named))
    match = _PUBLISHED.fullmatch(named)
    if match is None:
        raise AnswerNeededError(
            message("The adapter needs its base model, {base!r}.", base=named[:120])
            if named
            else "The adapter needs its base model.",
            "Name it: --base FOLDER, or --base with the name of an installed model.",
        )
    model = store.find(match[1])
    if model is not None and model.ready:
        return _published(model.folder, named, match[1])
    if may_download and catalogue.find(match[1]) is not None:
        observer.notice(message("The adapter's base model {name} is downloaded first.", name=match[1]))
        return _published(ensure_model(match[1], observer, store).folder, named, match[1])
    raise AnswerNeededError(
        message("The adapter needs its base model, {base!r}.", base=named[:120]),
        message("Install it: dictate models download {name}; or name its folder: --base FOLDER", name=match[1]),
    )


def base_tokenizer(store: ModelStore, english_only: bool) -> bytes:
    """The tokenizer.json of an installed model of the published vocabulary. Raises DictateError when there is none."""
    size = tokenizer.ENGLISH_TOKENS if english_only else tokenizer.MULTILINGUAL_TOKENS
    for model in store.installed():
        path = model.folder / "tokenizer.json"
        if not model.ready or not path.is_file():
            continue
        content = path.read_bytes()
        try:
            if tokenizer.parse(content).fits(size):
                return content
        except NotImportableError:
            continue
    needed = "tiny.en" if english_only else "base"
    raise DictateError(
        "The model came without a tokenizer that fits, and no installed model has one to lend.",
        message("Install a base model first: dictate models download {needed}", needed=needed),
    )


def _published(folder: Path, named: str, size: str) -> Checkpoint:
    """The published model of a size. A base of that name from elsewhere may have been another one: that is said."""
    base = _in_folder(folder)
    if named == f"openai/whisper-{size}":
        return base
    note = message(
        "The adapter names {named} as its base: it was merged into the published {size}.", named=named[:120], size=size
    )
    return replace(base, notes=(note,))


def _named(text: str, store: ModelStore) -> Checkpoint:
    path = sources.local_path(text)
    if path is not None and path.is_dir():
        return _in_folder(path)
    try:
        folder = store.get(text).folder
    except DictateError as error:
        raise AnswerNeededError(
            message(
                "The base model '{text}' is neither a folder nor a model that is installed and whole.",
                text=sources.printable(text)[:120],
            ),
            "Name a folder with Hugging Face or CTranslate2 weights.",
        ) from error
    return _in_folder(folder)


def _is_folder(text: str) -> bool:
    try:
        return Path(text).is_dir()
    except OSError:  # a text of a stranger that is too long for a name
        return False


def _in_folder(folder: Path) -> Checkpoint:
    found = inspect(folder)
    if found.kind is Kind.HUGGINGFACE:
        return huggingface.read(found.path)
    if found.kind is Kind.CTRANSLATE2:
        base = ct2_file.read(found.path)
        ct2_file.check_exact(base)
        return base
    raise DictateError(
        message(
            "{folder} is a {kind}; the base of an adapter must be a whole model.", folder=folder, kind=found.kind.value
        )
    )
