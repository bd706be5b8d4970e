import subprocess
from pathlib import Path

import pytest
import release


@pytest.fixture
def dist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(release, "DIST", tmp_path / "dist")
    release.DIST.mkdir()
    (release.DIST / "dictate-1.0.tar.gz").write_text("source", encoding="utf-8")
    (release.DIST / "dictate-1.0-py3-none-any.whl").write_text("wheel", encoding="utf-8")
    return release.DIST


def test_sha256sum_confirms_the_checksums(dist: Path) -> None:
    release.write_checksums(key="")
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    assert subprocess.run(check, check=False, cwd=dist, capture_output=True).returncode == 0
    (dist / "dictate-1.0.tar.gz").write_text("another source", encoding="utf-8")
    assert subprocess.run(check, check=False, cwd=dist, capture_output=True).returncode == 1


def test_a_signature_of_earlier_checksums_does_not_stay(dist: Path) -> None:
    (dist / "SHA256SUMS.asc").write_text("of the last release", encoding="utf-8")
    release.write_checksums(key="")
    assert [each.name for each in dist.glob("SHA256SUMS*")] == ["SHA256SUMS"]


def test_an_archive_that_comes_out_differently_stops_the_release(dist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def second_build(folder: Path) -> None:
        (folder / "dictate-1.0.tar.gz").write_text("changed meanwhile", encoding="utf-8")

    monkeypatch.setattr(release, "build_archives", second_build)
    with pytest.raises(release.ReleaseError, match=r"dictate-1\.0\.tar\.gz"):
        release.check_archives_are_reproducible()
