"""Clean human speech with known words: voice prompts of the Asterisk telephone system.

Debian's package `asterisk-core-sounds-en-g722` holds them: read by Allison Smith, 16 kHz, CC BY-SA 3.0. The package has
no script; the words here are those of upstream's `core-sounds-en.txt`, numbers spelled as Whisper writes them, and only
prompts in which the recording keeps to the script.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest

from dictate.audio.block import RATE_HZ, Samples

PACKAGE = "asterisk-core-sounds-en-g722"
FOLDER = Path("/usr/share/asterisk/sounds/en_US_f_Allison")


@dataclass(frozen=True)
class Prompt:
    """One recording: `name` is its file without the suffix, `words` what is said."""

    name: str
    words: str

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.g722"

    def samples(self) -> Samples:
        """16 kHz mono float32, shape (n,)."""
        return _decode(self.path)

    def samples_int16(self) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
        """The same for a test microphone."""
        return (self.samples() * 32_767).astype(np.int16)


PROMPTS = tuple(
    Prompt(name, words)
    for name, words in {
        "agent-alreadyon": "That agent is already logged on. Please enter your agent number followed by the pound key.",
        "agent-pass": "Please enter your password followed by the pound key.",
        "conf-getchannel": "Please enter the channel number followed by the pound key.",
        "conf-invalid": "That is not a valid conference number. Please try again.",
        "conf-kicked": "You have been kicked from this conference.",
        "conf-leaderhasleft": "The leader has left the conference.",
        "conf-noempty": "No empty conferences currently exist.",
        "conf-now-recording": "The conference is now being recorded.",
        "conf-onlyone": "There is currently one other participant in the conference.",
        "conf-onlyperson": "You are currently the only person in this conference.",
        "conf-placeintoconf": "You will now be placed into the conference.",
        "conf-waitforleader": "The conference will begin when the leader arrives.",
        "demo-echodone": "The echo test has been completed.",
        "demo-echotest": (
            "You are about to enter an echo test. In this mode everything you say will be repeated back to you just as "
            "soon as it is received. The purpose of this test is to give you an audible sense of the latency between "
            "you and the machine that is running the echo test application. You may end the test by hanging up or by "
            "pressing the pound key."
        ),
        "demo-nomatch": "I'm sorry, there are no matches for those keywords.",
        "demo-thanks": "Goodbye. Thank you for trying out the Asterisk open source PBX.",
        "dir-nomatch": "No directory entries match your search.",
        "dir-nomore": "There are no more compatible entries in the directory.",
        "followme/status": "The person you are calling is not at their desk. I will try to locate them for you.",
        "priv-introsaved": "Thank you. Please hold while I attempt to connect you with your party.",
        "priv-recordintro": "At the tone, please say your name.",
        "queue-periodic-announce": (
            "All of our representatives are currently busy. Please stay on the line and your call will be answered by "
            "the next available representative."
        ),
        "queue-thankyou": "Thank you for your patience.",
        "queue-youarenext": (
            "Your call is now first in line and will be answered by the next available representative."
        ),
        "ss-noservice": "The number you have dialed is not in service. Please check the number and try again.",
        "transfer": "Please hold while I try that extension.",
        "tt-allbusy": (
            "All representatives of the household are currently assisting other telemarketers. Please hold and your "
            "call will be answered in the order it was received."
        ),
        "tt-monkeysintro": "They have been carried away by monkeys.",
        "tt-somethingwrong": "Something is terribly wrong.",
        "vm-dialout": "Please wait while I connect your call.",
        "vm-enter-num-to-call": "Please enter the number you wish to call.",
        "vm-intro": "Please leave your message after the tone. When done, hang up or press the pound key.",
        "vm-invalid-password": (
            "That password does not meet the minimum requirements for this mailbox. Please try again."
        ),
        "vm-newuser": "Welcome to Comedian Mail. First, I will guide you through a short setup process.",
        "vm-nobodyavail": "Nobody is available to take your call at the moment.",
        "vm-nobox": "You cannot reply to this message because the sender does not have a mailbox.",
        "vm-nonumber": "I'm afraid I don't know who sent this message.",
        "vm-rec-busy": "After the tone, say your busy message and then press the pound key.",
        "vm-rec-name": "After the tone, say your name and then press the pound key.",
        "vm-record-prepend": (
            "At the tone, please record an introduction to the forwarded message. When done, press the pound sign."
        ),
        "vm-sorry": "I'm sorry, I did not understand your response.",
        "vm-tempgreeting2": ("Press 1 to record your temporary greeting, or press 2 to erase your temporary greeting."),
        "vm-tmpexists": "There is a temporary greeting, which overrides your standard greetings.",
        "vm-tooshort": "Your message is too short.",
        "vm-whichbox": "To leave a message, please enter a mailbox number.",
    }.items()
)


def prompt(name: str) -> Prompt:
    """The prompt of that name; the test is skipped, with the reason, where the package is missing."""
    if not FOLDER.is_dir():
        pytest.skip(f"human speech for this test comes with Debian's package {PACKAGE}, which is not installed")
    return next(known for known in PROMPTS if known.name == name)


@cache
def _decode(path: Path) -> Samples:
    """Raw G.722 has no header: FFmpeg must be told the format."""
    to_mono_float = av.AudioResampler("flt", "mono", RATE_HZ)
    with av.open(str(path), format="g722") as container:
        frames = [out for frame in container.decode(audio=0) for out in to_mono_float.resample(frame)]
    samples = np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])
    samples.flags.writeable = False
    return samples
