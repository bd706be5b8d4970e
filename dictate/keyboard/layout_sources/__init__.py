"""Where the layout in force and its active group can be learned: one module a kind of session."""
