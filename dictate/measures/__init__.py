"""How far a text is from what was said: word errors, the words misheard, and what of it is proven. Pure."""
