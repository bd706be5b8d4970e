"""Choosing a device and a format, and the sentences for what goes wrong; PortAudio itself is played."""

from __future__ import annotations

import os
import threading
import time
import types
from typing import Any, ClassVar

import numpy as np
import pytest

from dictate.audio import portaudio
from dictate.audio.portaudio import PortAudio
from dictate.errors import DictateError


class PortAudioError(Exception):
    pass


def device(name: str, rate_hz: float = 44_100.0, channels: int = 2) -> dict[str, Any]:
    return {"name": name, "default_samplerate": rate_hz, "max_input_channels": channels, "max_output_channels": 0}


class PlayedStream:
    latency = 0.03

    def __init__(self) -> None:
        self.is_open = True

    def start(self) -> None:
        pass

    def abort(self) -> None:
        pass

    def close(self) -> None:
        self.is_open = False


class PlayedLibrary:
    """What of sounddevice is used. `refuse` maps (device name, rate, channels) to an error."""

    PortAudioError: ClassVar[type[Exception]] = PortAudioError

    class default:  # noqa: N801  # sounddevice's own name
        device: ClassVar[list[int]] = [0, 0]

    def __init__(self, *devices: dict[str, Any]) -> None:
        self.seen: list[dict[str, Any]] = []
        self.plugged = list(devices)
        self.refuse: dict[tuple[str, int, int], Exception] = {}
        self.opened: list[tuple[str, int, int]] = []
        self.environment: list[dict[str, str]] = []
        self.refreshes = 0
        self._initialize()

    def _terminate(self) -> None:
        self.refreshes += 1

    def _initialize(self) -> None:
        self.seen = [{**device, "index": index} for index, device in enumerate(self.plugged)]

    def query_devices(self) -> list[dict[str, Any]]:
        return self.seen

    def RawInputStream(self, **arguments: Any) -> PlayedStream:
        self.environment.append(dict(os.environ))
        wanted = (self.seen[arguments["device"]]["name"], arguments["samplerate"], arguments["channels"])
        if wanted in self.refuse:
            raise self.refuse[wanted]
        self.opened.append(wanted)
        self.callback, self.finished = arguments["callback"], arguments["finished_callback"]
        self.stream = PlayedStream()
        return self.stream


class MuteLibrary(PlayedLibrary):
    """Its output can be opened, but not started: the sound server has no speakers."""

    def OutputStream(self, **_arguments: Any) -> PlayedStream:
        class Unstartable(PlayedStream):
            def start(self) -> None:
                raise PortAudioError("Error starting stream")

        self.stream = Unstartable()
        return self.stream


@pytest.fixture(autouse=True)
def unused_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a sound library of its own, with no stream open."""
    monkeypatch.setattr(portaudio, "_USE", portaudio._LibraryUse())


def open_with(library: PlayedLibrary, monkeypatch: pytest.MonkeyPatch, source: str = "") -> PortAudio:
    monkeypatch.setattr(portaudio, "_load", lambda: library)
    host = PortAudio()
    host.open_input(source, lambda _data, _overflow: None, lambda: None)
    return host


def refused(library: PlayedLibrary, monkeypatch: pytest.MonkeyPatch, source: str = "") -> DictateError:
    with pytest.raises(DictateError) as caught:
        open_with(library, monkeypatch, source)
    return caught.value


def test_the_sound_server_is_asked_for_the_microphone_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PULSE_SOURCE", raising=False)
    library = PlayedLibrary(device("hw:0"), device("default"), device("pulse"))
    open_with(library, monkeypatch, "usb-headset")
    assert library.opened == [("pulse", 48_000, 1)]
    assert library.environment[0]["PULSE_SOURCE"] == "usb-headset"
    assert "Dictate" in library.environment[0]["PULSE_PROP_OVERRIDE"]
    assert "PULSE_SOURCE" not in os.environ


def test_the_environment_of_the_user_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SOURCE", "mine")
    open_with(PlayedLibrary(device("pulse")), monkeypatch, "usb-headset")
    assert os.environ["PULSE_SOURCE"] == "mine"


def test_without_a_sound_server_the_card_of_that_name_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    library = PlayedLibrary(device("Built-in"), device("USB Headset", 16_000.0, 1))
    open_with(library, monkeypatch, "USB Headset")
    assert library.opened == [("USB Headset", 16_000, 1)]


def test_without_a_choice_the_default_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    library = PlayedLibrary(device("Built-in"), device("USB Headset"))
    open_with(library, monkeypatch)
    assert library.opened == [("Built-in", 44_100, 1)]


def test_a_card_that_knows_only_stereo_and_another_rate_is_opened_so(monkeypatch: pytest.MonkeyPatch) -> None:
    library = PlayedLibrary(device("Card", 44_100.0))
    for rate_hz in (44_100, 48_000, 16_000):
        library.refuse["Card", rate_hz, 1] = PortAudioError("Invalid number of channels", -9998)
    library.refuse["Card", 44_100, 2] = PortAudioError("Invalid sample rate", -9997)
    open_with(library, monkeypatch)
    assert library.opened == [("Card", 48_000, 2)]


def test_a_sound_server_that_came_late_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    library = PlayedLibrary()
    library.plugged = [device("pulse")]
    open_with(library, monkeypatch)
    assert library.opened == [("pulse", 48_000, 1)]


def test_the_list_is_never_renewed_under_a_running_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    library = PlayedLibrary(device("pulse"))
    host = open_with(library, monkeypatch)
    library.refuse["pulse", 48_000, 1] = PortAudioError("Device unavailable", -9985)
    with pytest.raises(DictateError):
        host.open_input("", lambda _data, _overflow: None, lambda: None)
    assert library.refreshes == 0


def test_not_even_by_another_part_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor lists devices while a recording runs: the C library is the same one, and would abort."""
    library = PlayedLibrary(device("pulse"))
    open_with(library, monkeypatch)
    PortAudio().devices()
    assert library.refreshes == 0


def test_a_closed_stream_allows_renewing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    library = PlayedLibrary(device("pulse"))
    monkeypatch.setattr(portaudio, "_load", lambda: library)
    host = PortAudio()
    host.open_input("", lambda _data, _overflow: None, lambda: None).close()
    host.devices()
    assert library.refreshes == 1


def test_a_busy_microphone_is_a_sentence_and_is_asked_for_in_one_format_only(monkeypatch: pytest.MonkeyPatch) -> None:
    library = PlayedLibrary(device("Card"))
    library.refuse["Card", 44_100, 1] = PortAudioError("Device unavailable", -9985)
    assert "in use by another program" in refused(library, monkeypatch).problem
    assert library.opened == []


def test_no_microphone_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    error = refused(PlayedLibrary(device("Speakers", channels=0)), monkeypatch)
    assert error.problem == "No microphone was found."
    assert error.mend


def test_another_failure_names_the_microphone_and_the_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    library = PlayedLibrary(device("pulse"))
    library.refuse["pulse", 48_000, 1] = PortAudioError("Input/output error", -9999)
    problem = refused(library, monkeypatch, "usb-headset").problem
    assert "usb-headset" in problem
    assert "Input/output error" in problem


def test_a_missing_library_is_a_sentence_with_the_command_that_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real_import = builtins.__import__

    def without_portaudio(name: str, *arguments: Any) -> Any:
        if name == "sounddevice":
            raise OSError("PortAudio library not found")
        return real_import(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", without_portaudio)
    with pytest.raises(DictateError) as caught:
        PortAudio()
    assert "apt install libportaudio2" in caught.value.mend


def test_devices_are_listed_with_the_default_one_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    library = PlayedLibrary(device("Built-in"), device("Speakers", channels=0), device("USB"))
    monkeypatch.setattr(portaudio, "_load", lambda: library)
    assert [(each.name, each.is_default) for each in PortAudio().devices()] == [("Built-in", True), ("USB", False)]


def test_an_output_that_does_not_start_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    library = MuteLibrary()
    monkeypatch.setattr(portaudio, "_load", lambda: library)
    with pytest.raises(DictateError, match="Sound cannot be played"):
        PortAudio().play(np.zeros(10, np.float32), 48_000)
    assert not library.stream.is_open


class TestClosing:
    """A stream whose sound server hangs must not be aborted: PortAudio would loop for ever."""

    @pytest.fixture
    def library(self, monkeypatch: pytest.MonkeyPatch) -> PlayedLibrary:
        monkeypatch.setattr(portaudio, "ALIVE_S", 0.02)
        library = PlayedLibrary(device("pulse"))
        monkeypatch.setattr(portaudio, "_load", lambda: library)
        return library

    def closing(self, library: PlayedLibrary) -> threading.Thread:
        """A thread that closes a stream from which nothing has come for a while."""
        stream = PortAudio().open_input("", lambda _data, _overflow: None, lambda: None)
        time.sleep(0.05)
        thread = threading.Thread(target=stream.close)
        thread.start()
        thread.join(0.1)
        assert library.stream.is_open
        return thread

    def test_it_is_closed_when_it_delivers_again(self, library: PlayedLibrary) -> None:
        thread = self.closing(library)
        for _ in range(2000):
            library.callback(b"\0\0", 1, None, types.SimpleNamespace(input_overflow=False))
            thread.join(0.005)
            if not thread.is_alive():
                break
        assert not library.stream.is_open

    def test_it_is_closed_when_it_has_ended(self, library: PlayedLibrary) -> None:
        thread = self.closing(library)
        library.finished()
        thread.join(5)
        assert not library.stream.is_open

    def test_it_is_closed_at_last_when_nothing_happens(
        self, library: PlayedLibrary, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(portaudio, "CLOSE_PATIENCE_S", 0.3)
        self.closing(library).join(5)
        assert not library.stream.is_open
