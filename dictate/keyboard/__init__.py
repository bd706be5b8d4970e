"""Typing: from characters to keystrokes on the layout that is in force, and the ways around it."""
