"""A headless desktop, whole enough for its portals: buses, compositor, portal, and the hands of the user."""
