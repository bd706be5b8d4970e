import shutil
import subprocess
from pathlib import Path

import pytest
import trim_qt


@pytest.mark.parametrize(
    "name", ["QtCore.abi3.so", "QtWidgets.abi3.so", "__init__.py", "libpyside6.abi3.so.6.11", "Qt"]
)
def test_what_the_program_imports_stays(name: str) -> None:
    assert trim_qt.is_kept(Path(name))


@pytest.mark.parametrize(
    "name", ["QtQml.abi3.so", "QtCore.pyi", "designer", "libpyside6qml.abi3.so.6.11", "typesystems"]
)
def test_tools_and_unused_modules_go(name: str) -> None:
    assert not trim_qt.is_kept(Path(name))


def test_libraries_stay_that_kept_ones_need_through_others(tmp_path: Path) -> None:
    if shutil.which("readelf") is None or shutil.which("gcc") is None:
        pytest.skip("readelf and gcc are not installed")

    def library(name: str, *needed: str) -> Path:
        target = tmp_path / f"lib{name}.so"
        links = [f"-l{each}" for each in needed]
        command = ["gcc", "-shared", "-Wl,--no-as-needed", "-x", "c", "/dev/null", "-x", "none", "-o", str(target)]
        subprocess.run([*command, f"-L{tmp_path}", *links], check=True)
        return target

    library("deep")
    library("middle", "deep")
    library("unused")
    plugin = library("plugin", "middle")

    assert trim_qt.referred_to([plugin], tmp_path) == {"libmiddle.so", "libdeep.so"}
