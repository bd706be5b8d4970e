from pathlib import Path

import llama_library
import pytest
from llama_library import V3, Build


def switches(extensions: tuple[str, ...]) -> list[str]:
    return Build(Path("source"), Path("build"), extensions, "llama").arguments()


def test_the_first_build_asks_for_no_extension_of_the_processor() -> None:
    asked = switches(())
    assert "-DGGML_NATIVE=OFF" in asked
    assert [each for each in asked if each.startswith("-DGGML_") and each.endswith("=ON")] == []


def test_the_second_build_asks_for_those_of_its_level() -> None:
    assert {f"-DGGML_{name}=ON" for name in V3} <= set(switches(V3))


def test_a_file_that_is_not_the_pinned_one_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / llama_library.ARCHIVE
    archive.write_bytes(b"another")
    with pytest.raises(llama_library.LibraryError, match="not the file that was pinned"):
        llama_library.build(archive, tmp_path / "prefix")


def test_the_manifest_builds_the_pinned_archive(root: Path) -> None:
    manifest = (root / "flatpak" / "io.github.dictate_desktop.Dictate.yml").read_text(encoding="utf-8")
    assert f"/{llama_library.ARCHIVE}\n        sha256: {llama_library.SHA256}\n" in manifest


def test_the_packages_pin_what_it_imports(root: Path) -> None:
    for lock in ("packaging/deb/requirements.txt", "flatpak/requirements.txt"):
        pinned = (root / lock).read_text(encoding="utf-8").lower()
        assert all(f"\n{each.partition('>')[0]}==" in pinned for each in llama_library.REQUIREMENTS)
