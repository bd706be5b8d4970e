"""The settings file, the profile that lies over it, and what is in force. Options are declared in their rooms."""
