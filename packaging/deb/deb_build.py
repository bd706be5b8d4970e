"""Builds the Debian package from the wheel.

    python packaging/deb/deb_build.py WHEEL FOLDER

Debian 12 has neither PySide6 nor faster-whisper, so the package brings its own virtual environment, in
/usr/lib/dictate, on the distribution's Python. It is tied to that Python's minor version: it is built on the release it
is for (packaging/deb/build_for.py: in a root of that). Needs dpkg-deb, readelf, and what set-up installs for building
(packaging/system_packages.py).
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))

import llama_library  # noqa: E402
from system_packages import DEBIAN  # noqa: E402
from trim_qt import trim  # noqa: E402

APP_ID = "io.github.dictate_desktop.Dictate"
SYSTEM_PYTHON = "/usr/bin/python3"
HOME = Path("usr/lib/dictate")
CACHE = ROOT / "build" / "deb-pip"
ONLY_FOR_BUILDING = {"python3-venv", "python3-dev", "gcc", "pkg-config", "libcairo2-dev"}
LINKED_AGAINST = ("libc6", "libgirepository-1.0-1", "libcairo2", "libcairo-gobject2", "libgomp1", "libstdc++6")
"""What the libraries, PyGObject, pycairo and llama.cpp are linked against; set-up's list has headers instead."""

REPRODUCIBLE = {"CFLAGS": "-g0", "CPPFLAGS": "", "LDFLAGS": "", "PYTHONHASHSEED": "0"}
"""The same package from the same commit: debugging information would name pip's temporary folders, and a person's own
LDFLAGS folders of that person's machine."""

ORIGIN = "direct_url.json"
SCRIPTS = "../../../bin/"
"""How a RECORD names the scripts of its package."""

LAUNCHER = f"""#!/{HOME}/bin/python
import sys

from dictate.__main__ import main

sys.exit(main())
"""


class BuildError(Exception):
    """The package could not be built; the text says why."""


def build(wheel: Path, folder: Path) -> Path:
    """Build the package of `wheel` in `folder`; returns its path. Raises BuildError and OSError."""
    version = f"{wheel.name.split('-')[1]}+{release()}"
    tree = folder / "deb-tree"
    if tree.exists():
        shutil.rmtree(tree)
    install_environment(wheel, tree)
    install_llama(tree)
    move_shared_files(tree)
    place_system_files(tree)
    write_changelog(tree, version)
    compile_bytecode(tree)
    write_control(tree, version)
    package = folder / f"dictate_{version}_{architecture()}.deb"
    run(["dpkg-deb", "--root-owner-group", "-Zzstd", "--build", str(tree), str(package)])
    shutil.rmtree(tree)
    return package


def install_environment(wheel: Path, tree: Path) -> None:
    environment = tree / HOME
    run([SYSTEM_PYTHON, "-m", "venv", "--without-pip", str(environment)])
    # Not the person's own cache: the wheels there were built for whichever Python 3.11 that person has.
    pip = [sys.executable, "-m", "pip", "--python", str(environment / "bin" / "python"), "--cache-dir", str(CACHE)]
    pip += ["install", "--quiet"]
    # The list is whole but for what is never loaded (lock_requirements.NEVER_LOADED).
    run([*pip, "--no-compile", "--no-deps", "--require-hashes", "--requirement", str(HERE / "requirements.txt")])
    run([*pip, "--no-compile", "--no-deps", str(wheel)])
    trim(site_packages(tree) / "PySide6")
    for library in site_packages(tree).rglob("*.so*"):
        if not library.is_symlink():
            library.chmod(0o644)
    forget_the_build_folder(environment, site_packages(tree))


def forget_the_build_folder(environment: Path, site: Path) -> None:
    """Remove what names it: scripts (only the interpreter is needed), where the wheel lay, and their checksums."""
    for script in (environment / "bin").iterdir():
        if not script.name.startswith("python"):
            script.unlink()
    for information in site.glob("*.dist-info"):
        (information / ORIGIN).unlink(missing_ok=True)
        record = information / "RECORD"
        if record.exists():
            lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
            kept = (line for line in lines if not line.startswith(SCRIPTS) and ORIGIN not in line)
            record.write_text("".join(kept), encoding="utf-8")
    config = environment / "pyvenv.cfg"
    lines = config.read_text(encoding="utf-8").splitlines(keepends=True)
    config.write_text("".join(line for line in lines if not line.startswith("command")), encoding="utf-8")


def install_llama(tree: Path) -> None:
    """llama.cpp, compiled once and kept in build/llama: that takes minutes."""
    llama = ROOT / "build" / "llama"
    archive = llama_library.fetch(llama)
    recipe = hashlib.sha256(Path(llama_library.__file__).read_bytes()).hexdigest()[:12]
    kept = llama / f"{site_packages(tree).parent.name}-{recipe}"
    if not kept.exists():
        with tempfile.TemporaryDirectory(dir=llama) as draft:
            run([SYSTEM_PYTHON, str(HERE.parent / "llama_library.py"), "build", str(archive), draft])
            (Path(draft) / "lib").rename(kept)
    shutil.copytree(kept, tree / HOME / "lib", symlinks=True, dirs_exist_ok=True)


def site_packages(tree: Path) -> Path:
    return next((tree / HOME / "lib").glob("python3.*")) / "site-packages"


def move_shared_files(tree: Path) -> None:
    """The wheel's desktop file, icons, manual page and completions, to where the system looks for them."""
    ours = tree / HOME / "share"
    shared = tree / "usr" / "share"
    for top in ("applications", "bash-completion", "fish", "icons", "man", "metainfo", "zsh"):
        (shared / top).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(ours / top, shared / top)
    # Debian's zsh looks in a folder of its own.
    shutil.move(shared / "zsh" / "site-functions", shared / "zsh" / "vendor-completions")
    run(["gzip", "--best", "--no-name", str(shared / "man" / "man1" / "dictate.1")])


def place_system_files(tree: Path) -> None:
    resources = ROOT / "resources"
    place(resources / "udev" / "70-dictate-uinput.rules", tree / "usr/lib/udev/rules.d/70-dictate-uinput.rules")
    place(resources / "modules-load" / "dictate.conf", tree / "usr/lib/modules-load.d/dictate.conf")
    place(ROOT / "packaging" / f"{APP_ID}.service", tree / f"usr/share/dbus-1/services/{APP_ID}.service")
    documents = tree / "usr/share/doc/dictate"
    place(HERE / "copyright", documents / "copyright")
    place(ROOT / "THIRD-PARTY.md", documents / "THIRD-PARTY.md")
    for licence in (ROOT / "packaging" / "licences").iterdir():
        place(licence, documents / "licences" / licence.name)
    launcher = tree / "usr/bin/dictate"
    launcher.parent.mkdir(parents=True)
    launcher.write_text(LAUNCHER, encoding="utf-8")
    launcher.chmod(0o755)


def write_changelog(tree: Path, version: str) -> None:
    """As Debian Policy 4.4 has it; what changed stands in the project's own changelog."""
    moment = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())), UTC)
    changelog = tree / "usr/share/doc/dictate/changelog"
    changelog.write_text(
        f"dictate ({version}) unstable; urgency=medium\n\n"
        "  * Release; see the changes in software centres, or CHANGELOG.md of the source.\n\n"
        f" -- {maintainer()}  {format_datetime(moment)}\n",
        encoding="utf-8",
    )
    run(["gzip", "--best", "--no-name", str(changelog)])


def maintainer() -> str:
    lines = (HERE / "control.in").read_text(encoding="utf-8").splitlines()
    return next(line.partition(": ")[2] for line in lines if line.startswith("Maintainer: "))


def place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)


def compile_bytecode(tree: Path) -> None:
    """Users can't write below /usr; so the package owns the bytecode, and nothing is left when it goes."""
    command = [SYSTEM_PYTHON, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    # Some libraries ship files that are templates, or for a newer Python: compileall says so and goes on.
    command += ["-s", str(tree), "-p", "/", str(tree / HOME)]
    subprocess.run(command, check=False, capture_output=True, env={**os.environ, **REPRODUCIBLE})


def write_control(tree: Path, version: str) -> None:
    control = tree / "DEBIAN"
    control.mkdir()
    files = sorted(each for each in (tree / "usr").rglob("*") if each.is_file() and not each.is_symlink())
    size_kib = sum(each.stat().st_size for each in files) // 1024
    template = (HERE / "control.in").read_text(encoding="utf-8")
    fields = {
        "VERSION": version,
        "ARCHITECTURE": architecture(),
        "SIZE": str(size_kib),
        "DEPENDS": ", ".join(depends()),
    }
    for name, value in fields.items():
        template = template.replace(f"@{name}@", value)
    (control / "control").write_text(template, encoding="utf-8")
    sums = [f"{hashlib.md5(each.read_bytes()).hexdigest()}  {each.relative_to(tree)}" for each in files]  # noqa: S324
    (control / "md5sums").write_text("\n".join(sums) + "\n", encoding="utf-8")
    for script in ("postinst", "postrm"):
        shutil.copyfile(HERE / script, control / script)
        (control / script).chmod(0o755)


def depends() -> list[str]:
    major, minor = output([SYSTEM_PYTHON, "-c", "import sys; print(*sys.version_info[:2])"]).split()
    python = [f"python3 (>= {major}.{minor})", f"python3 (<< {major}.{int(minor) + 1})"]
    return [*python, *sorted({*LINKED_AGAINST, *(set(DEBIAN) - ONLY_FOR_BUILDING)})]


def release() -> str:
    """As in debian12. The next release needs another package, and takes it for a newer one."""
    system = platform.freedesktop_os_release()
    return f"{system['ID']}{system.get('VERSION_ID', '')}"


def architecture() -> str:
    return output(["dpkg", "--print-architecture"]).strip()


def output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def run(command: list[str]) -> None:
    done = subprocess.run(command, check=False, stdout=sys.stderr, env={**os.environ, **REPRODUCIBLE})
    if done.returncode:
        raise BuildError(f"{' '.join(command[:4])} … failed; the lines above say why.")


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        print(build(Path(sys.argv[1]), Path(sys.argv[2])))
    except (BuildError, llama_library.LibraryError, OSError, subprocess.CalledProcessError) as error:
        print(f"deb: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
