"""A keyboard whose keys end in a text field: it shows what a client on that layout would show."""

from threading import Event

from dictate.keyboard import libxkbcommon as xkb
from dictate.keyboard.compose import ComposeTable, session_locale
from dictate.keyboard.keystroke import ALL_KEYCODES, KEY_BACKSPACE, KEY_INSERT, KEY_LEFTCTRL
from dictate.keyboard.layout_names import parse_layout
from dictate.keyboard.locks import Lamps
from dictate.keyboard.xkb import Keymap, keysym_name, keysym_text
from dictate.system.usable import Usable
from tests.fakes.clipboard import FakeClipboard


class FakeKeyDevice:
    """Obeys `KeyDevice`. Ctrl+V fetches from `clipboard`, unless `pastes` is off; `fail_after` keys it breaks."""

    name = "fake"
    keycodes = ALL_KEYCODES

    def __init__(self, layout: str = "us", clipboard: "FakeClipboard | None" = None, *, pastes: bool = True) -> None:
        self.text = ""
        self.down: list[int] = []
        self.events: list[tuple[str, int]] = []
        self.held: bool | None = None
        self.lit: Lamps | None = None
        self.fail_after: int | None = None
        self.score = 50
        self.opened = 0
        self.on_press = lambda: None
        self._clipboard = clipboard
        self._pastes = pastes
        self.switch_to(layout)

    def switch_to(self, layout: str) -> None:
        """What the desktop does while keys go out; between two of them."""
        assert not self.down
        keymap = Keymap.from_names(parse_layout(layout))
        self._state = keymap.new_state()
        self._compose = ComposeTable(keymap.context, session_locale()).new_state()

    def usable(self) -> Usable:
        return Usable(self.score, "A fake keyboard.", "Mend it.")

    def open(self) -> None:
        self.opened += 1

    def wait_ready(self, stop: Event) -> None:
        pass

    def press(self, keycode: int) -> None:
        if self.fail_after is not None and len(self.events) >= self.fail_after:
            raise OSError(19, "No such device")
        assert keycode not in self.down, "pressed twice"
        self.on_press()
        self.events.append(("press", keycode))
        keysym = self._state.keysym(keycode)
        self._state.press(keycode)
        self.down.append(keycode)
        if keycode == KEY_BACKSPACE:
            self.text = self.text[:-1]
        elif keycode == KEY_INSERT or (KEY_LEFTCTRL in self.down and keysym_name(keysym) == "v"):
            self._paste()
        elif KEY_LEFTCTRL not in self.down:
            self._insert(keysym)

    def release(self, keycode: int) -> None:
        self.events.append(("release", keycode))
        self._state.release(keycode)
        # A key that is not down comes up without effect, as on a real keyboard.
        if keycode in self.down:
            self.down.remove(keycode)

    def held_modifiers(self) -> bool | None:
        return self.held

    def lamps(self) -> Lamps | None:
        return self.lit

    def close(self) -> None:
        assert not self.down, "closed with keys down"

    def _insert(self, keysym: int) -> None:
        match self._compose.feed(keysym):
            case xkb.COMPOSE_COMPOSED:
                self.text += self._compose.text()
                self._compose.reset()
            case xkb.COMPOSE_CANCELLED:
                self._compose.reset()
            case xkb.COMPOSE_NOTHING:
                self.text += keysym_text(keysym)

    def _paste(self) -> None:
        if self._pastes and self._clipboard is not None:
            self.text += self._clipboard.fetch()
