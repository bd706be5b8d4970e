"""The message bus: where it is, and short questions to its services."""
