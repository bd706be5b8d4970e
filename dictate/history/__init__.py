"""What was said: SQLite store of every dictation."""
