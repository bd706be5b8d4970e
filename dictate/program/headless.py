"""The program without Qt: the key, the microphone, the keyboard, the bus and the control socket. Main thread."""

import sys
from collections.abc import Callable
from queue import SimpleQueue
from typing import Literal

from dictate.desktop.bus import Bus
from dictate.desktop.dbus_link import connect, ensure_loop
from dictate.desktop.interruptions import Interruptions
from dictate.errors import DictateError
from dictate.events import Finished, HeardNothing, Notice, Problem, SessionEvent, StateChanged
from dictate.program.program import Program
from dictate.remote import control_socket
from dictate.remote.client import say_it_is_running
from dictate.remote.remote import Remote
from dictate.remote.service import DictationService
from dictate.settings.live import LiveSettings
from dictate.settings.watch import SettingsWatch
from dictate.translation.catalogue import translated

Work = SimpleQueue[Callable[[], object] | None]
"""What the main thread is to do, from any thread and from signal handlers; None ends it."""


def run_headless(settings: LiveSettings, work: Work) -> int:
    """Dictate until None comes. Raises DictateError when the program cannot start at all."""
    ensure_loop("")
    program = Program(settings)
    actions = {"quit": lambda: work.put(None), "watch-keys": lambda: work.put(program.watch_keys_again)}
    remote = Remote(program.session, _refuse_a_window, actions, program.circumstances, settings)
    bus = _bus("session")
    service = DictationService(bus, remote) if bus is not None else None
    if service is not None:
        if not service.claim():
            say_it_is_running()
            program.close()
            return 0
        program.listen(service.on_event)
    socket = control_socket.serve(remote)
    program.listen(_tell)
    program.start(bus)
    # Whoever locks the screen or closes the lid has stopped dictating; what was said so far is kept.
    interruptions = Interruptions(bus, _bus("system"), lambda _reason: program.session.stop())
    print(f"dictate: ready; {program.circumstances().hotkey}", file=sys.stderr, flush=True)
    watch = SettingsWatch(settings.path, lambda: work.put(lambda: program.apply(bus)))
    while (task := work.get()) is not None:
        task()
    watch.close()
    interruptions.close()
    program.close()
    if service is not None:
        service.close()
    socket.close()
    return 0


def _refuse_a_window(_token: str) -> None:
    raise DictateError(
        "Dictate is running already, without windows.", "End the one that was started with --headless first."
    )


def _bus(which: Literal["session", "system"]) -> Bus | None:
    try:
        return connect(which)
    except DictateError:
        # A bare console has none; the control socket serves the same commands.
        return None


def _tell(event: SessionEvent) -> None:
    """One line a change on stderr, without the words."""
    match event:
        case StateChanged(state):
            print(f"dictate: {state.value}", file=sys.stderr, flush=True)
        case Finished(_, text, route, note):
            print(
                f"dictate: {len(text)} characters, {route.value}. {translated(note)}".rstrip(),
                file=sys.stderr,
                flush=True,
            )
        case HeardNothing():
            print("dictate: heard nothing.", file=sys.stderr, flush=True)
        case Notice(sentence):
            print(f"dictate: {translated(sentence)}", file=sys.stderr, flush=True)
        case Problem(problem, mend):
            print(f"dictate: {translated(problem)} {translated(mend)}".rstrip(), file=sys.stderr, flush=True)
        case _:
            return
