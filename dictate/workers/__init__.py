"""One supervisor and one framing for every worker process (recognizer, formatter)."""
