"""A worker that echoes, and fails in every way a real one can; the supervisor's tests start it."""

import os
import signal
import sys
import time

from dictate.errors import DictateError
from dictate.workers.framing import Frame
from dictate.workers.serve import serve


def echo(request: Frame) -> Frame:
    return Frame({"said": request.header["say"], "niceness": os.nice(0)}, request.payload)


def die(request: Frame) -> Frame:
    print("last words", file=sys.stderr, flush=True)
    os.kill(os.getpid(), request.header["signal"])
    return Frame({})


def leave(request: Frame) -> Frame:
    os._exit(3)


def hang(request: Frame) -> Frame:
    time.sleep(600)
    return Frame({})


def compute_without_end(request: Frame) -> Frame:
    while True:
        pass


def stop(request: Frame) -> Frame:
    os.kill(os.getpid(), signal.SIGSTOP)
    return Frame({})


def refuse(request: Frame) -> Frame:
    raise DictateError("The soup is cold.", "Warm it up.")


def babble(request: Frame) -> Frame:
    os.write(int(sys.argv[sys.argv.index("--fd") + 1]), b"\xff" * 64)
    return Frame({})


if __name__ == "__main__":
    handlers = {
        "echo": echo,
        "die": die,
        "leave": leave,
        "hang": hang,
        "compute without end": compute_without_end,
        "stop": stop,
        "refuse": refuse,
        "babble": babble,
    }
    sys.exit(serve(handlers, sys.argv[1:]))
