"""Audio on disk from the first block: what survives which mishap."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from dictate.audio import journal_writer
from dictate.audio.block import Samples
from dictate.audio.contract import UtteranceState
from dictate.audio.journal import Journal
from dictate.audio.journal_writer import JournalWriter
from dictate.audio.options import JournalOptions
from dictate.audio.resample import to_float

STARTED_AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
BLOCK: Samples = to_float(np.random.default_rng(1).integers(-9000, 9000, 512, dtype=np.int16))
HOUR = 3600.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def journal(folder: Path) -> Journal:
    return Journal(folder)


def recorded(journal: Journal, utterance_id: str = "a", blocks: int = 10) -> JournalWriter:
    """A recording that was written and closed, its file synced."""
    writer = journal.open(utterance_id, STARTED_AT)
    for _ in range(blocks):
        writer.append(BLOCK)
    writer.close()
    writer.wait_until_synced(5)
    return writer


def run_python(program: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """A program of its own that may die as it likes; `journal` and `block` are at hand."""
    preamble = """
        import os, resource, signal, sys
        from datetime import UTC, datetime
        from pathlib import Path
        import numpy as np
        from dictate.audio.journal import Journal
        journal = Journal(Path(sys.argv[1]))
        block = np.full(512, 0.25, np.float32)
    """
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(preamble) + textwrap.dedent(program), str(folder)],
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])},
    )


class TestWriting:
    def test_every_sample_is_there_in_order(self, journal: Journal) -> None:
        recorded(journal, blocks=3)
        np.testing.assert_array_equal(journal.audio("a"), np.tile(BLOCK, 3))

    def test_each_block_is_with_the_kernel_at_once(self, journal: Journal, folder: Path) -> None:
        writer = journal.open("a", STARTED_AT)
        writer.append(BLOCK)
        assert (folder / "a.pcm").stat().st_size == 1024
        writer.close()

    def test_nobody_else_may_read_it(self, journal: Journal, folder: Path) -> None:
        recorded(journal)
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}

    def test_the_disk_is_synced_while_recording(self, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
        synced = threading.Event()
        monkeypatch.setattr(journal_writer, "SYNC_S", 0.01)
        monkeypatch.setattr(os, "fdatasync", lambda _descriptor: synced.set())
        writer = journal.open("a", STARTED_AT)
        assert synced.wait(5)
        writer.close()

    def test_a_slow_disk_does_not_hold_up_the_recording(
        self, journal: Journal, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        may_sync = threading.Event()
        monkeypatch.setattr(journal_writer, "SYNC_S", 0.01)
        monkeypatch.setattr(os, "fdatasync", lambda _descriptor: may_sync.wait(5) and None)
        writer = journal.open("a", STARTED_AT)
        for _ in range(10):
            writer.append(BLOCK)
        writer.close()
        assert (folder / "a.pcm").stat().st_size == 10_240
        may_sync.set()

    def test_blocks_that_come_after_the_end_are_ignored(
        self, journal: Journal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        may_sync = threading.Event()
        monkeypatch.setattr(os, "fdatasync", lambda _descriptor: may_sync.wait(5) and None)
        writer = journal.open("a", STARTED_AT)
        writer.append(BLOCK)
        writer.close()
        writer.append(BLOCK)
        may_sync.set()
        assert len(journal.audio("a")) == 512

    @pytest.mark.parametrize("utterance_id", ["", "../a", "a/b", "a.b", "a" * 65, "ä"])
    def test_an_id_that_is_no_file_name_is_refused(self, journal: Journal, utterance_id: str) -> None:
        with pytest.raises(ValueError, match="name of a recording"):
            journal.open(utterance_id, STARTED_AT)

    def test_an_older_recording_is_never_overwritten(self, journal: Journal) -> None:
        recorded(journal, blocks=3)
        second = recorded(journal, blocks=1)
        assert second.problem
        assert len(journal.audio("a")) == 3 * 512


class TestRefusingDisk:
    def test_a_full_disk_is_told_and_what_waits_is_written_when_there_is_room(
        self, journal: Journal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        writer = journal.open("a", STARTED_AT)
        with monkeypatch.context() as full:
            full.setattr(os, "write", refuse_as_full)
            writer.append(BLOCK)
            writer.append(BLOCK)
        assert "the disk is full" in writer.problem
        writer.append(BLOCK)
        writer.close()
        assert len(journal.audio("a")) == 3 * 512

    def test_what_waits_in_memory_is_bounded(self, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(journal_writer, "LONGEST_UNWRITTEN_S", 1)
        monkeypatch.setattr(os, "write", refuse_as_full)
        writer = journal.open("a", STARTED_AT)
        for _ in range(100):
            writer.append(BLOCK)
        assert len(writer._unwritten) <= 32_000 + 1024
        writer.close()

    def test_a_limit_of_the_system_is_told(self, folder: Path) -> None:
        program = """
            resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
            writer = journal.open("a", datetime.now(UTC))
            for _ in range(20):
                writer.append(block)
            writer.close()
            print(writer.problem)
        """
        assert b"File too large" in run_python(program, folder).stdout
        assert (folder / "a.pcm").stat().st_size == 10_000

    def test_a_folder_that_cannot_be_made_is_told_and_recording_goes_on(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        writer = Journal(tmp_path / "file" / "journal").open("a", STARTED_AT)
        writer.append(BLOCK)
        writer.set_state(UtteranceState.DONE)
        writer.close()
        assert "could not be saved" in writer.problem

    def test_a_recording_begun_while_the_disk_refused_is_on_it_as_soon_as_it_gives_in(
        self, journal: Journal, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(journal_writer, "SYNC_S", 0.01)
        folder.touch()
        writer = journal.open("a", STARTED_AT)
        writer.append(BLOCK)
        folder.unlink()
        assert until((folder / "a.json").exists)
        writer.append(BLOCK)
        np.testing.assert_array_equal(journal.audio("a"), np.tile(BLOCK, 2))
        writer.close()


def until(condition: Callable[[], bool]) -> bool:
    """Whether it comes true within five seconds."""
    return any(condition() or time.sleep(0.01) for _ in range(500))


def refuse_as_full(_descriptor: int, _data: bytes) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class TestRecovery:
    def test_kill_9_loses_no_block(self, folder: Path, journal: Journal) -> None:
        program = """
            writer = journal.open("a", datetime.now(UTC))
            for _ in range(77):
                writer.append(block)
            os.kill(os.getpid(), signal.SIGKILL)
        """
        assert run_python(program, folder).returncode == -signal.SIGKILL
        [found] = journal.recover()
        assert found.state is UtteranceState.RECORDING
        np.testing.assert_array_equal(journal.audio("a"), np.full(77 * 512, 0.25))

    def test_what_is_found_tells_when_it_began_and_how_far_it_got(self, journal: Journal) -> None:
        recorded(journal).set_state(UtteranceState.TEXT_SAVED)
        [found] = journal.recover()
        assert found.utterance_id == "a"
        assert found.started_at == STARTED_AT
        assert found.state is UtteranceState.TEXT_SAVED
        assert found.duration_s == pytest.approx(0.32)

    @pytest.mark.parametrize("state", [UtteranceState.DONE, UtteranceState.CANCELLED, UtteranceState.SILENT])
    def test_nothing_is_offered_where_nothing_is_missing(self, journal: Journal, state: UtteranceState) -> None:
        recorded(journal).set_state(state)
        assert journal.recover() == []
        assert [recording.state for recording in journal.recordings()] == [state]

    def test_a_recording_under_way_is_left_alone(self, journal: Journal) -> None:
        writer = journal.open("a", STARTED_AT)
        assert journal.recover() == []
        writer.close()
        writer.wait_until_synced(5)
        assert len(journal.recover()) == 1

    def test_the_oldest_comes_first(self, journal: Journal) -> None:
        for utterance_id, hour in (("b", 12), ("a", 11), ("c", 10)):
            writer = journal.open(utterance_id, STARTED_AT.replace(hour=hour))
            writer.close()
            writer.wait_until_synced(5)
        assert [recording.utterance_id for recording in journal.recover()] == ["c", "a", "b"]

    def test_an_odd_last_byte_is_ignored(self, journal: Journal, folder: Path) -> None:
        recorded(journal, blocks=1)
        with (folder / "a.pcm").open("ab") as file:
            file.write(b"\x01")
        np.testing.assert_array_equal(journal.audio("a"), BLOCK)

    @pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"state": "bored", "started_at": 5}', b"\xff\xfe\x00"])
    def test_a_damaged_description_costs_only_what_it_said(
        self, journal: Journal, folder: Path, content: bytes
    ) -> None:
        recorded(journal)
        (folder / "a.json").write_bytes(content)
        [found] = journal.recover()
        assert found.state is UtteranceState.RECORDING
        assert found.sample_count == 5120

    def test_samples_without_a_description_are_offered(self, journal: Journal, folder: Path) -> None:
        recorded(journal)
        (folder / "a.json").unlink()
        assert len(journal.recover()) == 1

    def test_foreign_files_are_left_alone(self, journal: Journal, folder: Path) -> None:
        recorded(journal)
        (folder / "holiday photo.pcm").write_bytes(b"x")
        (folder / "b.pcm").mkdir()
        assert len(journal.recover()) == 1
        journal.prune(STARTED_AT.timestamp() + 1e9)
        assert (folder / "holiday photo.pcm").exists()

    def test_no_folder_means_nothing_to_recover(self, journal: Journal) -> None:
        assert journal.recover() == []
        journal.prune()

    def test_the_state_file_is_replaced_in_one_step(self, journal: Journal, folder: Path) -> None:
        writer = journal.open("a", STARTED_AT)
        for state in UtteranceState:
            writer.set_state(state)
            assert json.loads((folder / "a.json").read_text())["state"] == state.value
        writer.close()
        assert not list(folder.glob("*new*"))


class TestPowerCut:
    """tests/faults cuts it; here is what must have been asked of the disk."""

    @pytest.fixture
    def synced(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        names: list[str] = []

        def note(opened: int) -> None:
            path = Path(f"/proc/self/fd/{opened}").readlink()
            # The writers of other tests may still be at work.
            if folder in (path, path.parent):
                names.append(path.name)

        monkeypatch.setattr(os, "fsync", note)
        return names

    def test_the_names_of_a_recording_are_on_the_disk(self, journal: Journal, synced: list[str]) -> None:
        recorded(journal).wait_until_synced()
        assert synced == ["a.json", "journal"]

    def test_the_flac_is_on_the_disk_before_the_samples_are_deleted(self, folder: Path, synced: list[str]) -> None:
        journal = Journal(folder, JournalOptions(keep_recordings_h=24))
        recorded(journal)
        journal.finish("a")
        assert synced[-1] == "a.part"


class TestPuttingAway:
    def test_a_recording_that_is_not_to_be_kept_leaves_nothing(self, folder: Path) -> None:
        journal = Journal(folder, JournalOptions(keep_recordings_h=0))
        recorded(journal)
        journal.finish("a")
        assert list(folder.iterdir()) == []

    def test_one_to_be_kept_becomes_a_private_flac_file(self, folder: Path) -> None:
        journal = Journal(folder, JournalOptions(keep_recordings_h=24))
        recorded(journal, blocks=200)
        journal.finish("a")
        assert [path.name for path in folder.iterdir()] == ["a.flac"]
        assert (folder / "a.flac").stat().st_mode & 0o777 == 0o600
        np.testing.assert_array_equal(journal.audio("a"), np.tile(BLOCK, 200))

    def test_another_setting_counts_from_now_on(self, folder: Path) -> None:
        journal = Journal(folder, JournalOptions(keep_recordings_h=24))
        recorded(journal)
        journal.configure(JournalOptions(keep_recordings_h=0))
        journal.finish("a")
        assert list(folder.iterdir()) == []

    def test_where_the_flac_cannot_be_written_the_raw_recording_stays(self, folder: Path) -> None:
        def refuse(_pcm: Path, _flac: Path) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        journal = Journal(folder, JournalOptions(keep_recordings_h=24), archive=refuse)
        recorded(journal)
        with pytest.raises(OSError, match="No space"):
            journal.finish("a")
        assert sorted(path.name for path in folder.iterdir()) == ["a.json", "a.pcm"]

    def test_discarding_twice_does_no_harm(self, journal: Journal) -> None:
        recorded(journal)
        journal.discard("a")
        journal.discard("a")

    def test_half_a_flac_file_goes_with_its_recording(self, journal: Journal, folder: Path) -> None:
        recorded(journal)
        (folder / "a.part").touch()
        journal.discard("a")
        assert list(folder.iterdir()) == []

    def test_a_recording_that_is_gone_is_named(self, journal: Journal) -> None:
        with pytest.raises(FileNotFoundError, match="no recording a"):
            journal.audio("a")


class TestPruning:
    def test_unfinished_recordings_go_after_their_time(self, journal: Journal, folder: Path) -> None:
        recorded(journal)
        now = (folder / "a.pcm").stat().st_mtime
        journal.note_offer(now)
        journal.prune(now + 167 * HOUR)
        assert len(journal.recover()) == 1
        journal.prune(now + 169 * HOUR)
        assert list(folder.iterdir()) == []

    def test_an_unfinished_recording_grows_old_from_its_first_offer(self, journal: Journal, folder: Path) -> None:
        recorded(journal)
        came_back = (folder / "a.pcm").stat().st_mtime + 1000 * HOUR
        journal.prune(came_back)
        journal.note_offer(came_back)
        journal.note_offer(came_back + 100 * HOUR)
        journal.prune(came_back + 167 * HOUR)
        (found,) = journal.recover()
        assert (found.started_at, found.state) == (STARTED_AT, UtteranceState.RECORDING)
        journal.prune(came_back + 169 * HOUR)
        assert list(folder.iterdir()) == []

    def test_a_description_that_was_being_replaced_when_the_program_died_is_cleared_away(
        self, journal: Journal, folder: Path
    ) -> None:
        recorded(journal)
        (folder / "a.json-new").touch()
        journal.prune()
        assert sorted(path.name for path in folder.iterdir()) == ["a.json", "a.pcm"]

    def test_kept_recordings_go_after_theirs(self, folder: Path) -> None:
        journal = Journal(folder, JournalOptions(keep_recordings_h=2))
        recorded(journal)
        journal.finish("a")
        now = (folder / "a.flac").stat().st_mtime
        journal.prune(now + 1 * HOUR)
        assert (folder / "a.flac").exists()
        journal.prune(now + 3 * HOUR)
        assert list(folder.iterdir()) == []

    def test_when_space_is_short_kept_ones_go_before_unfinished_ones(self, folder: Path) -> None:
        journal = Journal(folder, JournalOptions(keep_recordings_h=999, max_total_mb=50))
        recorded(journal, "unfinished")
        for name in ("old", "new"):
            (folder / f"{name}.flac").touch()
            os.truncate(folder / f"{name}.flac", 30_000_000)
        os.utime(folder / "old.flac", (1e9, 1e9))
        os.utime(folder / "unfinished.pcm", (1e9, 1e9))
        journal.prune(1e9)
        assert sorted(path.name for path in folder.iterdir()) == ["new.flac", "unfinished.json", "unfinished.pcm"]

    def test_a_recording_under_way_is_never_pruned(self, journal: Journal, folder: Path) -> None:
        writer = journal.open("a", STARTED_AT)
        journal.prune(STARTED_AT.timestamp() + 1e9)
        assert (folder / "a.pcm").exists()
        writer.close()

    def test_a_description_without_samples_is_cleared_away(self, journal: Journal, folder: Path) -> None:
        recorded(journal)
        (folder / "a.pcm").unlink()
        journal.prune()
        assert list(folder.iterdir()) == []

    def test_one_that_was_done_when_the_program_ended_is_put_away(self, folder: Path) -> None:
        journal = Journal(folder, JournalOptions(keep_recordings_h=0))
        recorded(journal).set_state(UtteranceState.DONE)
        journal.prune()
        assert list(folder.iterdir()) == []


def test_samples_that_another_recording_has_are_forgotten(journal: Journal) -> None:
    writer = journal.open("a", STARTED_AT)
    writer.append(BLOCK)
    writer.append(-BLOCK)
    writer.drop_last(512)
    writer.append(BLOCK)
    writer.close()
    np.testing.assert_allclose(journal.audio("a"), np.concatenate([BLOCK, BLOCK]), atol=1e-4)
