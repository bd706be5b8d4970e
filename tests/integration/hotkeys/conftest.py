"""The fixtures of the desktop's integration tests serve here too."""

from tests.integration.desktop.conftest import (
    bus_daemon,
    bus_services,
    link,
    loop,
    offscreen,
    session_bus,
    start_process,
)

__all__ = ["bus_daemon", "bus_services", "link", "loop", "offscreen", "session_bus", "start_process"]
