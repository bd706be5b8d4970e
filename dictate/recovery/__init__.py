"""Recordings that came to no end, and how their words come back."""
