"""Qt's wheel with libraries that load or do not, in place of the real ones."""

import shutil
import sysconfig
from pathlib import Path

import pytest

from dictate.desktop.window_libraries import require_window_libraries
from dictate.errors import DictateError

X11 = {"DISPLAY": ":1"}
BOTH = {"DISPLAY": ":1", "WAYLAND_DISPLAY": "wayland-0"}


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    folder = tmp_path / "PySide6"
    for name in ("lib/libQt6Widgets.so.6", "plugins/platforms/libqxcb.so", "plugins/platforms/libqwayland.so"):
        library = folder / "Qt" / name
        library.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_any_library(), library)
    return folder


def _any_library() -> Path:
    """One that does nothing when it is loaded: an extension of Python."""
    extensions = Path(sysconfig.get_config_var("DESTSHARED")).glob("*.so")
    return min(extensions, key=lambda each: each.stat().st_size)


def damage(wheel: Path, name: str) -> None:
    (wheel / "Qt" / name).write_bytes(b"")


def test_where_everything_loads_nothing_is_said(wheel: Path) -> None:
    require_window_libraries(X11, wheel)


def test_a_library_that_qt_needs_and_the_system_lacks_is_named(wheel: Path) -> None:
    damage(wheel, "lib/libQt6Widgets.so.6")
    with pytest.raises(DictateError, match=r"No window can be opened: .*libQt6Widgets") as raised:
        require_window_libraries(X11, wheel)
    assert "sudo apt install" in raised.value.mend


def test_the_plugin_of_the_display_has_to_load(wheel: Path) -> None:
    damage(wheel, "plugins/platforms/libqxcb.so")
    with pytest.raises(DictateError, match="libqxcb"):
        require_window_libraries(X11, wheel)


def test_one_of_two_displays_is_enough(wheel: Path) -> None:
    damage(wheel, "plugins/platforms/libqxcb.so")
    require_window_libraries(BOTH, wheel)


def test_a_plugin_of_somebodys_own_choice_is_left_to_qt(wheel: Path) -> None:
    damage(wheel, "plugins/platforms/libqxcb.so")
    require_window_libraries({**X11, "QT_QPA_PLATFORM": "offscreen"}, wheel)


def test_qt_from_the_system_is_not_asked(tmp_path: Path) -> None:
    require_window_libraries(X11, tmp_path)
