"""The microphone that the settings name when a recording begins, or the default one while that is not plugged in.

Used on the session thread.
"""

from collections.abc import Callable
from dataclasses import replace

from dictate.audio.block import AudioBlock
from dictate.audio.contract import RecordingReport
from dictate.audio.options import RecorderOptions
from dictate.audio.pulse import SoundServer
from dictate.audio.recorder import MicrophoneRecorder
from dictate.wording.message import message


class FollowingRecorder:
    """A Recorder. The chosen microphone is kept by its name: it is used again as soon as it is back.

    `sound_server` has what the server said last; without a server the sound library finds another device by itself.
    `told` gets a sentence when another microphone takes its place; called on the session thread.
    """

    def __init__(
        self,
        recorder: MicrophoneRecorder,
        options: Callable[[], RecorderOptions],
        sound_server: Callable[[], SoundServer],
        told: Callable[[str], None],
    ) -> None:
        """`recorder` was made with the options in force."""
        self._recorder = recorder
        self._options = options
        self._sound_server = sound_server
        self._told = told
        self._configured = options()
        self._descriptions: dict[str, str] = {}
        self._missed = ""

    def arm(self) -> None:
        """Open the microphone ahead if the options say so. Raises DictateError."""
        self._follow()
        self._recorder.arm()

    def start(self, on_block: Callable[[AudioBlock], None], on_end: Callable[[RecordingReport], None]) -> None:
        self._follow()
        self._recorder.start(on_block, on_end)

    def stop(self) -> None:
        self._recorder.stop()

    def close(self) -> None:
        self._recorder.close()

    def _follow(self) -> None:
        options = self._plugged_in(self._options())
        if options != self._configured:
            self._configured = options
            self._recorder.configure(options)

    def _plugged_in(self, options: RecorderOptions) -> RecorderOptions:
        server = self._sound_server()
        self._descriptions |= {source.name: source.description for source in server.sources}
        default, chosen = server.source(""), server.source(options.device)
        if not options.device or default is None or chosen is not None:
            self._missed = ""
            return replace(options, device=chosen.name) if options.device and chosen is not None else options
        if self._missed != options.device:
            self._missed = options.device
            wanted = self._descriptions.get(options.device, options.device)
            self._told(
                message(
                    "The microphone {wanted} is not plugged in; {other} is used meanwhile.",
                    wanted=wanted,
                    other=default.description,
                )
            )
        return replace(options, device="")
