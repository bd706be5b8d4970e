"""Builds llama-cpp-python as a slim wheel for the CPU it runs on, keeps the wheel, and installs it.

There is no ready wheel on the package index, and the default build compiles servers, tools and image readers that
Dictate never calls. Standard library and pip only; needs a C++ compiler (cmake and ninja come with the build).

    python packaging/build_llama.py                 build if need be, install into this Python
    python packaging/build_llama.py --wheel-only    build and print the wheel's path
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from llama_library import VERSION

WITHOUT_IT = "Dictate lays out texts by rules without it."
REQUIREMENT = f"llama-cpp-python=={VERSION}"
# An installed wheel has no checkout around it; both places are private to the user.
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dictate" / "wheels"

# The binding's CMakeLists forces LLAMA_BUILD_COMMON on; a file included behind each project() turns it off again.
NO_COMMON = 'set(LLAMA_BUILD_COMMON OFF)\nset(LLAMA_BUILD_COMMON OFF CACHE BOOL "" FORCE)\n'
SLIM = ("-DLLAVA_BUILD=OFF", "-DLLAMA_BUILD_TOOLS=OFF", "-DLLAMA_BUILD_SERVER=OFF", "-DLLAMA_CURL=OFF")
X86_FEATURES = {"AVX": "avx", "AVX2": "avx2", "FMA": "fma", "F16C": "f16c", "BMI2": "bmi2", "SSE42": "sse4_2"}


class BuildError(Exception):
    """The wheel could not be built; the text says why and what to do."""


def cpu_features(cpuinfo: Path = Path("/proc/cpuinfo")) -> frozenset[str]:
    """The flags of the first processor; empty where the kernel does not list any."""
    try:
        lines = cpuinfo.read_text().splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line.split(":", 1)[1].split() for line in lines if line.startswith("flags")), []))


def cpu_arguments(machine: str, features: Iterable[str]) -> list[str]:
    """CMake arguments for a CPU: on x86-64 exactly the extensions it has, up to AVX2.

    AVX-512 is left out: it was no faster here, and a wheel kept in a home folder may meet another machine.
    """
    if machine != "x86_64":
        return ["-DGGML_NATIVE=ON"]
    known = frozenset(features)
    switches = [f"-DGGML_{name}={'ON' if flag in known else 'OFF'}" for name, flag in X86_FEATURES.items()]
    return ["-DGGML_NATIVE=OFF", *switches]


def wheel_folder(arguments: list[str], cache: Path = CACHE) -> Path:
    """The folder of wheels built with these arguments: another CPU gets another wheel."""
    on = sorted(each.removeprefix("-DGGML_").removesuffix("=ON").lower() for each in arguments if each.endswith("=ON"))
    return cache / f"{platform.machine()}-{'-'.join(on) or 'plain'}"


def find_wheel(folder: Path) -> Path | None:
    return next(iter(sorted(folder.glob(f"llama_cpp_python-{VERSION}-*.whl"))), None)


def has_compiler() -> bool:
    return "CXX" in os.environ or any(shutil.which(name) for name in ("c++", "g++"))


def build(arguments: list[str], folder: Path) -> Path:
    """Compile the wheel into `folder` at the lowest priority. Raises BuildError."""
    if not has_compiler():
        raise BuildError("There is no C++ compiler. Install one: sudo apt-get install g++")
    with tempfile.TemporaryDirectory(prefix="dictate-llama-") as scratch:
        no_common = Path(scratch) / "no-common.cmake"
        no_common.write_text(NO_COMMON)
        flags = [*SLIM, *arguments, f"-DCMAKE_PROJECT_llama.cpp_INCLUDE={no_common}"]
        command = ["nice", "-n", "10", sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-cache-dir"]
        command += ["--no-binary", "llama-cpp-python", "--wheel-dir", scratch, REQUIREMENT]
        environment = {**os.environ, "CMAKE_ARGS": " ".join(flags)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        built = find_wheel(Path(scratch))
        if done.returncode or built is None:
            raise BuildError(f"llama.cpp could not be built.\n{_last_lines(done.stderr)}")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Into place in one step: a build that is interrupted leaves no half wheel.
        part = folder / f".{built.name}.part"
        shutil.copyfile(built, part)
        return part.rename(folder / built.name)


def install(wheel: Path) -> None:
    """Install the wheel and what it imports into this Python. Raises BuildError."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"The wheel could not be installed.\n{_last_lines(done.stderr)}")


def _last_lines(output: str, count: int = 8) -> str:
    return "\n".join(output.strip().splitlines()[-count:])


def main() -> int:
    parser = argparse.ArgumentParser(description="Build and install llama-cpp-python for Dictate.")
    parser.add_argument("--wheel-only", action="store_true", help="do not install; print the wheel's path")
    options = parser.parse_args()
    arguments = cpu_arguments(platform.machine(), cpu_features())
    folder = wheel_folder(arguments)
    try:
        wheel = find_wheel(folder)
        if wheel is None:
            print("Building llama.cpp (a few minutes at low priority; Dictate works without it).", file=sys.stderr)
            wheel = build(arguments, folder)
        if options.wheel_only:
            print(wheel)
        else:
            install(wheel)
    except BuildError as error:
        print(f"{error}\n{WITHOUT_IT}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
