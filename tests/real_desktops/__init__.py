"""Today's KWin and GNOME Shell with their own portals, headless, in a root file system of Debian's testing release."""
