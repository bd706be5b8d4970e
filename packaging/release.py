"""Builds what a release consists of, into dist/.

    python packaging/release.py wheel              wheel and source archive
    python packaging/release.py deb [--suite NAME] the wheel, and the Debian package for this release of Debian, or NAME
    python packaging/release.py flatpak            the wheel, and the flatpak as bundle, repository and reference files
    python packaging/release.py all [--sign KEY]   everything, with SHA256SUMS, signed by a key of gpg

The version is the one in dictate/__init__.py. Run by the Python of .venv, after set-up.
"""

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import flatpak_references
import signing
from flatpak_references import APP_ID, BRANCH

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
MANIFEST = ROOT / "flatpak" / f"{APP_ID}.yml"
FLATPAK_WORK = ROOT / "build" / "flatpak"
REPOSITORY = FLATPAK_WORK / "repository"
SUITES = ("bookworm", "trixie")
"""The releases of Debian that a release has a package for."""
SDK = "org.freedesktop.Sdk//25.08"
TAR = ("tar", "--create", "--sort=name", "--owner=0", "--group=0", "--numeric-owner")
RUNTIME_REPOSITORY = "https://dl.flathub.org/repo/flathub.flatpakrepo"
"""Where the user's flatpak gets the runtime from when the program is installed."""
REPOSITORY_URL = "https://dictate-desktop.github.io/dictate/flatpak"
"""Where the repository is to be published; the host of the project's pages is assumed."""


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
    build_archives(DIST)
    return next(DIST.glob("dictate-*.whl"))


def build_archives(folder: Path) -> None:
    run([sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)])


def check_archives_are_reproducible() -> None:
    """Build both archives once more: the same commit has to give the same bytes."""
    with tempfile.TemporaryDirectory() as name:
        again = Path(name)
        build_archives(again)
        for archive in again.iterdir():
            if sha256(archive) != sha256(DIST / archive.name):
                raise ReleaseError(
                    f"{archive.name} came out differently the second time. Were files changed meanwhile? Start again."
                )
            say(f"{archive.name}: the same on a second build")


def install_tools() -> None:
    run([sys.executable, "-m", "pip", "install", "--quiet", "--group", f"{ROOT / 'pyproject.toml'}:package"])


def build_debs(wheel: Path, suites: Sequence[str]) -> None:
    """For this machine's release of Debian directly, for others in a root of them."""
    for old in DIST.glob("dictate_*.deb"):
        old.unlink()
    for suite in suites:
        if suite == this_suite():
            run([sys.executable, "packaging/deb/deb_build.py", str(wheel), str(DIST)])
        else:
            run([sys.executable, "packaging/deb/build_for.py", suite, str(wheel), str(DIST)])


def this_suite() -> str:
    """The code name of this machine's release, such as bookworm."""
    return platform.freedesktop_os_release().get("VERSION_CODENAME", "")


def build_flatpak(wheel: Path, key: str) -> None:
    """Build the manifest, with no network, into a repository, and what is published of that."""
    for old in [*DIST.glob("dictate-*.flatpak"), *DIST.glob("dictate-*-flatpak-repository.tar")]:
        old.unlink()
    signed = [f"--gpg-sign={key}"] if key else []
    run([sys.executable, "flatpak/fetch_sources.py", str(wheel)])
    command = ["flatpak-builder", "--user", "--force-clean", "--disable-rofiles-fuse", "--disable-download", *signed]
    command += [f"--state-dir={FLATPAK_WORK / 'state'}", f"--repo={REPOSITORY}"]
    run([*command, str(FLATPAK_WORK / "app"), str(MANIFEST)])
    # What earlier builds left there is nobody's update.
    run(["flatpak", "build-update-repo", "--prune", "--prune-depth=0", *signed, str(REPOSITORY)])
    public_key = signing.public_key(key) if key else b""
    flatpak_references.write(DIST, REPOSITORY_URL, RUNTIME_REPOSITORY, public_key)
    base = f"dictate-{wheel.name.split('-')[1]}"
    run([*TAR, f"--file={DIST / base}-flatpak-repository.tar", "-C", str(REPOSITORY), "."])
    shutil.copyfile(packed_bundle(public_key), DIST / f"{base}.flatpak")


def packed_bundle(public_key: bytes) -> Path:
    """The repository's program in one file, which carries the key that its commit is signed with.

    Packing takes minutes, so it is kept until the program or the key is another.
    """
    contents = contents_checksum(f"app/{APP_ID}/{platform.machine()}/{BRANCH}")
    what = hashlib.sha256(f"{contents} {RUNTIME_REPOSITORY} ".encode() + public_key).hexdigest()
    kept = FLATPAK_WORK / "bundles" / f"{what}.flatpak"
    if not kept.exists():
        shutil.rmtree(kept.parent, ignore_errors=True)
        kept.parent.mkdir(parents=True)
        say("packing the flatpak into one file (minutes; kept for the next time)")
        draft = kept.with_suffix(".part")
        command = ["flatpak", "build-bundle", f"--runtime-repo={RUNTIME_REPOSITORY}"]
        if public_key:
            # Without it flatpak takes the bundle unverified: --gpg-sign is for OCI images alone.
            keys = draft.with_suffix(".gpg")
            keys.write_bytes(public_key)
            command.append(f"--gpg-keys={keys}")
        run([*command, str(REPOSITORY), str(draft), APP_ID, BRANCH])
        draft.rename(kept)
    return kept


def contents_checksum(ref: str) -> str:
    """Of the files of the newest build, whenever it was built."""
    shown = subprocess.run(
        ["ostree", f"--repo={REPOSITORY}", "show", ref], check=True, capture_output=True, text=True
    ).stdout
    return next(line.split()[1] for line in shown.splitlines() if line.startswith("ContentChecksum:"))


def check_sdk() -> None:
    if subprocess.run(["flatpak", "info", "--user", SDK], check=False, capture_output=True).returncode:
        raise ReleaseError(
            f"{SDK} is not installed. Either flatpak install --user flathub {SDK} {SDK.replace('Sdk', 'Platform')}, "
            f"or take the stand-in of `make test-flatpak`: FLATPAK_USER_DIR={FLATPAK_WORK / 'installation'}"
        )


def write_checksums(key: str) -> None:
    """As `sha256sum --check` reads them, and signed."""
    sums = DIST / "SHA256SUMS"
    files = sorted(each for each in DIST.iterdir() if each.is_file() and not each.name.startswith(sums.name))
    sums.write_text("".join(f"{sha256(each)}  {each.name}\n" for each in files), encoding="utf-8")
    sums.with_name(f"{sums.name}.asc").unlink(missing_ok=True)
    if key:
        signing.sign(sums, key)


def sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


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


def say(line: str) -> None:
    print(line, file=sys.stderr)


def check_release_notes() -> None:
    if subprocess.run([sys.executable, "packaging/release_notes.py", "--check"], check=False, cwd=ROOT).returncode:
        raise ReleaseError("The metainfo lacks what the changelog says; see the line above.")


def build(part: str, key: str, suite: str) -> None:
    if part == "all":
        check_release_notes()
    if part in ("flatpak", "all"):
        check_sdk()
    wheel = build_wheel()
    if part == "all":
        check_archives_are_reproducible()
    if part == "deb":
        build_debs(wheel, [suite or this_suite()])
    if part == "all":
        build_debs(wheel, SUITES)
    if part in ("flatpak", "all"):
        build_flatpak(wheel, key)
    if part == "all":
        write_checksums(key)


def main() -> int:
    parser = argparse.ArgumentParser(description="Build what a release consists of, into dist/.")
    parser.add_argument("part", choices=("wheel", "deb", "flatpak", "all"))
    parser.add_argument("--sign", metavar="KEY", default="", help="a key of gpg, for the flatpak and the checksums")
    parser.add_argument("--suite", metavar="NAME", default="", help="a release of Debian by its code name, for `deb`")
    options = parser.parse_args()
    try:
        key = signing.fingerprint(options.sign) if options.sign else ""
        build(options.part, key, options.suite)
    except (ReleaseError, signing.SigningError, OSError, subprocess.CalledProcessError) as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    say("In dist:")
    for each in sorted(DIST.iterdir()):
        say(f"  {each.stat().st_size / 1e6:8.1f} MB  {each.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
