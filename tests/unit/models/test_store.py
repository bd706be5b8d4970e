import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.models import manifest
from dictate.models.manifest import Manifest
from dictate.models.progress import CancelledError
from dictate.models.store import InstalledModel, ModelStore, NotInstalledError, check_name, held_for_loading, pinned
from dictate.wording.message import Message, message
from tests.unit.models.observers import RecordingObserver

DESCRIPTION = Manifest(
    title="Test model",
    family="tiny",
    parameters=7,
    languages=("en",),
    licence="MIT",
    publisher="nobody",
    source="a test",
    quantization="int8",
    files=(),
    completed=(message("The attention heads that give word times are those of {family}.", family="base"),),
)


def install(store: ModelStore, name: str, content: bytes = b"weights", family: str = "") -> InstalledModel:
    with store.staging(name) as staging:
        (staging.folder / "model.bin").write_bytes(content)
        (staging.folder / "config.json").write_text("{}")
        description = replace(DESCRIPTION, family=family or DESCRIPTION.family)
        return staging.publish(pinned(description, staging.folder))


def test_a_published_model_is_found_with_all_that_is_known_about_it(store: ModelStore) -> None:
    install(store, "mine")
    model = store.get("mine")
    assert model.ready
    assert model.folder == store.root / "mine"
    assert replace(model.manifest, files=()) == DESCRIPTION
    assert all(isinstance(sentence, Message) for sentence in model.manifest.completed), "it can still be translated"
    assert [file.name for file in model.manifest.files] == ["config.json", "model.bin"]
    assert model.manifest.bytes == len(b"weights") + len("{}")
    assert store.verify("mine") == []


def test_nothing_appears_before_it_is_published(store: ModelStore) -> None:
    with store.staging("mine") as staging:
        (staging.folder / "model.bin").write_bytes(b"half")
        assert store.installed() == []
        assert store.find("mine") is None
    assert store.find("mine") is None
    assert list((store.root / ".staging").iterdir()) == []


def test_a_failure_while_building_leaves_the_old_model(store: ModelStore) -> None:
    install(store, "mine", b"old")

    def build_and_fail() -> None:
        with store.staging("mine") as staging:
            (staging.folder / "model.bin").write_bytes(b"new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        build_and_fail()
    assert (store.get("mine").folder / "model.bin").read_bytes() == b"old"


def test_publishing_replaces_an_older_model(store: ModelStore) -> None:
    install(store, "mine", b"old")
    install(store, "mine", b"new")
    assert (store.get("mine").folder / "model.bin").read_bytes() == b"new"
    assert [model.name for model in store.installed()] == ["mine"]


_KILLED_WHILE_BUILDING = """
import os, signal, sys
from pathlib import Path
from dictate.models.store import ModelStore
store = ModelStore(Path(sys.argv[1]))
with store.staging("mine") as staging:
    (staging.folder / "model.bin").write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_kill_while_building_leaves_no_model_and_no_lock(store: ModelStore) -> None:
    store.downloads("mine")
    result = subprocess.run([sys.executable, "-c", _KILLED_WHILE_BUILDING, str(store.root)], check=False)
    assert result.returncode == -9
    assert store.installed() == []
    install(store, "mine", b"whole")
    assert (store.get("mine").folder / "model.bin").read_bytes() == b"whole"


def test_a_file_of_the_wrong_size_makes_a_model_broken(store: ModelStore) -> None:
    model = install(store, "mine")
    (model.folder / "model.bin").write_bytes(b"weigh")
    found = store.find("mine")
    assert found is not None
    assert not found.ready
    assert found.problem == "model.bin has 5 bytes instead of 7."
    with pytest.raises(DictateError, match="broken"):
        store.get("mine")


def test_verify_finds_changed_and_missing_files(store: ModelStore) -> None:
    model = install(store, "mine")
    (model.folder / "model.bin").write_bytes(b"WEIGHTS")
    (model.folder / "config.json").unlink()
    assert store.verify("mine") == [
        "config.json cannot be read: it does not exist.",
        "model.bin has changed since it was installed.",
    ]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"format": 99}',
        '{"format": 1, "files": [{"name": "../../x", "bytes": 1, "sha256": "0"}], "languages": []}',
        "[" * 5000,
    ],
)
def test_a_damaged_description_is_a_broken_model_not_a_crash(store: ModelStore, content: str) -> None:
    model = install(store, "mine")
    (model.folder / manifest.FILE_NAME).write_text(content)
    found = store.find("mine")
    assert found is not None
    assert "cannot be read" in found.problem
    assert store.verify("mine") == [found.problem]
    store.remove("mine")
    assert store.installed() == []


def test_remove(store: ModelStore) -> None:
    install(store, "mine")
    store.remove("mine")
    assert store.installed() == []
    assert not (store.root / "mine").exists()
    with pytest.raises(NotInstalledError, match="No model is installed yet"):
        store.remove("mine")


def test_a_model_in_use_is_neither_removed_nor_renamed(store: ModelStore) -> None:
    install(store, "mine")
    with store.in_use("mine"):
        with pytest.raises(DictateError, match="in use"):
            store.remove("mine")
        with pytest.raises(DictateError, match="in use"):
            store.rename("mine", "other")
        assert store.get("mine").ready
        store.remove("mine", even_in_use=True)
    assert store.installed() == []


def test_rename(store: ModelStore) -> None:
    install(store, "b")
    install(store, "a")
    store.rename("b", "c")
    assert [model.name for model in store.installed()] == ["a", "c"]
    assert store.verify("c") == []
    with pytest.raises(DictateError, match="a model 'a' already"):
        store.rename("c", "a")
    with pytest.raises(NotInstalledError):
        store.rename("nothing", "d")
    assert store.rename("a", "a").name == "a"


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", ".hidden", "a" * 65, "ümlaut", "a b", "-x", "a\n"])
def test_names_that_could_lead_anywhere_are_refused(store: ModelStore, name: str) -> None:
    for action in (check_name, store.find, store.remove, store.downloads):
        with pytest.raises(DictateError, match="cannot be the name"):
            action(name)


def test_two_builders_of_one_name_take_turns(store: ModelStore) -> None:
    waiting = threading.Event()
    second_in = threading.Event()

    class Second(RecordingObserver):
        def notice(self, sentence: str) -> None:
            super().notice(sentence)
            waiting.set()

    observer = Second()

    def build() -> None:
        with store.staging("mine", observer) as staging:
            second_in.set()
            (staging.folder / "model.bin").write_bytes(b"second")
            staging.publish(pinned(DESCRIPTION, staging.folder))

    with store.staging("mine") as staging:
        thread = threading.Thread(target=build)
        thread.start()
        assert waiting.wait(10)
        assert not second_in.is_set()
        (staging.folder / "model.bin").write_bytes(b"first")
        staging.publish(pinned(DESCRIPTION, staging.folder))
    thread.join(10)
    assert (store.get("mine").folder / "model.bin").read_bytes() == b"second"
    assert observer.notices == ["The model 'mine' is being changed by another Dictate; waiting for it."]


def test_waiting_for_another_builder_can_be_cancelled(store: ModelStore) -> None:
    observer = RecordingObserver(stop_when=lambda seen: bool(seen.notices))
    with store.staging("mine"), pytest.raises(CancelledError), store.staging("mine", observer):
        pytest.fail("got in")


def test_space_is_asked_for_before_anything_is_written(store: ModelStore) -> None:
    store.need_space(1)
    with pytest.raises(DictateError, match=r"needs .* has only .* free"):
        store.need_space(1 << 60)


def test_the_folder_is_private(store: ModelStore) -> None:
    install(store, "mine")
    assert store.root.stat().st_mode & 0o077 == 0


def test_a_folder_of_somebody_else_is_not_a_model(store: ModelStore, tmp_path: Path) -> None:
    (store.root / "stray").mkdir(parents=True)
    assert store.installed() == []
    with pytest.raises(NotInstalledError):
        store.verify("stray")


def test_a_model_being_loaded_is_held_by_its_folder(store: ModelStore, tmp_path: Path) -> None:
    folder = install(store, "mine").folder
    with held_for_loading(folder), pytest.raises(DictateError, match="in use"):
        store.remove("mine")
    store.remove("mine")


def test_a_folder_outside_of_a_store_is_loaded_without_a_lock(tmp_path: Path) -> None:
    (tmp_path / "loose").mkdir()
    with held_for_loading(tmp_path / "loose"):
        assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


def test_what_a_stopped_download_left_is_counted_and_removed(store: ModelStore) -> None:
    (store.downloads("small") / "model.bin.part").write_bytes(bytes(1000))
    assert store.downloaded_bytes("small") == 1000
    store.remove("small")
    assert store.downloaded_bytes("small") == 0
    with pytest.raises(NotInstalledError):
        store.remove("small")


def test_a_lock_that_cannot_be_made_is_told_as_a_sentence(store: ModelStore) -> None:
    # What a read-only disk does to root, too: nothing can be opened for writing there.
    (store.root / ".locks" / "base.lock").mkdir(parents=True)
    with pytest.raises(DictateError, match="cannot be written"), store.staging("base"):
        pass
