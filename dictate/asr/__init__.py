"""Speech recognition: one segment in, one transcript out, in a process of its own."""
