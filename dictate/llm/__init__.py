"""Local language models that score layouts without being able to change a word."""
