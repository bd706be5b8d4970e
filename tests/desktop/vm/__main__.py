"""Run one command in the virtual machine and exit with its status (125: the machine itself failed)."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.desktop.vm.job import THIS_MACHINE, Job, processors_of_this_machine
from tests.desktop.vm.machine import POLL_S, VirtualMachine, follow
from tests.desktop.vm.requirements import VirtualMachineError


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.desktop.vm", description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("build/desktop"), help="what the command sees as $OUT")
    parser.add_argument("--timeout", type=float, default=600, metavar="SECONDS", help="end the machine after this time")
    parser.add_argument("--user", default="tester", help="who runs the command (default: tester); root for root")
    parser.add_argument("--session", action="store_true", help="boot systemd and give the user a logind session")
    parser.add_argument("--display", default="", metavar="DEVICE", help="add a qemu display, e.g. virtio-vga")
    parser.add_argument(
        "--root", type=Path, default=THIS_MACHINE, metavar="FOLDER", help="boot the root in this folder"
    )
    parser.add_argument("--memory", type=int, default=4096, metavar="MIB", help="memory of the machine")
    parser.add_argument("command", nargs="+", help="the command, after --")
    arguments = parser.parse_args()
    job = Job(
        command=arguments.command,
        output=arguments.output,
        user="" if arguments.user == "root" else arguments.user,
        session=arguments.session,
        display=arguments.display,
        memory_mib=arguments.memory,
        processors=processors_of_this_machine(),
        root=arguments.root.resolve(),
    )
    deadline = time.monotonic() + arguments.timeout
    try:
        with VirtualMachine(job) as machine:
            pass_on = follow(job.output / "guest.log", sys.stdout.write)
            while machine.running and time.monotonic() < deadline:
                machine.poll()
                pass_on()
                time.sleep(POLL_S)
            result = machine.wait(max(0.0, deadline - time.monotonic()))
            pass_on()
    except VirtualMachineError as error:
        print(error, file=sys.stderr)
        return 125
    print(f"guest ready after {result.ready_after_s:.1f} s, in all {result.wall_s:.1f} s", file=sys.stderr)
    return result.status


if __name__ == "__main__":
    raise SystemExit(main())
