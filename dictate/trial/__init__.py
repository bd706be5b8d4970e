"""A model tried on this computer before it is trusted: what it writes, how long it takes."""
