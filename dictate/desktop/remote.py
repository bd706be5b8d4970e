"""What other programs may ask of a running Dictate, in words; the D-Bus service and the control socket share it.

Called on the thread of either; the callbacks given to it have to bear that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dictate import __version__
from dictate.errors import DictateError
from dictate.events import DictationControl


@dataclass(frozen=True)
class Status:
    """`state` is a value of SessionState; `hotkey` says in a sentence which key is watched and how."""

    state: str
    hotkey: str
    version: str


class Remote:
    """Obeys words such as "toggle".

    `activate` brings the program's window to the front and gets the desktop's activation token, which may be empty.
    `actions` are the further words of the program, such as "settings" or "quit".
    """

    def __init__(
        self,
        control: DictationControl,
        activate: Callable[[str], None],
        actions: Mapping[str, Callable[[], None]],
        describe_hotkey: Callable[[], str],
    ) -> None:
        self._control = control
        self._activate = activate
        self._describe_hotkey = describe_hotkey
        self._actions: dict[str, Callable[[], None]] = {
            "start": control.start,
            "stop": control.stop,
            "toggle": control.toggle,
            "cancel": control.cancel,
            "type-last": control.type_last_again,
            "undo-last": control.undo_last,
            **actions,
        }

    def activate(self, token: str = "") -> None:
        self._activate(token)

    def do(self, action: str) -> None:
        """Raises DictateError for a word that means nothing."""
        if action not in self._actions:
            raise DictateError(f"Dictate knows no action “{action}”.", f"It knows {', '.join(self._actions)}.")
        self._actions[action]()

    def status(self) -> Status:
        return Status(self._control.state.value, self._describe_hotkey(), __version__)
