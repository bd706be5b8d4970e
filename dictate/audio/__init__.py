"""Microphone, files and the journal: everything that yields or keeps 16 kHz mono audio."""
