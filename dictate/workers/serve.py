"""The worker's side: a loop that answers one request after another until the app goes away.

Runs on the main thread of the worker process. A second thread only watches for the app's end, so that a worker that
is busy in native code does not outlive it.
"""

import argparse
import logging
import os
import select
import socket
import sys
import threading
from collections.abc import Callable, Mapping

from dictate import __version__
from dictate.errors import DictateError
from dictate.wording.message import to_json
from dictate.workers.framing import Channel, ConnectionClosedError, Frame

_log = logging.getLogger(__name__)

Handler = Callable[[Frame], Frame]
"""Answers one request. A DictateError it raises reaches the app as such; any other error ends the process."""

EXIT_APP_GONE = 0
EXIT_OTHER_VERSION = 76
"""The app is not of the version that this worker is of: the program was updated under it."""


def serve(handlers: Mapping[str, Handler], arguments: list[str]) -> int:
    """Answer requests on the inherited socket until the app closes it; returns the exit status.

    `handlers` maps the request's "do" to its handler; "ping" is always answered.
    """
    parser = argparse.ArgumentParser(description="A worker process of Dictate; started by the app, not by hand.")
    parser.add_argument("--fd", type=int, required=True, help="the inherited end of the socket pair")
    parser.add_argument("--niceness", type=int, default=0, help="how far to step back behind other processes")
    parser.add_argument("--version", default=__version__, help="which the app is of")
    options = parser.parse_args(arguments)
    if options.version != __version__:
        return EXIT_OTHER_VERSION
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s: %(message)s")
    os.nice(options.niceness)
    connection = socket.socket(fileno=options.fd)
    _watch_for_the_end_of_the_app(connection.fileno())
    channel = Channel(connection)
    try:
        while True:
            channel.send(_answer(handlers, channel.receive()))
    except ConnectionClosedError:
        return EXIT_APP_GONE


def _answer(handlers: Mapping[str, Handler], request: Frame) -> Frame:
    task = str(request.header.get("do", ""))
    if task == "ping":
        return Frame({"ok": True})
    try:
        return handlers[task](request)
    except DictateError as error:
        return Frame({"problem": to_json(error.problem), "mend": to_json(error.mend)})


def _watch_for_the_end_of_the_app(descriptor: int) -> None:
    # Not PR_SET_PDEATHSIG: that signal comes when the *thread* that started the worker ends (prctl(2)), and the app
    # starts workers from threads. The hang-up of the socket comes exactly when the app's last descriptor is gone,
    # kill -9 included.
    def watch() -> None:
        poll = select.poll()
        poll.register(descriptor, select.POLLRDHUP)
        poll.poll()
        os._exit(EXIT_APP_GONE)

    threading.Thread(target=watch, name="app-watch", daemon=True).start()
