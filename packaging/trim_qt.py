"""Removes from an installed PySide6 what Dictate does not use: tools, QML, and every library nothing kept refers to.

    python packaging/trim_qt.py SITE_PACKAGES

The packages run it on their own copy. Standard library only; needs readelf of the GNU binutils.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

KEPT_MODULES = ("QtCore", "QtDBus", "QtGui", "QtNetwork", "QtSvg", "QtWidgets")
KEPT_PLUGINS = (
    "iconengines",
    "imageformats",
    "platforminputcontexts",
    "platforms",
    "platformthemes",
    "wayland-decoration-client",
    "wayland-graphics-integration-client",
    "wayland-shell-integration",
    "xcbglintegrations",
)
# The first needs GTK 3, and the portal's theme plugin does the same; the others have no place on a desktop.
DROPPED_PLUGINS = (
    "libqgtk3.so",
    "libqeglfs.so",
    "libqlinuxfb.so",
    "libqvnc.so",
    "libqvkkhrdisplay.so",
    "libqpdf.so",
    "libqtvirtualkeyboardplugin.so",
)
KEPT_TRANSLATIONS = ("qt_", "qtbase_")

NEEDED = re.compile(r"\(NEEDED\).*\[(?P<name>[^\]]+)\]")


def trim(package: Path) -> None:
    """Remove everything from the folder `package` (PySide6) that is not kept. Raises OSError and CalledProcessError."""
    plugins = package / "Qt" / "plugins"
    remove(each for each in plugins.iterdir() if each.name not in KEPT_PLUGINS)
    remove(each for each in plugins.rglob("*.so") if each.name in DROPPED_PLUGINS)
    remove(each for each in (package / "Qt" / "translations").iterdir() if not each.name.startswith(KEPT_TRANSLATIONS))
    remove(each for each in (package / "Qt").iterdir() if each.name not in ("lib", "plugins", "translations"))
    remove(each for each in package.iterdir() if not is_kept(each))
    libraries = package / "Qt" / "lib"
    kept = referred_to([*package.glob("*.so*"), *plugins.rglob("*.so")], libraries)
    remove(each for each in libraries.iterdir() if each.name not in kept)


def is_kept(entry: Path) -> bool:
    """Whether an entry of PySide6's own folder stays: Python files, our modules, and their shared library."""
    if entry.name in ("Qt", "support") or entry.suffix in (".py", ".json"):
        return True
    return entry.name.split(".")[0] in (*KEPT_MODULES, "libpyside6") and entry.suffix != ".pyi"


def referred_to(files: Iterable[Path], libraries: Path) -> set[str]:
    """Names of the libraries in the folder `libraries` that `files` need, directly or through another one."""
    found: set[str] = set()
    waiting = list(files)
    while waiting:
        for name in needed_by(waiting.pop()):
            if name not in found and (libraries / name).exists():
                found.add(name)
                waiting.append(libraries / name)
    return found


def needed_by(file: Path) -> list[str]:
    done = subprocess.run(["readelf", "--dynamic", str(file)], check=True, capture_output=True, text=True)
    return NEEDED.findall(done.stdout)


def remove(entries: Iterable[Path]) -> None:
    for entry in list(entries):
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        trim(Path(sys.argv[1]) / "PySide6")
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"trim: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
