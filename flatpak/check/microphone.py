"""A speaker in front of the check's microphone: silence in real time, and the recording whenever SIGUSR1 comes.

/usr/bin/python3 flatpak/check/microphone.py PIPE SAMPLES LOG

PIPE belongs to PulseAudio's module-pipe-source; SAMPLES are 16-bit, 16 kHz, mono, without a header. Each time that the
last of them is spoken, a line is added to LOG.
"""

import fcntl
import os
import signal
import sys
import time
from pathlib import Path

BYTES_PER_S = 2 * 16_000
PACE_S = 0.01
BLOCK_BYTES = round(BYTES_PER_S * PACE_S)
PIPE_BYTES = 4096
"""The smallest that Linux makes: what waits in it is heard late."""


def main() -> int:
    pipe, samples, log = Path(sys.argv[1]), Path(sys.argv[2]).read_bytes(), Path(sys.argv[3])
    waiting = bytearray()
    signal.signal(signal.SIGUSR1, lambda *_: waiting.extend(samples))
    descriptor = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    due = time.monotonic()
    while True:
        # A late block is made up for; seconds in which nobody recorded are not.
        due = max(due + PACE_S, time.monotonic() - 1)
        time.sleep(max(0.0, due - time.monotonic()))
        block = bytes(waiting[:BLOCK_BYTES]).ljust(BLOCK_BYTES, b"\0")
        try:
            written = os.write(descriptor, block)
        except BlockingIOError:
            # Nobody records, or PulseAudio is busy: what is to be said waits.
            continue
        if waiting:
            del waiting[:written]
            if not waiting:
                with log.open("a", encoding="utf-8") as file:
                    file.write("spoken\n")


if __name__ == "__main__":
    sys.exit(main())
