"""The Hugging Face hub: which files a repository has at a commit, and their addresses.

`HF_ENDPOINT` names another host (a mirror, or the tests' local server), `HF_TOKEN` the user's access token,
`HF_HUB_OFFLINE` forbids the network, as in Hugging Face's own tools. Their library and httpx are loaded when the hub
is asked: they take 18 MB.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from dictate.errors import DictateError
from dictate.models.http_file import RemoteFile, SourceError, SourceUnreachableError, refusal
from dictate.wording.message import message

if TYPE_CHECKING:
    import httpx

_ENDPOINT = "https://huggingface.co"
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
# The hub answers alike whether a repository is not there or not for this user.
_NOT_SHOWN = (401, 403, 404)
_MOST_LISTING_BYTES = 16 << 20


@dataclass(frozen=True)
class HubRepository:
    """A repository at one commit: `files` of its top folder and below, `licence` as its card says."""

    name: str
    revision: str
    files: tuple[RemoteFile, ...]
    licence: str
    languages: tuple[str, ...]
    base_model: str

    def file(self, name: str) -> RemoteFile | None:
        return next((file for file in self.files if file.name == name), None)


def is_repository_name(text: str) -> bool:
    """Whether `text` has the form owner/name."""
    return _REPOSITORY.fullmatch(text) is not None and ".." not in text


def endpoint() -> str:
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or _ENDPOINT


def token() -> str | None:
    """The user's access token as Hugging Face's own tools find it, or None."""
    from huggingface_hub import get_token  # noqa: PLC0415

    return get_token()


def file_url(repository: str, revision: str, name: str) -> str:
    return f"{endpoint()}/{repository}/resolve/{quote(revision, safe='')}/{quote(name)}"


def check_online() -> None:
    """Raises SourceError when the user forbade the network."""
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE"):
        raise SourceError("HF_HUB_OFFLINE forbids the network.", "Unset it to download models.")


def look_up(client: httpx.Client, repository: str, revision: str = "main") -> HubRepository:
    """Ask the hub what `repository` has at `revision`.

    Raises SourceUnreachableError or SourceError, and DictateError for a name that is none.
    """
    import httpx  # noqa: PLC0415

    check_online()
    if not is_repository_name(repository):
        raise DictateError(
            message("'{repository}' is not the name of a repository.", repository=repository[:120]),
            "It has the form owner/name.",
        )
    url = f"{endpoint()}/api/models/{repository}/revision/{quote(revision, safe='')}"
    try:
        with client.stream("GET", url, params={"blobs": "true"}) as response:
            if response.status_code in _NOT_SHOWN:
                raise SourceError(
                    message(
                        "{host} shows no repository '{repository}': there is none of this name, or it is private "
                        "or gated.",
                        host=_host(url),
                        repository=repository,
                    ),
                    "Check the name. For a private or gated one accept the conditions on its page and give your access "
                    "token in the environment variable HF_TOKEN. If you meant a folder, it is not there.",
                )
            if response.status_code != 200:
                raise refusal(response)
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > _MOST_LISTING_BYTES:
                    raise SourceError(message("The listing of {repository} is too long.", repository=repository))
    except httpx.TransportError as error:
        raise SourceUnreachableError(_host(url)) from error
    try:
        return _repository(repository, json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SourceError(
            message(
                "{host} sent a listing of {repository} that makes no sense.", host=_host(url), repository=repository
            )
        ) from error


def _repository(name: str, listing: dict[str, object]) -> HubRepository:
    revision = str(listing["sha"])
    siblings = listing["siblings"]
    assert isinstance(siblings, list)
    card = listing.get("cardData")
    card = card if isinstance(card, dict) else {}
    return HubRepository(
        name=name,
        revision=revision,
        files=tuple(_file(name, revision, sibling) for sibling in siblings),
        licence=str(card.get("license") or ""),
        languages=_words(card.get("language")),
        base_model=next(iter(_words(card.get("base_model"))), ""),
    )


def _file(repository: str, revision: str, sibling: dict[str, object]) -> RemoteFile:
    name = str(sibling["rfilename"])
    lfs = sibling.get("lfs")
    sha256 = str(lfs["sha256"]) if isinstance(lfs, dict) else ""
    size = sibling["size"]
    if not isinstance(size, int) or size < 0:
        raise ValueError("a file without a size")
    return RemoteFile(file_url(repository, revision, name), name, size, sha256, str(sibling.get("blobId") or ""))


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(word) for word in value) if isinstance(value, list) else ()
