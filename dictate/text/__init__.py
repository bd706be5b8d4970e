"""From transcripts to the text that is typed: pure functions only."""
