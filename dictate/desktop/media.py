"""Pauses what plays while somebody dictates, and lets it go on afterwards. Source: MPRIS 2.2.

Everything happens on the thread of the main loop that the bus delivers on.
"""

from collections.abc import Callable
from functools import partial

from dictate.desktop.bus import Bus, CallFailed, Member, Reply, Typed

_PREFIX = "org.mpris.MediaPlayer2."
_PATH = "/org/mpris/MediaPlayer2"
_PLAYER = "org.mpris.MediaPlayer2.Player"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_DAEMON = Member("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ListNames")
# It passes on what it is told to the player that played last, which need not be the one that we paused.
_NO_PLAYER = _PREFIX + "playerctld"
_PATIENCE_S = 25.0
"""Nobody waits for a player, and one that answers late would stay paused."""


class MediaPause:
    """Remembers which players it paused, and starts no other."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._wanted = False
        self._paused: set[str] = set()

    def pause(self) -> None:
        """Pause every player that plays."""
        self._wanted = True
        self._bus.call(_DAEMON, None, self._names_came)

    def resume(self) -> None:
        """Let those go on that are still paused."""
        self._wanted = False
        for player in self._paused:
            self._ask_status(player, self._start_again)
        self._paused.clear()

    def close(self) -> None:
        """Let them go on without asking first: nobody is there for the answer any more."""
        self._wanted = False
        for player in self._paused:
            self._tell(player, "Play")
        self._paused.clear()

    def _names_came(self, reply: Reply) -> None:
        if isinstance(reply, CallFailed):
            return
        for name in reply[0]:
            if name.startswith(_PREFIX) and name != _NO_PLAYER:
                self._ask_status(name, self._pause_if_playing)

    def _ask_status(self, player: str, act: Callable[[str, Reply], None]) -> None:
        get = Member(player, _PATH, _PROPERTIES, "Get")
        self._bus.call(get, Typed("(ss)", (_PLAYER, "PlaybackStatus")), partial(act, player), _PATIENCE_S)

    def _pause_if_playing(self, player: str, reply: Reply) -> None:
        # The recording may be over by now: a player that is paused late would stay paused.
        if self._wanted and reply == ("Playing",):
            self._paused.add(player)
            self._tell(player, "Pause")

    def _start_again(self, player: str, reply: Reply) -> None:
        if reply != ("Paused",):
            return
        if self._wanted:
            # The next recording has begun meanwhile: it goes on after that one.
            self._paused.add(player)
        else:
            self._tell(player, "Play")

    def _tell(self, player: str, word: str) -> None:
        self._bus.call(Member(player, _PATH, _PLAYER, word), None, lambda _reply: None)
