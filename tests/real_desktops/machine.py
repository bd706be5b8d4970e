"""Boots the desktops' root in the virtual machine: there, KWin and GNOME Shell have a kernel's keyboards and a screen.

`python -m tests.real_desktops.machine [PYTEST ARGUMENTS]`
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

from dictate.system import paths
from tests.desktop.vm.cache import PROJECT
from tests.desktop.vm.job import Job, processors_of_this_machine
from tests.desktop.vm.machine import POLL_S, VirtualMachine, follow
from tests.desktop.vm.requirements import VirtualMachineError
from tests.integration.prompts import FOLDER as PROMPTS
from tests.real_desktops import root
from tests.real_desktops.root import RootError

OUTPUT = PROJECT / "build" / "real-desktops" / "machine"
SCREEN = "virtio-vga,xres=800,yres=600"
LIMIT_S = 45 * 60
TESTS = ("tests/real_desktops/test_kernel_keyboard.py", "tests/real_desktops/test_ready_lines.py")


def main() -> int:
    try:
        root.prepare()
        return run(sys.argv[1:])
    except (RootError, VirtualMachineError) as error:
        print(error, file=sys.stderr)
        return 1


def run(arguments: list[str]) -> int:
    """pytest's exit status. Raises VirtualMachineError."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    with VirtualMachine(_job(arguments)) as machine:
        pass_on = follow(OUTPUT / "guest.log", sys.stdout.write)
        deadline = time.monotonic() + LIMIT_S
        while machine.running and time.monotonic() < deadline:
            machine.poll()
            pass_on()
            time.sleep(POLL_S)
        pass_on()
        return machine.wait(0).status


def _job(arguments: list[str]) -> Job:
    models = Path(os.environ.get("DICTATE_TEST_MODELS") or paths.models_dir()).resolve()
    pytest = [str(root.ENVIRONMENT / "bin" / "python"), "-m", "pytest", "-p", "no:cacheprovider", "-v", "--tb=short"]
    tests = [] if any("tests/real_desktops" in each for each in arguments) else TESTS
    return Job(
        [*pytest, "-W", "ignore::hypothesis.errors.HypothesisWarning", *tests, *arguments],
        OUTPUT,
        session=True,
        display=SCREEN,
        processors=processors_of_this_machine(),
        environment={
            "DICTATE_ON_REAL_DESKTOPS": "1",
            "DICTATE_TEST_MODELS": str(models),
            "PYTHONUNBUFFERED": "1",
        },
        readable=(models / "tiny.en", PROMPTS),
        root=root.ROOT,
    )


if __name__ == "__main__":
    raise SystemExit(main())
