"""A GTK window with one text field: `python gtk_editor_window.py APPLICATION FILE` keeps its text in FILE."""

from __future__ import annotations

import sys
from pathlib import Path

import gi

gi.require_version("Gtk", "4.0")
from gi.repository import Gio, Gtk  # noqa: E402 - the version must be chosen first


def main() -> int:
    path = Path(sys.argv[2])
    application = Gtk.Application(application_id=sys.argv[1], flags=Gio.ApplicationFlags.NON_UNIQUE)

    def activate(_application: Gtk.Application) -> None:
        view = Gtk.TextView()
        text = view.get_buffer()

        def save(*_: object) -> None:
            partial = path.with_suffix(".partial")
            partial.write_text(text.get_text(*text.get_bounds(), True), encoding="utf-8")
            partial.replace(path)

        text.connect("changed", save)
        window = Gtk.ApplicationWindow(application=application, default_width=900, default_height=500, child=view)
        window.present()
        view.grab_focus()
        save()

    application.connect("activate", activate)
    return int(application.run([]))


if __name__ == "__main__":
    raise SystemExit(main())
