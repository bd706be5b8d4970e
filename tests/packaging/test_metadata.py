"""What the packages say must agree: with the program, and with each other."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

from dictate import APP_ID, __version__
from dictate.keyboard.uinput import UinputKeyboard, setup_command, undo_command

AGREED_RIGHTS = [
    "--share=ipc",
    "--share=network",
    "--socket=wayland",
    "--socket=fallback-x11",
    "--socket=pulseaudio",
    "--device=all",
    "--talk-name=org.kde.StatusNotifierWatcher",
]
DISTRIBUTION_OF = {
    "PySide6": "pyside6-essentials",
    "Xlib": "python-xlib",
    "gi": "pygobject",
    "faster_whisper": "faster-whisper",
    "inotify_simple": "inotify-simple",
}
"""Modules whose distribution has another name."""
BROUGHT_BY_OTHERS = {"ctranslate2", "huggingface_hub", "tokenizers", "llama_cpp"}
"""faster-whisper requires the first three by name; the last is the extra `llm`."""


def manifest(root: Path) -> dict[str, object]:
    loaded: dict[str, object] = yaml.safe_load((root / "flatpak" / f"{APP_ID}.yml").read_text(encoding="utf-8"))
    return loaded


def names(requirements: list[str]) -> set[str]:
    found = (re.match(r"[A-Za-z0-9_.-]+", each) for each in requirements)
    return {match.group().lower().replace("_", "-") for match in found if match}


def dependencies(root: Path) -> set[str]:
    with (root / "pyproject.toml").open("rb") as file:
        return names(tomllib.load(file)["project"]["dependencies"])


def imported_modules(package: Path) -> set[str]:
    found: set[str] = set()
    for file in package.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found


def test_the_flatpak_has_exactly_the_agreed_rights(root: Path) -> None:
    assert manifest(root)["finish-args"] == AGREED_RIGHTS


def test_the_flatpak_is_built_from_local_files_alone(root: Path) -> None:
    modules = manifest(root)["modules"]
    assert isinstance(modules, list)
    sources = [source for module in modules for source in module["sources"]]
    assert sources
    for source in sources:
        assert "url" not in source
        assert source["path"].startswith(("../build/flatpak/sources/", "../build/llama/", "../packaging/"))


def test_every_imported_library_is_a_dependency(root: Path) -> None:
    third_party = imported_modules(root / "dictate") - set(sys.stdlib_module_names) - {"dictate"} - BROUGHT_BY_OTHERS
    assert {DISTRIBUTION_OF.get(module, module) for module in third_party} <= dependencies(root)


@pytest.mark.parametrize(
    "locks",
    [["packaging/deb/requirements.txt"], ["flatpak/requirements.txt", "flatpak/requirements-gobject.txt"]],
    ids=["deb", "flatpak"],
)
def test_every_dependency_is_pinned_with_a_hash(root: Path, locks: list[str]) -> None:
    lines = [line for lock in locks for line in (root / lock).read_text(encoding="utf-8").splitlines()]
    pins = [line for line in lines if not line.startswith("#")]
    assert dependencies(root) <= names(pins)
    assert all(re.search(r"==\S+ --hash=sha256:[0-9a-f]{64}", line) for line in pins)


def test_the_newest_release_in_the_metainfo_is_this_version(root: Path) -> None:
    releases = ET.parse(root / "packaging" / f"{APP_ID}.metainfo.xml").getroot().findall("releases/release")
    assert releases[0].get("version") == __version__


def test_the_pictures_of_the_metainfo_are_there(root: Path) -> None:
    images = ET.parse(root / "packaging" / f"{APP_ID}.metainfo.xml").getroot().findall("screenshots/screenshot/image")
    assert images
    for image in images:
        _, _, path = str(image.text).partition("/dictate-desktop/dictate/main/")
        assert (root / path).is_file()


def test_the_desktop_file_is_valid(root: Path) -> None:
    if shutil.which("desktop-file-validate") is None:
        pytest.skip("desktop-file-validate (desktop-file-utils) is not installed")
    file = root / "packaging" / f"{APP_ID}.desktop"
    done = subprocess.run(["desktop-file-validate", str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_documented_commands_are_those_that_the_program_names(root: Path, tmp_path: Path) -> None:
    page = (root / "docs" / "installing.md").read_text(encoding="utf-8")
    not_packaged = tmp_path / "none"
    assert f"    {setup_command(not_packaged)}\n" in page
    assert f"    {undo_command(not_packaged)}\n" in page
    packaged = UinputKeyboard(0, node=not_packaged, packaged_rule=tmp_path).usable().mend
    assert f"`{packaged}`" in page


def test_the_licences_page_names_every_library_of_the_packages(root: Path) -> None:
    page = (root / "THIRD-PARTY.md").read_text(encoding="utf-8").lower().replace("_", "-")
    lists = [root / "packaging" / "deb" / "requirements.txt", *(root / "flatpak").glob("requirements*.txt")]
    # Tools that only build are in no package.
    pinned = [each.read_text(encoding="utf-8") for each in lists if each.name != "requirements-build.txt"]
    libraries = {name for text in pinned for name in names(re.findall(r"^[A-Za-z0-9_.-]+(?===)", text, re.MULTILINE))}
    known_by_another_name = {"pyside6-essentials": "pyside6"}
    unnamed = {name for name in libraries if known_by_another_name.get(name, name) not in page}
    assert not unnamed
