"""Builds what a release consists of, into dist/.

    python packaging/release.py wheel       wheel and source archive
    python packaging/release.py deb         the wheel, and the Debian package for this release of Debian
    python packaging/release.py flatpak     the wheel, and the flatpak bundle
    python packaging/release.py all         everything, with SHA256SUMS

The version is the one in dictate/__init__.py. Run by the Python of .venv, after set-up.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
APP_ID = "io.github.dictate_desktop.Dictate"
MANIFEST = ROOT / "flatpak" / f"{APP_ID}.yml"
FLATPAK_WORK = ROOT / "build" / "flatpak"
REPOSITORY = FLATPAK_WORK / "repository"
RUNTIME_REPOSITORY = "https://dl.flathub.org/repo/flathub.flatpakrepo"
"""Where the user's flatpak gets the runtime from when the bundle is installed."""


class ReleaseError(Exception):
    """A part could not be built; the text says which."""


def build_wheel() -> Path:
    """Both archives; returns the wheel's path."""
    install_tools()
    generated = ROOT / "build" / "generated"
    if generated.exists():
        shutil.rmtree(generated)
    run([sys.executable, "packaging/command_line_files.py", str(generated)])
    for old in [*DIST.glob("dictate-*.whl"), *DIST.glob("dictate-*.tar.gz")]:
        old.unlink()
    run([sys.executable, "-m", "build", "--outdir", str(DIST), str(ROOT)])
    return next(DIST.glob("dictate-*.whl"))


def install_tools() -> None:
    run([sys.executable, "-m", "pip", "install", "--quiet", "--group", f"{ROOT / 'pyproject.toml'}:package"])


def build_deb(wheel: Path) -> Path:
    for old in DIST.glob("dictate_*.deb"):
        old.unlink()
    run([sys.executable, "packaging/deb/build.py", str(wheel), str(DIST)])
    return next(DIST.glob("dictate_*.deb"))


def build_flatpak_repository(wheel: Path) -> None:
    """Build the manifest, with no network, into a local repository."""
    run([sys.executable, "flatpak/fetch_sources.py", str(wheel)])
    command = ["flatpak-builder", "--user", "--force-clean", "--disable-rofiles-fuse", "--disable-download"]
    command += [f"--state-dir={FLATPAK_WORK / 'state'}", f"--repo={REPOSITORY}"]
    run([*command, str(FLATPAK_WORK / "app"), str(MANIFEST)])


def build_flatpak(wheel: Path) -> Path:
    build_flatpak_repository(wheel)
    bundle = DIST / f"dictate-{wheel.name.split('-')[1]}.flatpak"
    command = ["flatpak", "build-bundle", f"--runtime-repo={RUNTIME_REPOSITORY}"]
    run([*command, str(REPOSITORY), str(bundle), APP_ID, "stable"])
    return bundle


def write_checksums() -> None:
    """As `sha256sum --check` reads them."""
    files = sorted(each for each in DIST.iterdir() if each.is_file() and each.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in files]
    (DIST / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def run(command: list[str]) -> None:
    # Archives carry the time of the last commit, so that the same commit gives the same archives.
    environment = {"SOURCE_DATE_EPOCH": commit_time(), **os.environ}
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment, stdout=sys.stderr)
    if done.returncode:
        raise ReleaseError(f"{' '.join(command[:3])} … failed; the lines above say why.")


def commit_time() -> str:
    done = subprocess.run(["git", "log", "-1", "--format=%ct"], check=False, cwd=ROOT, capture_output=True, text=True)
    # A source archive has no history; 2020-01-01 is what hatchling takes then.
    return done.stdout.strip() or "1577836800"


def build(part: str) -> None:
    wheel = build_wheel()
    if part in ("deb", "all"):
        build_deb(wheel)
    if part in ("flatpak", "all"):
        build_flatpak(wheel)
    if part == "all":
        write_checksums()


def main() -> int:
    if len(sys.argv) != 2 or sys.argv[1] not in ("wheel", "deb", "flatpak", "all"):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        build(sys.argv[1])
    except (ReleaseError, OSError) as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    print(*sorted(each.name for each in DIST.iterdir()), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
