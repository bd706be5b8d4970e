"""A small Wayland client: registry, keymap, layer-shell, data-control."""
