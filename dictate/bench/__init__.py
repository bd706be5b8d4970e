"""Replays recordings through the whole pipeline and measures it."""
