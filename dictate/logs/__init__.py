"""What happened, and never what was said."""
