"""Starts packaging/build_llama.py in the background once `make run` has set up: it takes minutes, and nobody waits.

Standard library only. A build that failed is not tried again for the same version of llama-cpp-python.
"""

import fcntl
import subprocess
from collections.abc import Callable
from pathlib import Path

import build_llama
import llama_library

LOWEST_PRIORITY = "19"


def start(environment: Path, say: Callable[[str], None]) -> subprocess.Popen[bytes] | None:
    """Build llama.cpp for the Python of this virtual environment and install it; says in one line what happens.

    None where it is there, is being built, failed before, or can't be compiled. Raises OSError.
    """
    if next(environment.glob("lib/python3*/site-packages/llama_cpp/__init__.py"), None) is not None:
        return None
    log = environment / f"llama-cpp-{llama_library.VERSION}.log"
    with log.open("a+", encoding="utf-8") as file:
        try:
            # The build inherits the lock, and holds it as long as it runs.
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        file.seek(0)
        if build_llama.WITHOUT_IT in file.read():
            say(f"llama.cpp could not be built ({log}); remove that file to have it tried again.")
            return None
        if not build_llama.has_compiler():
            say(
                "llama.cpp is not built: there is no C++ compiler (sudo apt-get install g++). Dictate works without it."
            )
            return None
        say(f"llama.cpp is being built in the background, at the lowest priority; nothing waits for it ({log}).")
        return subprocess.Popen(
            ["nice", "-n", LOWEST_PRIORITY, str(environment / "bin" / "python"), build_llama.__file__],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            cwd=environment,
            # The program that is started next may end before the build does.
            start_new_session=True,
        )
