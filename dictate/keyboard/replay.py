"""What a text field would show for keystrokes: the compositor's key state followed by the client's Compose."""

from collections.abc import Iterable

from dictate.keyboard import libxkbcommon as xkb
from dictate.keyboard.compose import ComposeState
from dictate.keyboard.keystroke import Keystroke
from dictate.keyboard.xkb import KeyboardState, keysym_text


def replay(keyboard: KeyboardState, compose: ComposeState, keystrokes: Iterable[Keystroke]) -> str:
    """The text that the keystrokes make. `keyboard` is left as it was unless a key locks something."""
    compose.reset()
    text = []
    for keystroke in keystrokes:
        for modifier in keystroke.modifiers:
            compose.feed(keyboard.keysym(modifier))
            keyboard.press(modifier)
        keysym = keyboard.keysym(keystroke.keycode)
        keyboard.press(keystroke.keycode)
        keyboard.release(keystroke.keycode)
        for modifier in reversed(keystroke.modifiers):
            keyboard.release(modifier)
        match compose.feed(keysym):
            case xkb.COMPOSE_COMPOSED:
                text.append(compose.text())
                compose.reset()
            case xkb.COMPOSE_CANCELLED:
                compose.reset()
            case xkb.COMPOSE_NOTHING:
                text.append(keysym_text(keysym))
    return "".join(text)
