"""A window outside of the sandbox with a text field, as any editor has; what it holds is written into a file.

/usr/bin/python3 flatpak/check/text_window.py FILE
"""

import sys
from pathlib import Path

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402


def main() -> int:
    target = Path(sys.argv[1])
    view = Gtk.TextView(wrap_mode=Gtk.WrapMode.WORD, left_margin=12, right_margin=12, top_margin=12)
    buffer = view.get_buffer()

    def changed(*_: object) -> None:
        target.write_text(buffer.get_text(*buffer.get_bounds(), include_hidden_chars=False), encoding="utf-8")

    buffer.connect("changed", changed)
    changed()
    window = Gtk.Window(title="An editor", default_width=560, default_height=160)
    window.add(view)
    window.connect("destroy", Gtk.main_quit)
    window.show_all()
    window.move(40, 60)
    Gtk.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
