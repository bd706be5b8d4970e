"""Whatever is wrong: a sentence that says what to do, a status other than zero, never a traceback."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dictate.system.resource_files import resource

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def dictate(private_home: Path, tmp_path: Path) -> Run:
    """Runs the command line in a bare environment: no display, no bus, a home of its own."""
    (tmp_path / "runtime").mkdir(mode=0o700)

    def run(*arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "HOME": str(private_home),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "XDG_RUNTIME_DIR": str(tmp_path / "runtime"),
            "HF_HUB_OFFLINE": "1",
            **variables,
        }
        return subprocess.run(
            [sys.executable, "-m", "dictate", *arguments],
            input=stdin, capture_output=True, text=True, env=environment, timeout=120, check=False,
        )  # fmt: skip

    return run


@pytest.fixture
def models(private_home: Path) -> Path:
    folder = private_home / ".local" / "share" / "dictate" / "models"
    folder.mkdir(parents=True)
    return folder


SAMPLE = str(resource("sample", "sample.flac"))

CASES: dict[str, tuple[list[str], str]] = {
    "no model": (["transcribe", SAMPLE], "not installed"),
    "a model nobody has": (["transcribe", "--model", "gigantic", SAMPLE], "gigantic"),
    "a model that climbs out of the store": (["transcribe", "--model", "../../etc", SAMPLE], "../../etc"),
    "subtitles of two files on one stream": (["transcribe", "--format", "srt", SAMPLE, SAMPLE], "--into FOLDER"),
    "a folder for texts that is not there": (["transcribe", "--into", "/no/such", SAMPLE], "mkdir /no/such"),
    "no program running": (["toggle"], "not running"),
    "nothing to type with": (["type", "hello"], "uinput"),
    "a layout nobody has": (["type", "--explain", "--layout", "xx:yy", "hello"], "xx"),
    "an option nobody has": (["settings", "general.colour", "red"], "general.colour"),
    "a value that makes no sense": (["settings", "privacy.keep_text_days", "soon"], "whole number"),
    "no dictation of that name": (["history", "show", "u1"], "u1"),
    "a name of another terminal": (["history", "show", "caf\udce9"], "UTF-8"),
    "no language model of that name": (["language-models", "remove", "nope"], "dictate language-models list"),
    "a setting that is none": (["settings", "general.__class__"], "no setting"),
    "nothing to reset": (["settings", "--reset"], "SECTION.OPTION"),
    "a vocabulary without end": (["vocabulary", "import", "/dev/zero"], "larger than"),
    "a device for a vocabulary": (["vocabulary", "export", "/dev/null"], "it is no file"),
    "a folder for a vocabulary that is not there": (["vocabulary", "export", "/no/such/words.csv"], "/no/such"),
    "a pedal that is none": (["pedal", "use", "x" * 5000], "xxx…"),
    "a file for texts as a folder": (["transcribe", "--into", SAMPLE, SAMPLE], "Name a folder."),
    "a file whose name is too long": (["transcribe", "--into", "x" * 5000, SAMPLE], "name is too long"),
    "a display that does not answer": (["run"], "does not answer"),
}


@pytest.mark.parametrize(("arguments", "expected"), CASES.values(), ids=CASES)
def test_it_is_said_in_a_sentence(dictate: Run, arguments: list[str], expected: str) -> None:
    variables = {"DISPLAY": ":987"} if arguments == ["run"] else {}
    done = dictate(*arguments, **variables)
    assert done.returncode == 1
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(("file", "expected"), [("nowhere.wav", "nowhere.wav"), (__file__, "not an audio")])
def test_a_file_that_cannot_be_heard(
    dictate: Run, models: Path, model_folder: Callable[[str], Path], file: str, expected: str
) -> None:
    (models / "tiny.en").symlink_to(model_folder("tiny.en"))
    done = dictate("transcribe", "--model", "tiny.en", file)
    assert done.returncode == 1
    assert expected in done.stderr
    assert "Traceback" not in done.stderr


def test_one_bad_file_does_not_cost_the_others(dictate: Run, models: Path, model_folder: Callable[[str], Path]) -> None:
    (models / "tiny.en").symlink_to(model_folder("tiny.en"))
    done = dictate("transcribe", "--model", "tiny.en", "nowhere.wav", SAMPLE)
    assert done.returncode == 1
    assert "desk" in done.stdout


def test_a_model_without_the_language_writes_nothing(
    dictate: Run, models: Path, model_folder: Callable[[str], Path]
) -> None:
    (models / "tiny.en").symlink_to(model_folder("tiny.en"))
    done = dictate("transcribe", "--model", "tiny.en", "--language", "de", SAMPLE)
    assert done.returncode == 1
    assert 'does not know the language "de"' in done.stderr
    assert done.stdout == ""


def test_a_recording_of_which_the_end_is_missing_gives_what_there_is(
    dictate: Run, models: Path, model_folder: Callable[[str], Path], tmp_path: Path
) -> None:
    (models / "tiny.en").symlink_to(model_folder("tiny.en"))
    sound = Path(SAMPLE).read_bytes()
    (tmp_path / "cut.flac").write_bytes(sound[: len(sound) // 2])
    done = dictate("transcribe", "--model", "tiny.en", str(tmp_path / "cut.flac"))
    assert done.returncode == 1
    assert done.stdout.startswith("The person")
    assert done.stderr.startswith(f"dictate: {tmp_path}/cut.flac")
    assert done.stderr.count("\n") == 1


def test_what_a_pipe_brings_is_heard(dictate: Run, models: Path, model_folder: Callable[[str], Path]) -> None:
    (models / "tiny.en").symlink_to(model_folder("tiny.en"))
    done = shell(f"dictate transcribe --model tiny.en --format json <(cat {SAMPLE})", models.parents[3])
    assert done.returncode == 0
    assert '"file": "/dev/fd/' in done.stdout


def test_a_truncated_model_is_said_to_be_broken(
    dictate: Run, models: Path, model_folder: Callable[[str], Path]
) -> None:
    shutil.copytree(model_folder("tiny.en"), models / "tiny.en")
    os.truncate(models / "tiny.en" / "model.bin", 1_000_000)
    done = dictate("transcribe", "--model", "tiny.en", SAMPLE)
    assert done.returncode == 1
    assert "tiny.en" in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_of_garbage_do_not_stop_the_program(dictate: Run, private_home: Path) -> None:
    folder = private_home / ".config" / "dictate"
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text("][ garbage")
    done = dictate("settings")
    assert done.returncode == 0
    assert "not valid TOML" in done.stdout


def test_the_doctor_says_what_is_missing_and_that_dictation_does_not_work(dictate: Run) -> None:
    done = dictate("doctor")
    assert done.returncode == 1
    assert "Dictation does not work yet." in done.stdout
    assert "Traceback" not in done.stderr


def test_a_read_only_home_is_said(dictate: Run, private_home: Path) -> None:
    # A file where the folder would have to be: what even root cannot write to.
    (private_home / ".local").write_text("")
    done = dictate("history")
    assert done.returncode == 1
    assert "history" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_closed_pipe_is_no_error_message(private_home: Path) -> None:
    command = f"{sys.executable} -m dictate settings | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""


def shell(command: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A line of bash in which $dictate is the command."""
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", **variables}
    dictate = f'dictate() {{ {sys.executable} -m dictate "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", dictate + command], capture_output=True, text=True, env=environment, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "command",
    [
        "dictate settings >&-",
        "dictate settings 2>&-",
        "dictate format --mode plain <&- >/dev/null",
        "dictate settings general.model <&- >&- 2>&-",
    ],
)
def test_a_closed_stream_is_an_empty_one(private_home: Path, command: str) -> None:
    done = shell(command, private_home)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_under_the_output_is_said(private_home: Path) -> None:
    done = shell("dictate settings >/dev/full", private_home)
    assert (done.returncode, done.stderr) == (1, "dictate: The output cannot be written: the disk is full.\n")


def test_a_terminal_that_lacks_letters_gets_their_numbers(private_home: Path) -> None:
    done = shell("dictate type --explain --layout de ₂ | cat", private_home, PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\u2082" in done.stdout


LETTERS = "x" * 5000
TOO_LONG = {
    "a command": [LETTERS],
    "a number": ["history", "--limit", LETTERS],
    "a language": ["transcribe", "--language", LETTERS, "file"],
    "a choice": ["transcribe", f"--format={LETTERS}", "file"],
    "too many": ["status", *LETTERS],
}


@pytest.mark.parametrize("arguments", TOO_LONG.values(), ids=TOO_LONG)
def test_what_is_wrong_with_a_long_command_line_is_said_in_short(dictate: Run, arguments: list[str]) -> None:
    done = dictate(*arguments)
    assert done.returncode == 2
    assert "error:" in done.stderr
    assert len(done.stderr) < 3000


def test_a_command_that_is_told_to_end_leaves_no_temporary_file(
    models: Path, model_folder: Callable[[str], Path], tmp_path: Path
) -> None:
    (models / "tiny.en").symlink_to(model_folder("tiny.en"))
    (tmp_path / "temporary").mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path / "temporary")}
    command = [sys.executable, "-m", "dictate", "transcribe", "--model", "tiny.en", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as running:
        while not list((tmp_path / "temporary").iterdir()):
            assert running.poll() is None
            time.sleep(0.05)
        running.terminate()
        assert running.wait(30) == 128 + signal.SIGTERM
        assert running.stderr is not None
        assert running.stderr.read() == b""
    assert list((tmp_path / "temporary").iterdir()) == []
