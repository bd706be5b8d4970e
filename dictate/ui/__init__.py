"""Qt Widgets: tray, overlay, dialogs. No logic lives here."""
