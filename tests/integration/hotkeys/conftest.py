"""The fixtures of the desktop's integration tests serve here too."""

from tests.integration.desktop.conftest import link, loop, offscreen, session_bus, start_process

__all__ = ["link", "loop", "offscreen", "session_bus", "start_process"]
