import gzip
from pathlib import Path

import deb_build
import pytest


def environment(folder: Path) -> tuple[Path, Path]:
    """A virtual environment with one package, as pip leaves it; the second is where its packages lie."""
    site = folder / "lib" / "python3.11" / "site-packages"
    information = site / "a-1.dist-info"
    information.mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "python3").touch()
    (folder / "bin" / "a").write_text(f"#!{folder}/bin/python\n")
    (folder / "pyvenv.cfg").write_text(f"home = /usr/bin\ncommand = python -m venv {folder}\n")
    (information / "direct_url.json").write_text(f'{{"url": "file://{folder}"}}')
    (information / "RECORD").write_text(
        f"../../../bin/a,sha256={folder.name},9\na.py,sha256=1,1\na-1.dist-info/direct_url.json,sha256={folder.name},9\n"
    )
    return folder, site


def contents(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_the_package_does_not_show_where_it_was_built(tmp_path: Path) -> None:
    here, there = environment(tmp_path / "here"), environment(tmp_path / "there")
    assert contents(here[0]) != contents(there[0])
    deb_build.forget_the_build_folder(*here)
    deb_build.forget_the_build_folder(*there)
    assert contents(here[0]) == contents(there[0])


def test_the_interpreter_and_the_package_stay(tmp_path: Path) -> None:
    folder, site = environment(tmp_path / "here")
    deb_build.forget_the_build_folder(folder, site)
    assert [each.name for each in (folder / "bin").iterdir()] == ["python3"]
    assert (site / "a-1.dist-info" / "RECORD").read_text() == "a.py,sha256=1,1\n"


def test_the_changelog_is_dated_by_the_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1577836800")
    (tmp_path / "usr/share/doc/dictate").mkdir(parents=True)
    deb_build.write_changelog(tmp_path, "1.0+debian12")
    first, *_, last = gzip.decompress((tmp_path / "usr/share/doc/dictate/changelog.gz").read_bytes()).splitlines()
    assert first == b"dictate (1.0+debian12) unstable; urgency=medium"
    assert last.endswith(b"@users.noreply.github.com>  Wed, 01 Jan 2020 00:00:00 +0000")


def test_flags_of_the_person_who_builds_are_in_no_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LDFLAGS", "-Wl,-rpath,/home/me/lib")
    asked = tmp_path / "asked"
    deb_build.run(["sh", "-c", f'printf %s "$LDFLAGS" > "{asked}"'])
    assert asked.read_text() == ""
