"""The session bus, autostart and notifications."""
