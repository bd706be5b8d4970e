"""Microphones as the sound server sees them (PulseAudio, or PipeWire in its place). The only importer of pulsectl.

PortAudio shows one device for all of them and never notices a change, and the server may silently move our stream
to another microphone. So a thread of its own listens to the server's events and keeps a snapshot; everybody else
reads that snapshot, from any thread.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from dictate.audio.contract import Device
from dictate.audio.device_names import name_now
from dictate.wording.message import message

_log = logging.getLogger(__name__)

CLOSE_S = 2.0
"""How long the end of the thread is waited for."""

RECONNECT_S = 2.0
SETTLE_S = 0.05
"""Events come in bursts; the snapshot is taken this long after the first."""


@dataclass(frozen=True)
class Source:
    """A microphone, or the monitor of an output, with the settings that a mixer shows."""

    name: str
    description: str
    is_monitor: bool
    muted: bool
    volume: float
    """1.0 is 100 %."""


@dataclass(frozen=True)
class SoundServer:
    """What the sound server said last. `problem` is a sentence when there is none, `mend` what helps, where known."""

    sources: tuple[Source, ...] = ()
    default_source: str = ""
    recording_from: str = ""
    """The source that this process records from right now; empty when it does not record."""
    problem: str = ""
    mend: str = ""

    def source(self, name: str) -> Source | None:
        """The device of that name, whatever it is called now; the default one for an empty name. None: not there."""
        wanted = name_now(name or self.default_source, (source.name for source in self.sources))
        return next((source for source in self.sources if source.name == wanted), None)

    def devices(self) -> list[Device]:
        """Microphones to choose from: the default one first, monitors of outputs last."""
        ordered = sorted(
            self.sources,
            key=lambda source: (source.is_monitor, source.name != self.default_source, source.description.casefold()),
        )
        return [
            Device(source.name, source.description, source.name == self.default_source, source.is_monitor)
            for source in ordered
        ]


class PulseWatch:
    """Follows the sound server on its own thread, through its restarts."""

    def __init__(self, on_change: Callable[[SoundServer], None] | None = None) -> None:
        """`on_change` is called on the watching thread with every new snapshot that differs from the last."""
        self._on_change = on_change
        self._snapshot = SoundServer(problem=message("The sound server has not answered yet."))
        self._answered = threading.Event()
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._listening: Any = None
        self._thread = threading.Thread(target=self._watch, name="pulse-watch", daemon=True)
        self._thread.start()

    @property
    def snapshot(self) -> SoundServer:
        return self._snapshot

    def wait_for_answer(self, timeout_s: float) -> SoundServer:
        """The snapshot once there is a first answer, good or bad, or the present one after `timeout_s`."""
        self._answered.wait(timeout_s)
        return self._snapshot

    def recording_from(self) -> str:
        """The name of the microphone that this process records from right now; empty when unknown."""
        return self._snapshot.recording_from

    def is_wireless(self, device: str) -> bool:
        """Whether that microphone, or the default one for an empty name, is a Bluetooth headset's."""
        source = self._snapshot.source(device)
        # Of PulseAudio and of PipeWire.
        return source is not None and source.name.startswith("bluez_")

    def close(self) -> None:
        """End the thread. Never raises."""
        self._closing.set()
        deadline_s = time.monotonic() + CLOSE_S
        while self._thread.is_alive() and time.monotonic() < deadline_s:
            with self._lock:
                if self._listening is not None:
                    # It does nothing when the thread is not waiting yet: so again, until it has ended.
                    self._listening.event_listen_stop()
            self._thread.join(SETTLE_S)

    def _watch(self) -> None:
        try:
            pulsectl = _load()
        except OSError as error:
            self._publish(
                SoundServer(
                    problem=message("The library of PulseAudio, libpulse, is not installed ({error}).", error=error),
                    mend=message("Install it: sudo apt install libpulse0 (elsewhere: libpulse or pulseaudio-libs)."),
                )
            )
            return
        while not self._closing.is_set():
            try:
                with pulsectl.Pulse("dictate-watch", connect=False) as pulse:
                    # Without a time-out: pulsectl 24.12 always waits for the whole of one, even when connected.
                    pulse.connect()
                    self._follow(pulsectl, pulse)
            except _server_errors(pulsectl) as error:
                _log.debug("no sound server: %s", error)
                self._publish(SoundServer(problem=message("No sound server (PipeWire or PulseAudio) is running.")))
            self._closing.wait(RECONNECT_S)

    def _follow(self, pulsectl: ModuleType, pulse: Any) -> None:
        """Publish a snapshot now and after each burst of events. Raises one of _server_errors when the server ends."""
        something_changed = threading.Event()

        def stop_listening(_event: object) -> None:
            something_changed.set()
            raise pulsectl.PulseLoopStop

        pulse.event_mask_set("source", "source_output", "server", "card")
        pulse.event_callback_set(stop_listening)
        self._publish(_snapshot_of(pulse))
        with self._lock:
            self._listening = pulse
        try:
            while not self._closing.is_set():
                # Without a time-out: an idle program wakes for nothing.
                pulse.event_listen()
                if something_changed.is_set():
                    something_changed.clear()
                    self._closing.wait(SETTLE_S)
                    self._publish(_snapshot_of(pulse))
        finally:
            with self._lock:
                self._listening = None

    def _publish(self, snapshot: SoundServer) -> None:
        changed = snapshot != self._snapshot
        self._snapshot = snapshot
        self._answered.set()
        if changed and self._on_change is not None:
            self._on_change(snapshot)


def ask_server(name: str, act: Callable[[Any], None]) -> None:
    """Have `act` done with a connection of its own, on this thread. Raises OSError where the server does not answer."""
    pulsectl = _load()
    try:
        with pulsectl.Pulse(name, connect=False) as pulse:
            pulse.connect()
            act(pulse)
    except _server_errors(pulsectl) as error:
        raise OSError(str(error)) from error


def _load() -> ModuleType:
    """Raises OSError when libpulse is missing."""
    import pulsectl  # noqa: PLC0415  # it loads libpulse, which may be missing

    module: ModuleType = pulsectl
    return module


def _server_errors(pulsectl: ModuleType) -> tuple[type[Exception], ...]:
    """What pulsectl raises when the server is missing, refuses, or goes away while it is asked."""
    return (pulsectl.PulseError, pulsectl.PulseDisconnected, pulsectl.PulseOperationFailed, pulsectl.PulseIndexError)


def _snapshot_of(pulse: Any) -> SoundServer:
    sources = {source.index: source for source in pulse.source_list()}
    ours = [
        output.source
        for output in pulse.source_output_list()
        if output.proplist.get("application.process.id") == str(os.getpid())
    ]
    recording_from = next((sources[index].name for index in ours if index in sources), "")
    return SoundServer(
        sources=tuple(_source_of(source) for source in sources.values()),
        default_source=pulse.server_info().default_source_name or "",
        recording_from=recording_from,
    )


def _source_of(source: Any) -> Source:
    return Source(
        name=source.name,
        description=source.description or source.name,
        is_monitor=source.monitor_of_sink_name is not None,
        muted=bool(source.mute),
        volume=float(source.volume.value_flat),
    )
