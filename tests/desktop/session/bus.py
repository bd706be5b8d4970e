"""The session bus of the tests."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

WITHOUT_SERVICES = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
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
    """A running bus; the environment of this process points to it.

    Without `services` it starts none: what is tested must not depend on which portals a machine has. Whole desktops
    need some of theirs (GNOME's settings are one).
    """

    def __init__(self, *, services: bool = False) -> None:
        self._services = services
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> SessionBus:
        command = ["dbus-daemon", self._configuration(), "--nofork", "--print-address=1"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = self._process.stdout.readline().strip()
        return self

    def __exit__(self, *exception: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=60)

    def _configuration(self) -> str:
        if self._services:
            return "--session"
        path = Path(os.environ["XDG_RUNTIME_DIR"]) / "bus.conf"
        path.write_text(WITHOUT_SERVICES)
        return f"--config-file={path}"
