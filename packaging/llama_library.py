"""Builds llama-cpp-python for the packages: libraries that run on every x86-64 CPU and use AVX2 where there is one.

    python3 packaging/llama_library.py fetch FOLDER            its pinned source archive, by pip, into FOLDER
    python3 packaging/llama_library.py build ARCHIVE PREFIX    below PREFIX/lib/python3.*/site-packages

Only one of its libraries computes. It is compiled twice, and the second, for x86-64-v3, lies in a folder from which
glibc's loader takes it on CPUs that have all of that level (glibc-hwcaps, since glibc 2.33). Building reaches no
network. Standard library and pip; needs cmake, ninja, a C++ compiler and strip.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

VERSION = "0.3.36"
ARCHIVE = f"llama_cpp_python-{VERSION}.tar.gz"
SHA256 = "832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e"

REQUIREMENTS = ("diskcache>=5.6.1", "jinja2>=2.11.3")
"""What it imports and Dictate itself does not need."""

SLIM = ("COMMON", "TESTS", "TOOLS", "EXAMPLES", "SERVER", "APP")
"""Parts of llama.cpp that Dictate never calls."""
V3 = ("SSE42", "AVX", "AVX2", "BMI2", "FMA", "F16C")
"""What ggml knows of the extensions that x86-64-v3 promises."""
V3_FOLDER = Path("glibc-hwcaps") / "x86-64-v3"
COMPUTING = "libggml-cpu.so.0"
LIBRARIES = ("libggml.so.0", "libggml-base.so.0", COMPUTING)
NOT_TAKEN = ("server", "lib")
"""Folders of the Python package: a web server, and what is built here."""


class LibraryError(Exception):
    """It could not be fetched or built; the text says why."""


@dataclass(frozen=True)
class Build:
    """One run of cmake over the unpacked source."""

    source: Path
    folder: Path
    extensions: tuple[str, ...]
    target: str

    def arguments(self) -> list[str]:
        """What cmake is asked for: nothing of this machine, of this folder or of a git around it gets into a file."""
        switches = [f"-DGGML_{name}={'ON' if name in self.extensions else 'OFF'}" for name in V3]
        same_paths = f"-ffile-prefix-map={self.source}=llama.cpp"
        return [
            *switches,
            *(f"-DLLAMA_BUILD_{part}=OFF" for part in SLIM),
            "-DGGML_NATIVE=OFF",
            "-DGGML_CCACHE=OFF",
            "-DBUILD_SHARED_LIBS=ON",
            "-DCMAKE_BUILD_TYPE=Release",
            f"-DCMAKE_C_FLAGS={same_paths}",
            f"-DCMAKE_CXX_FLAGS={same_paths}",
            "-DCMAKE_BUILD_WITH_INSTALL_RPATH=ON",
            "-DCMAKE_INSTALL_RPATH=$ORIGIN",
            "-DLLAMA_BUILD_NUMBER=0",
            f"-DLLAMA_BUILD_COMMIT={VERSION}",
        ]

    def run(self) -> Path:
        """Configure and compile; returns the folder of the libraries. Raises LibraryError."""
        run(["cmake", "-G", "Ninja", "-S", str(self.source), "-B", str(self.folder), *self.arguments()])
        run(["cmake", "--build", str(self.folder), "--target", self.target])
        return self.folder / "bin"


def fetch(folder: Path) -> Path:
    """Have the pinned archive in `folder`; returns its path. Raises LibraryError and OSError."""
    archive = folder / ARCHIVE
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        pinned = Path(name) / "requirements.txt"
        pinned.write_text(f"llama-cpp-python=={VERSION} --hash=sha256:{SHA256}\n", encoding="utf-8")
        if not archive.exists():
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary=llama-cpp-python"]
            run([*pip, "--require-hashes", "--dest", name, "--requirement", str(pinned)])
            (Path(name) / ARCHIVE).rename(archive)
    return archive


def build(archive: Path, prefix: Path) -> Path:
    """Compile and install below `prefix`; returns the installed package. Raises LibraryError and OSError."""
    site = prefix / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    with tempfile.TemporaryDirectory(prefix="dictate-llama-") as name:
        scratch = Path(name)
        source = unpack(archive, scratch)
        llama = source / "vendor" / "llama.cpp"
        any_cpu = Build(llama, scratch / "any", (), "llama").run()
        v3 = Build(llama, scratch / "v3", V3, "ggml-cpu").run()
        return install(source, any_cpu, v3, site)


def unpack(archive: Path, folder: Path) -> Path:
    if hashlib.sha256(archive.read_bytes()).hexdigest() != SHA256:
        raise LibraryError(f"{archive} is not the file that was pinned.")
    run(["tar", "--extract", "--gzip", "--no-same-owner", f"--file={archive}", f"--directory={folder}"])
    return next(each for each in folder.iterdir() if each.is_dir())


def install(source: Path, any_cpu: Path, v3: Path, site: Path) -> Path:
    package = site / "llama_cpp"
    if package.exists():
        shutil.rmtree(package)
    shutil.copytree(source / "llama_cpp", package, ignore=shutil.ignore_patterns(*NOT_TAKEN))
    libraries = package / "lib"
    (libraries / V3_FOLDER).mkdir(parents=True)
    for name in LIBRARIES:
        take_library(any_cpu / name, libraries / name)
    # The package opens these two by their short names.
    take_library(any_cpu / "libllama.so", libraries / "libllama.so")
    (libraries / "libggml.so").symlink_to("libggml.so.0")
    take_library(v3 / COMPUTING, libraries / V3_FOLDER / COMPUTING)
    describe(source, site)
    return package


def take_library(built: Path, target: Path) -> None:
    shutil.copyfile(built.resolve(), target)
    run(["strip", "--strip-unneeded", str(target)])


def describe(source: Path, site: Path) -> None:
    """The name, the version and the licences, where other packages have theirs."""
    information = site / f"llama_cpp_python-{VERSION}.dist-info"
    licences = information / "licenses"
    licences.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source / "PKG-INFO", information / "METADATA")
    shutil.copyfile(source / "LICENSE.md", licences / "LICENSE.md")
    shutil.copyfile(source / "vendor" / "llama.cpp" / "LICENSE", licences / "LICENSE.llama.cpp")


def run(command: list[str]) -> None:
    # llama.cpp would write down the commit of a checkout that it happens to be built in.
    environment = {**os.environ, "GIT_DIR": os.devnull}
    done = subprocess.run(command, check=False, env=environment, stdout=sys.stderr)
    if done.returncode:
        raise LibraryError(f"{' '.join(command[:4])} … failed; the lines above say why.")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parts = parser.add_subparsers(dest="part", required=True)
    parts.add_parser("fetch").add_argument("folder", type=Path)
    building = parts.add_parser("build")
    building.add_argument("archive", type=Path)
    building.add_argument("prefix", type=Path)
    options = parser.parse_args()
    try:
        if options.part == "fetch":
            print(fetch(options.folder))
        else:
            print(build(options.archive, options.prefix))
    except (LibraryError, OSError) as error:
        print(f"llama.cpp: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
