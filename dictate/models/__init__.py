"""Whisper models: what exists, what is installed, and how any fine-tune becomes a CTranslate2 folder."""
