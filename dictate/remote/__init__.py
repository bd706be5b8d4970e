"""The running program asked from outside: its D-Bus service and its control socket."""
