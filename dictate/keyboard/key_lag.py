"""How long a desktop takes to hand a key on to the window.

GNOME Shell asks IBus about each key and waits for the answer, but tells the window of Shift at once: a key that is
answered late meets the wrong modifiers, and a capital becomes small. How late depends on what else the computer does.
"""

import os
from collections.abc import Callable, Mapping
from typing import Final

from jeepney import DBusAddress

from dictate.bus import questions as bus
from dictate.keyboard.desktops import current_desktops

_SHELL: Final = DBusAddress("/org/gnome/Shell", "org.gnome.Shell", "org.gnome.Shell")


def key_lag_s(
    environment: Mapping[str, str] = os.environ,
    shell_answers_in_s: Callable[[], float] = lambda: bus.answer_time_s("SESSION", _SHELL, "ShellVersion"),
) -> float:
    """How long the shell takes to answer a question, as a measure for a key; 0 where modifiers do not overtake keys.

    Blocks for that long, half a second at most. Any thread.
    """
    return shell_answers_in_s() if "GNOME" in current_desktops(environment) else 0.0
