"""Comparing installed models with what the user says: texts to read, recordings, the runs, and what they prove."""
