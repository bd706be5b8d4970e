"""What the tests need inside the virtual machine: a compositor, windows, a keyboard in front of the user."""

import pytest

SEATED = [pytest.mark.desktops, pytest.mark.seat, pytest.mark.timeout(1200)]
"""A whole desktop takes minutes to start on emulated processors."""

on_sway = pytest.mark.parametrize("compositor", ["sway"], indirect=True, scope="session")
"""For tests of what only sway does, and for those that would take too long on all three compositors."""

on_whole_desktops = pytest.mark.parametrize(
    "compositor",
    [pytest.param("kwin", marks=SEATED), pytest.param("gnome", marks=SEATED)],
    indirect=True,
    scope="session",
)
"""For tests of what needs logind."""
