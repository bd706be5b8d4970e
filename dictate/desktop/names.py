"""The names of the D-Bus service, for both of its ends (docs/dbus.md)."""

from dictate import APP_ID

OBJECT_PATH = "/" + APP_ID.replace(".", "/")
INTERFACE = f"{APP_ID}1"
APPLICATION = "org.freedesktop.Application"
