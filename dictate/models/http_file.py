"""One file over HTTP: resumed where it broke off, bounded, checked before it gets its name.

Blocks its caller's thread; httpx's time-outs bound every wait. It is loaded at the first download: it takes 12 MB.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dictate.errors import DictateError
from dictate.models.hashing import git_blob_of, sha256_of
from dictate.models.progress import Observer, Stage, stop_if_cancelled
from dictate.models.store import disk_error
from dictate.system.sandbox import Rights, mend_for
from dictate.wording.message import message

if TYPE_CHECKING:
    import httpx

_ATTEMPTS_WITHOUT_PROGRESS = 4
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class SourceError(DictateError):
    """This source cannot give the file; another one may."""


class SourceUnreachableError(SourceError):
    """No connection to this source: no network, or it is blocked here."""

    def __init__(self, host: str) -> None:
        mend = mend_for(Rights.NETWORK) or message("Check the network connection.")
        super().__init__(message("{host} cannot be reached.", host=host), mend)


@dataclass(frozen=True)
class RemoteFile:
    """A file to fetch. `sha256` or `git_blob` (see `hashing.git_blob_of`) tells whether it is the right one."""

    url: str
    name: str
    bytes: int
    sha256: str = ""
    git_blob: str = ""


@dataclass
class ByteCount:
    """Progress over several files."""

    observer: Observer
    total: int
    before: int = 0

    def at(self, bytes_of_this_file: int) -> None:
        self.observer.progress(Stage.DOWNLOADING, self.before + bytes_of_this_file, self.total)
        stop_if_cancelled(self.observer, message("The download"))


class _InterruptedError(Exception):
    """The connection ended early; what came so far is in the part file."""


class _StartAgainError(Exception):
    """The part file is of no use with this server."""


def new_client(token: str | None = None) -> httpx.Client:
    """A client for downloads. The token goes to the host that is asked, not to those it redirects to."""
    import httpx  # noqa: PLC0415

    # A source that cannot be reached must not keep the user from the next one.
    timeout = httpx.Timeout(connect=4.0, read=20.0, write=10.0, pool=5.0)
    # Compressed answers would make sizes and ranges meaningless.
    headers = {"Accept-Encoding": "identity", "User-Agent": "dictate"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return httpx.Client(timeout=timeout, headers=headers, follow_redirects=True)


def fetch(
    client: httpx.Client,
    remote: RemoteFile,
    folder: Path,
    count: ByteCount,
    sleep: Callable[[float], None] = time.sleep,
) -> Path:
    """Download `remote` into `folder` and return its path; an earlier part is continued, a complete file kept.

    Raises SourceError (nobody there, refused, wrong content), DictateError (disk) or CancelledError; what arrived stays
    in NAME.part for the next time, unless its content was wrong.
    """
    target = folder / remote.name
    if target.is_file() and _is_right(target, remote):
        count.at(remote.bytes)
        return target
    part = folder / f"{remote.name}.part"
    resumed = part.is_file()
    _fill(client, remote, part, count, sleep)
    if not _is_right(part, remote):
        part.unlink()
        if not resumed:
            raise SourceError(
                message(
                    "{host} sent a wrong {file}: its SHA-256 is not the expected one.",
                    host=_host(remote.url),
                    file=remote.name,
                )
            )
        # The part may have come from another source or another day: once more, from the first byte.
        _fill(client, remote, part, count, sleep)
        if not _is_right(part, remote):
            part.unlink()
            raise SourceError(
                message(
                    "{host} sent a wrong {file}: its SHA-256 is not the expected one.",
                    host=_host(remote.url),
                    file=remote.name,
                )
            )
    part.rename(target)
    return target


def _is_right(path: Path, remote: RemoteFile) -> bool:
    if path.stat().st_size != remote.bytes:
        return False
    if remote.sha256:
        return sha256_of(path) == remote.sha256
    return git_blob_of(path) == remote.git_blob


def _fill(
    client: httpx.Client, remote: RemoteFile, part: Path, count: ByteCount, sleep: Callable[[float], None]
) -> None:
    """Append to `part` until it has all its bytes, in as many requests as it takes."""
    without_progress = 0
    while True:
        have = part.stat().st_size if part.is_file() else 0
        if have > remote.bytes:
            part.unlink()
            have = 0
        if have == remote.bytes:
            return
        try:
            _request(client, remote, part, have, count)
        except _StartAgainError:
            part.unlink(missing_ok=True)
        except _InterruptedError:
            pass
        now = part.stat().st_size if part.is_file() else 0
        if now == remote.bytes:
            return
        without_progress = 0 if now > have else without_progress + 1
        if without_progress >= _ATTEMPTS_WITHOUT_PROGRESS:
            raise SourceError(
                message(
                    "{host} broke off again and again, now at {done_bytes:,} of {size_bytes:,} bytes.",
                    host=_host(remote.url),
                    done_bytes=now,
                    size_bytes=remote.bytes,
                ),
                "Try again later: the download goes on from there.",
            )
        stop_if_cancelled(count.observer, message("The download"))
        sleep(min(8.0, 0.5 * 2**without_progress))


def _request(client: httpx.Client, remote: RemoteFile, part: Path, have: int, count: ByteCount) -> None:
    import httpx  # noqa: PLC0415

    headers = {"Range": f"bytes={have}-"} if have else {}
    try:
        with client.stream("GET", remote.url, headers=headers) as response:
            start = _start_of(response, remote, have)
            _append(response, remote, part, start, count)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.ProxyError) as error:
        if have == 0:
            raise SourceUnreachableError(_host(remote.url)) from error
        raise _InterruptedError from error
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise _InterruptedError from error
    except httpx.TooManyRedirects as error:
        raise SourceError(message("{host} redirects without end.", host=_host(remote.url))) from error


def _start_of(response: httpx.Response, remote: RemoteFile, have: int) -> int:
    """Where in the file the body of this answer begins. Raises what `_request` is to do about other answers."""
    if response.status_code == 200:
        if response.headers.get("Content-Type", "").startswith("text/html"):
            raise SourceError(
                message("{host} sent a web page instead of {file}.", host=_host(remote.url), file=remote.name),
                "If this network asks for a login or consent, give it in a browser first.",
            )
        return 0
    if response.status_code == 206 and have:
        match = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if match and int(match[1]) == have and match[2] in ("*", str(remote.bytes)):
            return have
        # It promises another range than was asked for: nothing it says about ranges can be trusted.
        raise _StartAgainError
    if response.status_code == 416:
        raise _StartAgainError
    if response.status_code == 429 or response.status_code >= 500:
        raise _InterruptedError
    raise refusal(response)


def refusal(response: httpx.Response) -> SourceError:
    """The sentence for an answer that says no."""
    host = response.url.host
    match response.status_code:
        case 401 | 403:
            return SourceError(
                message(
                    "{host} wants to know who asks: the repository is private or gated, or there is none of this name.",
                    host=host,
                ),
                "Accept its conditions on its page, then give your access token in the environment variable HF_TOKEN.",
            )
        case 404:
            return SourceError(
                message("{host} has no {path}.", host=host, path=response.url.path), "Check the name of the repository."
            )
        case status:
            return SourceError(
                message("{host} answered with status {status}.", host=host, status=status), "Try again later."
            )


def _append(response: httpx.Response, remote: RemoteFile, part: Path, start: int, count: ByteCount) -> None:
    done = start
    try:
        with part.open("r+b" if start else "wb") as file:
            file.seek(start)
            # As they arrive: a fixed piece size would lose the last, incomplete piece of a cut connection.
            for piece in response.iter_bytes():
                done += len(piece)
                if done > remote.bytes:
                    raise SourceError(
                        message(
                            "{host} sends more than the {size_bytes:,} bytes that {file} has.",
                            host=response.url.host,
                            size_bytes=remote.bytes,
                            file=remote.name,
                        )
                    )
                file.write(piece)
                count.at(done)
    except OSError as error:
        raise disk_error(part.parent, error) from error


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
