"""Voice activity detection: decides whether there is speech and where to cut, never deletes audio inside it."""
