"""In a process of its own: the setting holds for a whole process."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest


def test_the_c_library_takes_the_setting() -> None:
    if platform.libc_ver()[0] != "glibc":
        pytest.skip("the C library is not glibc")
    program = "from dictate.system.freed_memory import return_freed_memory; print(return_freed_memory())"
    answer = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == "True"


def test_a_program_that_waits_has_loaded_no_engine_no_client_and_no_window() -> None:
    """Each takes 6 to 20 MB and is needed by a dictation, a file or a download only; the windows take 9 together."""
    program = (
        "import sys, dictate.app; "
        "windows = {'dictate.app_windows', 'dictate.ui.windows', 'dictate.doctor.checks'}; "
        "engines = {'onnxruntime', 'av', 'httpx', 'huggingface_hub', 'sounddevice'}; "
        "print(sorted((engines | windows) & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    if "No module named" in answer.stderr or "libEGL" in answer.stderr:
        pytest.skip(f"the tray program cannot be imported here: {answer.stderr.splitlines()[-1]}")
    assert answer.stdout.strip() == "[]"
