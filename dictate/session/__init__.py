"""What happens between the key and the window: the session and its parts. No Qt, no D-Bus, no devices."""
