"""A session bus that starts no services: what is tested must not depend on which portals a machine has."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:runtime=yes</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class SessionBus:
    """A running bus; the environment of this process points to it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> SessionBus:
        configuration = Path(os.environ["XDG_RUNTIME_DIR"]) / "bus.conf"
        configuration.write_text(CONFIGURATION)
        command = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address=1"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = self._process.stdout.readline().strip()
        return self

    def __exit__(self, *exception: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=60)
