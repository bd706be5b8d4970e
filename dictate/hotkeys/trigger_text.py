"""What a desktop's portal says of a bound key, as people read keys. Pure."""

import re
from typing import Final

# gtk_accelerator_name(): <Control><Super>space.
_ACCELERATOR: Final = re.compile(r"((?:<\w+>)+)(\w+)")
_FUNCTION_KEY: Final = re.compile(r"\bF\d{1,2}\b")
_NAMES: Final = {"Control": "Ctrl", "Primary": "Ctrl", "Mod1": "Alt", "Mod4": "Super"}


def key_in(description: str) -> str:
    """The key in a portal's `trigger_description`: GNOME says "Press <Control><Super>space", in its own language.

    What is not recognized is given back as it is.
    """
    if accelerator := _ACCELERATOR.search(description):
        modifiers = re.findall(r"\w+", accelerator[1])
        key = accelerator[2]
        return "+".join((*(_NAMES.get(name, name) for name in modifiers), key[0].upper() + key[1:]))
    if function_key := _FUNCTION_KEY.search(description):
        # "F9" in "Press F9"; KDE's "Meta+F9" is a key already.
        return description if "+" in description else function_key[0]
    return description.removeprefix("Press ")
