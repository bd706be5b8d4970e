"""The service of the desktop that lends the microphone to programs. Any thread."""

from collections.abc import Sequence
from pathlib import Path

from dictate.wording.message import message

_SERVICES = ("pipewire-pulse", "pulseaudio")
_FOLDERS = tuple(Path(each) for each in ("/etc/systemd/user", "/usr/local/lib/systemd/user", "/usr/lib/systemd/user"))


def mend_without_server(folders: Sequence[Path] = _FOLDERS) -> str:
    """What to do where no sound server runs and no microphone is found."""
    for service in _SERVICES:
        if any((folder / f"{service}.service").exists() for folder in folders):
            return message(
                "Plug a microphone in and start the sound server: {command}",
                command=f"systemctl --user restart {service}",
            )
    return message("Plug a microphone in and start PipeWire or PulseAudio; install one of them if there is none.")
