"""What a process costs: CPU time and memory, read from /proc (proc(5))."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ProcessUsage:
    """`cpu_s` is user plus system time since the process began; memory is resident, now and at its highest."""

    cpu_s: float
    resident_mb: float
    peak_mb: float


def process_usage(pid: int) -> ProcessUsage | None:
    """The costs of a process, or None when there is no such process (any more)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    # The second field, the command's name, may hold spaces and parentheses: count from the last one.
    fields = stat.rpartition(")")[2].split()
    user_ticks, system_ticks = int(fields[11]), int(fields[12])
    kilobytes = {
        name: int(value.split()[0])
        for name, _, value in (line.partition(":") for line in status.splitlines())
        if name in ("VmRSS", "VmHWM")
    }
    return ProcessUsage(
        cpu_s=(user_ticks + system_ticks) / os.sysconf("SC_CLK_TCK"),
        resident_mb=kilobytes.get("VmRSS", 0) * 1024 / 1e6,
        peak_mb=kilobytes.get("VmHWM", 0) * 1024 / 1e6,
    )
