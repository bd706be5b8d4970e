"""A model's files from a repository of the Hugging Face hub: only those that are needed, into one flat folder."""

import re
from pathlib import Path

from dictate.errors import DictateError
from dictate.models import http_file, hub
from dictate.models.http_file import ByteCount, RemoteFile
from dictate.models.hub import HubRepository
from dictate.models.progress import Observer
from dictate.models.store import ModelStore
from dictate.wording.message import message

_MOST_SMALL_BYTES = 64 << 20
_SMALL = {
    "config.json",
    "generation_config.json",
    "tokenizer.json",
    "vocab.json",
    "merges.txt",
    "added_tokens.json",
    "vocabulary.txt",
    "vocabulary.json",
    "preprocessor_config.json",
    "adapter_config.json",
    "README.md",
}
# The first group that a repository has is taken: formats in the order of preference.
_WEIGHTS = (
    (r"adapter_model\.safetensors",),
    (r"adapter_model\.bin",),
    (r"model-\d+-of-\d+\.safetensors", r"model\.safetensors\.index\.json"),
    (r"model\.safetensors",),
    (r"pytorch_model-\d+-of-\d+\.bin", r"pytorch_model\.bin\.index\.json"),
    (r"pytorch_model\.bin",),
    (r"model\.bin",),
    (r"[^/]+\.gguf",),
    (r"ggml-[^/]+\.bin",),
    (r"[^/]+\.pt",),
)


def fetch_model(name: str, store: ModelStore, local_name: str, observer: Observer) -> tuple[HubRepository, Path]:
    """Download the model in the repository `name`; returns what the hub said and the folder of its files.

    An interrupted download goes on at the next call. Raises SourceError, DictateError or CancelledError.
    """
    with http_file.new_client(hub.token()) as client:
        repository = hub.look_up(client, name)
        files = needed_files(repository)
        folder = store.downloads(local_name)
        total = sum(file.bytes for file in files)
        store.need_space(total)
        count = ByteCount(observer, total)
        for file in sorted(files, key=lambda file: file.bytes):
            http_file.fetch(client, file, folder, count)
            count.before += file.bytes
    return repository, folder


def needed_files(repository: HubRepository) -> list[RemoteFile]:
    """The small files and one set of weights. Raises DictateError when there are none, or several to choose from."""
    top = {file.name: file for file in repository.files if "/" not in file.name}
    small = [file for name, file in top.items() if name in _SMALL and file.bytes <= _MOST_SMALL_BYTES]
    for patterns in _WEIGHTS:
        weights = [file for name, file in top.items() if re.fullmatch(patterns[0], name)]
        if not weights:
            continue
        if len(patterns) == 1 and len(weights) > 1:
            names = ", ".join(file.name for file in weights[:6])
            raise DictateError(
                message(
                    "The repository {repository} holds several models: {names}.",
                    repository=repository.name,
                    names=names,
                ),
                "Download the one you mean and add the file.",
            )
        return small + weights + [top[name] for name in top if any(re.fullmatch(rest, name) for rest in patterns[1:])]
    raise DictateError(
        message("The repository {repository} holds no model that Dictate can read.", repository=repository.name),
        "It reads safetensors, PyTorch, CTranslate2, GGML and GGUF weights of Whisper, and LoRA adapters.",
    )
