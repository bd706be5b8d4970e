from __future__ import annotations

import pytest

from dictate.hotkeys.trigger_text import key_in


@pytest.mark.parametrize(
    ("description", "key"),
    [
        ("Press F9", "F9"),
        ("F9 drücken", "F9"),
        ("Press <Control><Super>space", "Ctrl+Super+Space"),
        ("Press <Alt>a", "Alt+A"),
        ("Meta+Ctrl+Space", "Meta+Ctrl+Space"),
        ("Meta+F9", "Meta+F9"),
        ("Press Pause", "Pause"),
        ("", ""),
    ],
)
def test_the_key_in_what_a_portal_says(description: str, key: str) -> None:
    assert key_in(description) == key
