"""Downloads what the manifest builds from into build/flatpak/sources and build/llama: building reaches no network.

    python3 flatpak/fetch_sources.py WHEEL        WHEEL is Dictate's own, from `make wheel`
    python3 flatpak/fetch_sources.py --lock       pins the newest libraries in flatpak/requirements*.txt instead

Everything is verified by hash. pip runs inside the SDK, because it asks source packages for their requirements with the
Python and the libraries that they will be built with. Needs flatpak with the SDK installed; standard library only.
"""

import hashlib
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "packaging"))

import llama_library  # noqa: E402

SOURCES = ROOT / "build" / "flatpak" / "sources"
LLAMA = ROOT / "build" / "llama"
SDK = "org.freedesktop.Sdk//25.08"

BUILD_TOOLS = ("cffi", "meson", "meson-python", "ninja", "setuptools", "wheel")
"""What the packages without a wheel name as their build systems."""
BUILD_LOCK = "requirements-build.txt"

# PyGObject asks for pycairo, for its build and for itself, which Dictate never uses. Built with this switch, without
# an environment of the build's own, and without what it asks for, it does without.
NO_CAIRO = ["--config-settings", "setup-args=-Dpycairo=disabled"]
LOCKS = {
    "requirements.txt": ["--without", "PyGObject"],
    "requirements-gobject.txt": ["--requirement", "PyGObject>=3.51", "--alone", *NO_CAIRO],
}
"""Files of pinned libraries in this folder, and how packaging/lock_requirements.py is asked for each."""

PORTAUDIO = "pa_stable_v190600_20161030.tgz"
PORTAUDIO_URL = f"https://files.portaudio.com/archives/{PORTAUDIO}"
PORTAUDIO_SHA256 = "f5a21d7dcd6ee84397446fa1fa1a0675bb2e8a4a6dceb4305a8404698d8d1513"


class FetchError(Exception):
    """A source could not be had; the text says why."""


def in_sdk(command: list[str]) -> None:
    """Run `command` inside the SDK with the network and this checkout, and nothing of this machine's environment."""
    kept = {
        name: os.environ[name]
        for name in ("HOME", "PATH", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "FLATPAK_USER_DIR")
        if name in os.environ
    }
    sandbox = ["flatpak", "run", "--user", "--share=network", f"--filesystem={ROOT}", f"--cwd={ROOT}"]
    # A network may have a certificate authority of its own, which this machine knows and the SDK does not.
    authorities = ssl.get_default_verify_paths().cafile
    if authorities is not None:
        copy = SOURCES.parent / "certificates.pem"
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(authorities, copy)
        sandbox.append(f"--env=PIP_CERT={copy}")
    done = subprocess.run([*sandbox, f"--command={command[0]}", SDK, *command[1:]], check=False, env=kept)
    if done.returncode:
        raise FetchError(f"{' '.join(command[:4])} … failed in the SDK; the lines above say why.")


def lock() -> None:
    tool = "packaging/lock_requirements.py"
    in_sdk(
        ["python3", tool, str(HERE / BUILD_LOCK), *(word for name in BUILD_TOOLS for word in ("--requirement", name))]
    )
    python = python_with_build_tools()
    for name, options in LOCKS.items():
        in_sdk([python, tool, str(HERE / name), *options])


def python_with_build_tools() -> str:
    """The SDK's Python in an environment that has the build tools, which pip needs to read source packages."""
    environment = SOURCES.parent / "build-tools"
    python = str(environment / "bin" / "python")
    in_sdk(["python3", "-m", "venv", "--clear", "--system-site-packages", str(environment)])
    in_sdk([python, "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", str(HERE / BUILD_LOCK)])
    return python


def fetch_python() -> None:
    target = SOURCES / "python"
    target.mkdir(parents=True, exist_ok=True)
    for name in (BUILD_LOCK, *LOCKS):
        shutil.copyfile(HERE / name, target / name)
    if remove_unpinned(target):
        return
    python = python_with_build_tools()
    for name in (BUILD_LOCK, *LOCKS):
        command = [python, "-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps", "--no-build-isolation"]
        in_sdk([*command, "--dest", str(target), "--requirement", str(HERE / name)])


def remove_unpinned(folder: Path) -> bool:
    """Delete files that no list in `folder` pins; returns whether all that are pinned are there."""
    lists = [each.read_text(encoding="utf-8") for each in folder.glob("*.txt")]
    absent = {digest for text in lists for digest in re.findall(r"sha256:(\w+)", text)}
    for file in [each for each in folder.iterdir() if each.suffix != ".txt"]:
        digest = sha256(file)
        if digest in absent:
            absent.remove(digest)
        else:
            file.unlink()
    return not absent


def fetch_portaudio() -> None:
    """From its makers, or from Debian, which keeps the same file; the hash decides."""
    target = SOURCES / "portaudio" / PORTAUDIO
    if target.exists() and sha256(target) == PORTAUDIO_SHA256:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / PORTAUDIO
        if not download(PORTAUDIO_URL, draft):
            draft = download_from_debian(Path(folder))
        if sha256(draft) != PORTAUDIO_SHA256:
            raise FetchError(f"{draft.name} is not the file that was pinned; it was not kept.")
        shutil.copyfile(draft, target)


def download(url: str, target: Path) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=30) as response, target.open("wb") as file:  # noqa: S310  # https, above
            shutil.copyfileobj(response, file)
    except (urllib.error.URLError, TimeoutError) as error:
        print(f"{url}: {error}; asking Debian.", file=sys.stderr)
        return False
    return True


def download_from_debian(folder: Path) -> Path:
    """The orig archive of the source package, from the mirrors that this machine's apt uses."""
    if shutil.which("apt-get") is None:
        raise FetchError(f"PortAudio could not be downloaded. Put {PORTAUDIO} into {SOURCES / 'portaudio'} yourself.")
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME) main", "Created-By: Packages"],
        check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    lists = folder / "lists"
    (lists / "partial").mkdir(parents=True)
    sources = folder / "sources.list"
    sources.write_text("".join(f"deb-src {line}\n" for line in sorted(set(targets)) if "debian" in line))
    options = [
        "-o",
        f"Dir::Etc::SourceList={sources}",
        "-o",
        "Dir::Etc::SourceParts=-",
        "-o",
        f"Dir::State::Lists={lists}",
    ]
    for action in (["update"], ["source", "--download-only", "portaudio19"]):
        subprocess.run(["apt-get", "--quiet=2", *options, *action], check=True, cwd=folder, stdout=sys.stderr)
    found = next(folder.glob("portaudio19_*.orig.tar.gz"), None)
    if found is None:
        raise FetchError("Debian's source of PortAudio could not be downloaded.")
    return found


def fetch_llama() -> None:
    """Where the Debian package has it, too: it is large."""
    if not (LLAMA / llama_library.ARCHIVE).exists():
        in_sdk(["python3", "packaging/llama_library.py", "fetch", str(LLAMA)])


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def take_own_wheel(wheel: Path) -> None:
    target = SOURCES / "dictate"
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    shutil.copyfile(wheel, target / wheel.name)
    for name in ("trim_qt.py", "io.github.dictate_desktop.Dictate.service"):
        shutil.copyfile(ROOT / "packaging" / name, target / name)
    shutil.copytree(ROOT / "packaging" / "licences", target / "licences")
    shutil.copyfile(ROOT / "THIRD-PARTY.md", target / "licences" / "THIRD-PARTY.md")


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        if sys.argv[1] == "--lock":
            lock()
        else:
            take_own_wheel(Path(sys.argv[1]))
            fetch_portaudio()
            fetch_llama()
            fetch_python()
    except (FetchError, OSError, subprocess.CalledProcessError) as error:
        print(f"sources: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
