"""Where the session's message bus is."""

import os
from pathlib import Path


def session_bus_address() -> str | None:
    """Where the session bus is, or None when the session has none (a bare console, some ssh sessions)."""
    if address := os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return address
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    socket = Path(runtime) / "bus"
    return f"unix:path={socket}" if runtime.startswith("/") and socket.is_socket() else None
