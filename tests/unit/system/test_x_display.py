from __future__ import annotations

import pytest

from dictate.system import x_display


def test_what_the_library_prints_does_not_mix_with_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(x_display, "Display", lambda _name: print("Xlib.xauth: warning, no xauthority details"))
    x_display.open_display(":0")
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "xauthority" in printed.err
