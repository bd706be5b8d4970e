from __future__ import annotations

import pytest

from dictate.keyboard.key_lag import key_lag_s


@pytest.mark.parametrize(("desktop", "expected_s"), [("ubuntu:GNOME", 0.02), ("KDE", 0.0), ("", 0.0)])
def test_only_gnomes_shell_is_asked(desktop: str, expected_s: float) -> None:
    assert key_lag_s({"XDG_CURRENT_DESKTOP": desktop}, lambda: 0.02) == expected_s
