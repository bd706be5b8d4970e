"""The port behind which the overlay is put on the screen. Qt main thread."""

from typing import Protocol

from dictate.system.usable import Usable
from dictate.ui.overlay_painter import OverlayLook
from dictate.ui.overlay_view import OverlayView


class OverlayBackend(Protocol):
    """Shows the pill above all windows; it never takes the keyboard focus and lets clicks through."""

    @property
    def name(self) -> str:
        """A short name for the doctor."""
        ...

    def usable(self) -> Usable:
        """How well it fits this session; cheap, never raises."""
        ...

    def open(self) -> None:
        """Get ready to show. Raises DictateError when that is not possible here."""
        ...

    def show(self, view: OverlayView, look: OverlayLook) -> None:
        """Show `view` in place of the last one. Raises DictateError when the backend broke; it may be opened again."""
        ...

    def hide(self) -> None:
        """Show nothing. Raises as `show` does."""
        ...

    def close(self) -> None:
        """Give everything back. Never raises."""
        ...
