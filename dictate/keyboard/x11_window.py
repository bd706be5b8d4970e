"""The active window of an X display (EWMH _NET_ACTIVE_WINDOW, ICCCM WM_CLASS)."""

from Xlib import X, error

from dictate.system.x_display import open_display


def active_window(display_name: str) -> tuple[str, str] | None:
    """Id and class of the active window; None without one, without a window manager or without the display."""
    try:
        link = open_display(display_name)
    except (error.DisplayError, error.ConnectionClosedError, OSError):
        return None
    try:
        root = link.screen().root
        answer = root.get_full_property(link.intern_atom("_NET_ACTIVE_WINDOW"), X.AnyPropertyType)
        if answer is None or not len(answer.value) or not answer.value[0]:
            return None
        number = int(answer.value[0])
        names = link.create_resource_object("window", number).get_wm_class()
        return hex(number), (names[1] if names else "")
    except (error.XError, error.ConnectionClosedError, OSError):
        return None
    finally:
        link.close()
