"""Push-to-talk sources: portal, X11, evdev."""
