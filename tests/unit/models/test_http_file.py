"""One file over HTTP, from a server that cuts, lies, refuses and sends rubbish."""

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from dictate.errors import DictateError
from dictate.models import http_file
from dictate.models.hashing import git_blob_of
from dictate.models.http_file import ByteCount, RemoteFile, SourceError, SourceUnreachableError
from dictate.models.progress import CancelledError, Stage
from tests.unit.models.hub_server import HubServer
from tests.unit.models.observers import RecordingObserver

CONTENT = random.Random(1).randbytes(700_000)


@pytest.fixture
def client(hub_server: HubServer) -> Iterator[httpx.Client]:
    hub_server.files["/file"] = CONTENT
    with http_file.new_client() as client:
        yield client


def remote(hub: HubServer, content: bytes = CONTENT) -> RemoteFile:
    return RemoteFile(f"{hub.url}/file", "file", len(content), hashlib.sha256(content).hexdigest())


def fetch(
    client: httpx.Client, hub: HubServer, folder: Path, observer: RecordingObserver, file: RemoteFile | None = None
) -> Path:
    file = file or remote(hub)
    return http_file.fetch(client, file, folder, ByteCount(observer, file.bytes), sleep=lambda seconds: None)


def test_a_file_arrives(
    client: httpx.Client, hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    path = fetch(client, hub_server, tmp_path, observer)
    assert path.read_bytes() == CONTENT
    assert observer.steps[-1] == (Stage.DOWNLOADING, len(CONTENT), len(CONTENT))
    assert not (tmp_path / "file.part").exists()


def test_cut_connections_are_resumed_where_they_broke_off(
    client: httpx.Client, hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    hub_server.cut_after = [300_000, 300_000]
    assert fetch(client, hub_server, tmp_path, observer).read_bytes() == CONTENT
    assert [asked for _, asked, _ in hub_server.requests] == ["", "bytes=300000-", "bytes=600000-"]


def test_a_part_of_an_earlier_run_is_continued(
    client: httpx.Client, hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    (tmp_path / "file.part").write_bytes(CONTENT[:123_456])
    assert fetch(client, hub_server, tmp_path, observer).read_bytes() == CONTENT
    assert [asked for _, asked, _ in hub_server.requests] == ["bytes=123456-"]


@pytest.mark.parametrize("lie", ["ignores", "refuses", "other start", "wrong bytes"])
def test_lies_about_ranges_cost_a_restart_but_never_the_content(
    lie: str, client: httpx.Client, hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    hub_server.range_lie = lie
    (tmp_path / "file.part").write_bytes(CONTENT[:400_000])
    assert fetch(client, hub_server, tmp_path, observer).read_bytes() == CONTENT


def test_a_spoilt_part_is_thrown_away(
    client: httpx.Client, hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    (tmp_path / "file.part").write_bytes(b"x" * 400_000)
    assert fetch(client, hub_server, tmp_path, observer).read_bytes() == CONTENT


def test_wrong_bytes_are_refused_and_not_kept(
    client: httpx.Client, hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    hub_server.files["/file"] = b"y" * len(CONTENT)
    with pytest.raises(SourceError, match="SHA-256"):
        fetch(client, hub_server, tmp_path, observer)
    assert list(tmp_path.glob("file*")) == []


def test_more_than_was_promised_is_refused_without_reading_on(
    client: httpx.Client, hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    hub_server.files["/file"] = CONTENT * 3
    with pytest.raises(SourceError, match="more than"):
        fetch(client, hub_server, tmp_path, observer)
    assert (tmp_path / "file.part").stat().st_size <= len(CONTENT)


def test_a_server_that_never_gets_anywhere_is_given_up(
    client: httpx.Client, hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    hub_server.cut_after = [1000] + [0] * 20
    with pytest.raises(SourceError, match="again and again, now at 1,000 of 700,000 bytes") as caught:
        fetch(client, hub_server, tmp_path, observer)
    assert "goes on from there" in caught.value.mend
    assert (tmp_path / "file.part").stat().st_size == 1000


def test_a_busy_server_is_asked_again(
    client: httpx.Client, hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    hub_server.status["/file"] = 503
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            del hub_server.status["/file"]

    file = remote(hub_server)
    path = http_file.fetch(client, file, tmp_path, ByteCount(observer, file.bytes), sleep)
    assert path.read_bytes() == CONTENT
    assert waits == sorted(waits)


REFUSALS = {404: "has no /file.*name", 401: "private or gated.*HF_TOKEN", 403: "private or gated.*HF_TOKEN"}


@pytest.mark.parametrize("status", REFUSALS)
def test_refusals_are_explained(
    status: int, client: httpx.Client, hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    hub_server.status["/file"] = status
    with pytest.raises(SourceError, match=REFUSALS[status]):
        fetch(client, hub_server, tmp_path, observer)


def test_the_login_page_of_a_network_is_no_model(
    client: httpx.Client, hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    hub_server.headers["Content-Type"] = "text/html; charset=utf-8"
    with pytest.raises(SourceError, match=r"a web page instead of file.*asks for a login"):
        fetch(client, hub_server, tmp_path, observer)
    assert not (tmp_path / "file.part").exists()


def test_an_answer_that_cannot_be_unpacked_is_an_interruption(
    client: httpx.Client, hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    hub_server.headers["Content-Encoding"] = "gzip"
    with pytest.raises(SourceError, match="again and again, now at 0 of 700,000 bytes"):
        fetch(client, hub_server, tmp_path, observer)


def test_a_server_that_redirects_without_end_is_given_up(
    client: httpx.Client, hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    hub_server.redirect["/file"] = "/file"
    with pytest.raises(SourceError, match="redirects without end"):
        fetch(client, hub_server, tmp_path, observer)


def test_nobody_there_is_said_at_once(client: httpx.Client, tmp_path: Path, observer: RecordingObserver) -> None:
    nowhere = RemoteFile("http://127.0.0.1:9/file", "file", 10, "0" * 64)
    with pytest.raises(SourceUnreachableError, match=r"127\.0\.0\.1 cannot be reached"):
        http_file.fetch(client, nowhere, tmp_path, ByteCount(observer, 10), sleep=lambda seconds: pytest.fail("waited"))


def test_cancelling_keeps_what_arrived(client: httpx.Client, hub_server: HubServer, tmp_path: Path) -> None:
    observer = RecordingObserver(stop_when=lambda seen: bool(seen.steps) and seen.steps[-1][1] > 250_000)
    with pytest.raises(CancelledError):
        fetch(client, hub_server, tmp_path, observer)
    kept = (tmp_path / "file.part").read_bytes()
    assert kept
    assert CONTENT.startswith(kept)


def test_a_complete_file_is_not_fetched_again(
    client: httpx.Client, hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    (tmp_path / "file").write_bytes(CONTENT)
    fetch(client, hub_server, tmp_path, observer)
    assert hub_server.requests == []


def test_small_files_are_checked_by_their_git_name(
    client: httpx.Client, hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    (tmp_path / "original").write_bytes(CONTENT)
    right = RemoteFile(f"{hub_server.url}/file", "file", len(CONTENT), git_blob=git_blob_of(tmp_path / "original"))
    assert fetch(client, hub_server, tmp_path, observer, right).read_bytes() == CONTENT
    wrong = RemoteFile(f"{hub_server.url}/file", "other", len(CONTENT), git_blob="0" * 40)
    with pytest.raises(SourceError, match="wrong other"):
        fetch(client, hub_server, tmp_path, observer, wrong)


def test_the_token_is_not_given_to_the_host_a_file_is_redirected_to(
    hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    port = hub_server.url.rpartition(":")[2]
    hub_server.files["/content"] = CONTENT
    hub_server.redirect["/file"] = f"http://localhost:{port}/content"
    with http_file.new_client("secret") as client:
        fetch(client, hub_server, tmp_path, observer)
    assert [(path, token) for path, _, token in hub_server.requests] == [("/file", "Bearer secret"), ("/content", "")]


def test_a_folder_that_cannot_be_written_is_named(
    client: httpx.Client, hub_server: HubServer, tmp_path: Path, observer: RecordingObserver
) -> None:
    missing = tmp_path / "missing"
    with pytest.raises(DictateError, match="cannot be written") as caught:
        fetch(client, hub_server, missing, observer)
    assert not isinstance(caught.value, SourceError)
