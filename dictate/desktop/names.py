"""The names of the D-Bus service, for both of its ends (docs/dbus.md)."""

from dictate import APP_ID

OBJECT_PATH = "/" + APP_ID.replace(".", "/")
INTERFACE = f"{APP_ID}1"
APPLICATION = "org.freedesktop.Application"
REFUSED = f"{INTERFACE}.Error.Refused"
"""The error of a call that cannot be done; its message says what is wrong and what to do."""
