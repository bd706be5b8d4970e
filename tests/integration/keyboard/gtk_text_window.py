"""As text_window.py, with GTK: `python gtk_text_window.py VERSION`. Understands `clear`."""

import json
import sys

import gi

gi.require_version("Gtk", sys.argv[1])
from gi.repository import GLib, Gtk  # noqa: E402 - the version must be chosen first


def say(**what: object) -> None:
    print(json.dumps(what), flush=True)


def on_command(_source: int, _condition: GLib.IOCondition) -> bool:
    if sys.stdin.readline().strip() == "clear":
        field.set_text("")
    return True


view = Gtk.TextView()
field = view.get_buffer()
field.connect("changed", lambda _: say(text=field.get_text(*field.get_bounds(), True)))
if sys.argv[1] == "4.0":
    Gtk.init()
    window = Gtk.Window()
    window.set_child(view)
    window.present()
else:
    window = Gtk.Window()
    window.add(view)
    window.show_all()
view.grab_focus()
GLib.unix_fd_add_full(GLib.PRIORITY_DEFAULT, 0, GLib.IOCondition.IN, on_command)
GLib.timeout_add(500, lambda: say(ready=True))
GLib.MainLoop().run()
