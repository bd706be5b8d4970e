"""Rules that may change words or marks; each is a switch."""
