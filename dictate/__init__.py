"""Dictate: hold a key, speak, let go, and the words stand in the focused window."""

__version__ = "0.1.0"
APP_ID = "io.github.dictate_desktop.Dictate"
