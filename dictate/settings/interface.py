"""What the user may choose about the looks of Dictate. Imports no Qt: the settings are read without it."""

from dataclasses import dataclass

from dictate.wording.options import option


@dataclass(frozen=True)
class InterfaceOptions:
    language: str = option(
        "",
        "The language of menus, windows and the command line; automatic follows the system.",
        title="Interface language",
        choices=("", "de", "en", "he"),
    )
    theme: str = option(
        "automatic",
        "Light or dark windows; automatic follows the desktop.",
        title="Theme",
        choices=("automatic", "light", "dark"),
    )
    contrast: str = option(
        "automatic",
        "Black and white with strong lines; automatic does what the desktop asks for.",
        title="Contrast",
        choices=("automatic", "normal", "high"),
    )
    tray_icon: str = option(
        "automatic",
        "Which tray icon stands out: the one for light panels or the one for dark panels.",
        title="Tray icon",
        choices=("automatic", "for light panels", "for dark panels"),
    )
    reduced_motion: bool = option(
        False,
        "Nothing fades or pulses; the level meter moves only as much as it must. It is so as well where the desktop "
        "asks for it.",
        title="Reduced motion",
    )


@dataclass(frozen=True)
class OverlayOptions:
    show: bool = option(
        True, "A small pill shows that Dictate listens, how loud you are, and what it heard.", title="Show the overlay"
    )
    position: str = option(
        "bottom", "The edge of the screen where the overlay appears.", title="Position", choices=("bottom", "top")
    )
    words: bool = option(True, "Show the words while you speak, as far as they are recognized.", title="Live words")
    size_percent: int = option(
        100, "The size of the overlay.", title="Size", minimum=75, maximum=250, unit="%", advanced=True
    )
    margin_px: int = option(
        28,
        "The distance from the edge of the screen.",
        title="Margin",
        minimum=0,
        maximum=400,
        unit="px",
        advanced=True,
    )
