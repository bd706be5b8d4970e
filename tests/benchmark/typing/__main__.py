"""Starts the virtual machine, lets `measure` run there and prints a table: python -m tests.benchmark.typing

The processors are emulated: only how the programs compare means anything, never a time.
"""

from __future__ import annotations

import json
import sys

from tests.benchmark.typing.measure import RESULTS
from tests.benchmark.typing.table import table
from tests.desktop.vm.cache import PROJECT
from tests.desktop.vm.job import Job, processors_of_this_machine
from tests.desktop.vm.machine import VirtualMachine

OUTPUT = PROJECT / "build" / "typing"
LIMIT_S = 60 * 60


def main() -> int:
    command = [sys.executable, "-m", "tests.benchmark.typing.measure"]
    with VirtualMachine(Job(command, OUTPUT, processors=processors_of_this_machine())) as machine:
        status = machine.wait(LIMIT_S).status
    print(table(json.loads((OUTPUT / RESULTS).read_text(encoding="utf-8"))))
    return status


if __name__ == "__main__":
    sys.exit(main())
