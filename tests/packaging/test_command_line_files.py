import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytest.importorskip("shtab", reason="shtab is not installed: pip install --group package")
pytest.importorskip("build_manpages", reason="argparse-manpage is not installed: pip install --group package")

import command_line_files

from dictate.cli import MODULES


def test_the_manual_page_has_a_section_for_every_command_and_no_other() -> None:
    page = command_line_files.contents()[command_line_files.MANUAL_PAGE].replace("\\-", "-")
    assert set(re.findall(r"^\.SS \\fBdictate ([a-z-]+)\\fR$", page, re.MULTILINE)) == set(MODULES)


@pytest.mark.parametrize("shell", command_line_files.COMPLETIONS)
def test_every_shell_completes_every_command(shell: str) -> None:
    script = command_line_files.contents()[command_line_files.COMPLETIONS[shell]]
    assert [command for command in MODULES if not re.search(rf"(?<![\w-]){command}(?![\w-])", script)] == []


def test_files_lie_where_a_prefix_has_them(tmp_path: Path) -> None:
    written = command_line_files.write(tmp_path)
    assert all((tmp_path / path).read_text(encoding="utf-8") for path in written)
    assert "share/man/man1/dictate.1" in written


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([""], set(MODULES)),
        (["tog"], {"toggle", "toggle-continuous", "toggle-private"}),
        (["models", "dow"], {"download"}),
    ],
    ids=["every command", "command", "action"],
)
def test_bash_completes(tmp_path: Path, words: list[str], expected: set[str]) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    script = command_line_files.write(tmp_path)[command_line_files.COMPLETIONS["bash"]]
    line = " ".join(["dictate", *words])
    program = f'source "$1"; COMP_WORDS=({line}); COMP_CWORD={len(words)}; _shtab_dictate; echo "${{COMPREPLY[*]}}"'
    done = subprocess.run(["bash", "-c", program, "bash", str(script)], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == expected


@pytest.mark.parametrize(
    "words",
    [["transcribe", "tal"], ["transcribe", "--into", "tal"], ["models", "add", "tal"], ["vocabulary", "import", "tal"]],
    ids=" ".join,
)
def test_bash_completes_files_and_folders(tmp_path: Path, words: list[str]) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    (tmp_path / "talks").mkdir()
    script = command_line_files.write(tmp_path / "prefix")[command_line_files.COMPLETIONS["bash"]]
    line = " ".join(["dictate", *words])
    program = f'source "$1"; COMP_WORDS=({line}); COMP_CWORD={len(words)}; _shtab_dictate; echo "${{COMPREPLY[*]}}"'
    command = ["bash", "-c", program, "bash", str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.rstrip("/\n") == "talks"


def test_fish_completes_files(tmp_path: Path) -> None:
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed")
    (tmp_path / "talk.flac").touch()
    script = command_line_files.write(tmp_path / "prefix")[command_line_files.COMPLETIONS["fish"]]
    program = f"source {script}; complete -C 'dictate transcribe tal'"
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        ["fish", "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path, env=environment
    )
    assert "talk.flac" in done.stdout
