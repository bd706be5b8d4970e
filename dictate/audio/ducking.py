"""Outputs made quiet while somebody dictates, and as loud as before afterwards.

The outputs, not the streams of programs: the sound server remembers the volume of a program whose stream ends, and the
next song would stay quiet. What was lowered is on disk until it is raised again: no crash leaves an output quiet.
"""

import contextlib
import json
import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from dictate.audio.pulse import ask_server
from dictate.system.durable import replace_text

_log = logging.getLogger(__name__)

QUIET: Final = 0.4
"""Of the volume that a mixer shows: 24 dB less on PulseAudio's and PipeWire's cubic scale."""

CUE_S: Final = 0.4
"""The sound that tells of the recording is heard first."""

_SAME: Final = 0.01
"""Servers round volumes."""

_CLOSE_S: Final = 2.0

Volumes = dict[str, list[float]]
"""Of every output by its name, a value for each channel; 1.0 is 100 %."""


class Ducking:
    """`lower` and `restore` return at once, on any thread; a thread of its own, begun by the first, asks the server.

    Both are to be said again when an output comes: headphones that are plugged in, or a headset with another profile.

    `memory` is the file that outlives a crash; what it names is raised by the first `restore` after one.
    """

    def __init__(self, memory: Path, cue_s: float = CUE_S) -> None:
        self._memory = memory
        self._cue_s = cue_s
        self._wanted: queue.SimpleQueue[bool | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def lower(self) -> None:
        self._ask(True)

    def restore(self) -> None:
        """Does nothing where nothing was lowered."""
        if self._thread is not None or self._memory.exists():
            self._ask(False)

    def close(self) -> None:
        """Raise what is lowered, and end."""
        if self._thread is None:
            return
        self._wanted.put(None)
        self._thread.join(_CLOSE_S)

    def _ask(self, lowered: bool) -> None:
        self._wanted.put(lowered)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="ducking", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        lowered = self._wanted.get()
        while lowered is not None:
            if lowered:
                with contextlib.suppress(queue.Empty):
                    # The recording may be over before its sound is.
                    lowered = self._wanted.get(timeout=self._cue_s)
                    continue
                self._do(self._lower)
            else:
                self._restore_all()
            lowered = self._wanted.get()
        self._restore_all()

    def _restore_all(self) -> None:
        if self._memory.exists():
            self._do(self._restore)

    def _do(self, act: Callable[[Any], None]) -> None:
        try:
            ask_server("dictate-ducking", act)
        except OSError as error:
            _log.info("the volume of other sounds stays as it is: %s", error)

    def _lower(self, pulse: Any) -> None:
        before = self._lowered()
        for sink in pulse.sink_list():
            values = list(sink.volume.values)
            # One that was unplugged meanwhile may come back as loud as it was.
            is_lowered = sink.name in before and not _are_same(values, before[sink.name])
            if is_lowered or sink.mute:
                continue
            before[sink.name] = values
            # First on disk, then in the ear.
            self._remember(before)
            _set(pulse, sink, [QUIET * value for value in values])

    def _restore(self, pulse: Any) -> None:
        before = self._lowered()
        for sink in pulse.sink_list():
            values = before.pop(sink.name, None)
            # Whoever turned the knob meanwhile has the last word.
            if values is not None and _are_same(sink.volume.values, [QUIET * value for value in values]):
                _set(pulse, sink, values)
        if before:
            # An output that was unplugged meanwhile comes back as quiet as it went.
            self._remember(before)
        else:
            self._memory.unlink(missing_ok=True)

    def _remember(self, volumes: Volumes) -> None:
        """Raises OSError."""
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        replace_text(self._memory, json.dumps(volumes))

    def _lowered(self) -> Volumes:
        try:
            found = json.loads(self._memory.read_text(encoding="utf-8"))
            return {str(name): [float(value) for value in values] for name, values in found.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}


def _set(pulse: Any, sink: Any, values: list[float]) -> None:
    volume = sink.volume
    volume.values = values
    pulse.volume_set(sink, volume)


def _are_same(these: list[float], those: list[float]) -> bool:
    return len(these) == len(those) and all(abs(a - b) < _SAME for a, b in zip(these, those, strict=True))
