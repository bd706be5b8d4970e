"""Deletes every text that comes as a line of JSON with as many BackSpaces as it has code points, in a GTK text field.

Prints the texts of which something else than nothing was left: `python gtk_backspaces.py VERSION`.
"""

import json
import sys

import gi

gi.require_version("Gtk", sys.argv[1])
from gi.repository import Gtk  # noqa: E402 - the version must be chosen first

if sys.argv[1] == "4.0":
    Gtk.init()
view = Gtk.TextView()
field = view.get_buffer()
wrong = []
for line in sys.stdin:
    text = json.loads(line)
    field.set_text(f"|{text}")
    field.place_cursor(field.get_end_iter())
    for _ in text:
        view.emit("backspace")
    if field.get_text(*field.get_bounds(), True) != "|":
        wrong.append(text)
print(json.dumps(wrong))
