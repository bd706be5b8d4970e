"""Characters per second and errors of each route into a window, beside other programs that type."""
