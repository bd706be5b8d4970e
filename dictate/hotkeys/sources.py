"""Which hotkey source this session gets. Called by the composition root and the doctor."""

from collections.abc import Callable

from dictate.desktop.bus import Bus
from dictate.errors import DictateError
from dictate.hotkeys.contract import HotkeyEvent, HotkeySource
from dictate.hotkeys.evdev_source import EvdevSource
from dictate.hotkeys.options import HotkeyOptions
from dictate.usable import Usable


def all_sources(options: HotkeyOptions, bus: Bus | None = None) -> list[tuple[HotkeySource, Usable]]:
    """Every source with its score and reason, the best first. Opens nothing. Raises DictateError for a bad key."""
    sources: list[HotkeySource] = [EvdevSource(options.bindings())]
    return sorted(((source, source.usable()) for source in sources), key=lambda pair: -pair[1].score)


def open_hotkeys(
    options: HotkeyOptions, bus: Bus | None, deliver: Callable[[HotkeyEvent], None]
) -> HotkeySource | None:
    """Start the source that the user chose, or the best that opens; None when the user wants none.

    Raises DictateError with the reason and the mend of the most likely one when none can be opened.
    """
    if options.source == "none":
        return None
    problems: list[DictateError] = []
    for source, usable in all_sources(options, bus):
        if options.source not in ("auto", source.name):
            continue
        if not usable:
            problems.append(DictateError(usable.reason, usable.mend))
            continue
        try:
            source.start(deliver)
        except DictateError as error:
            problems.append(error)
        else:
            return source
    raise next((problem for problem in problems if problem.mend), problems[0])
