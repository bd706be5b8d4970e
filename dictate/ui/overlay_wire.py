"""Overlay pictures as lines of JSON, between the program and its overlay helper."""

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

from dictate.ui.overlay_painter import OverlayLook
from dictate.ui.overlay_view import Face, OverlayView


@dataclass(frozen=True)
class Show:
    view: OverlayView
    look: OverlayLook


@dataclass(frozen=True)
class Hide:
    pass


def encode(message: Show | Hide) -> bytes:
    """One line, line feed included."""
    if isinstance(message, Hide):
        return b"{}\n"
    view: dict[str, Any] = dataclasses.asdict(message.view) | {"face": message.view.face.value}
    return json.dumps({"view": view, "look": dataclasses.asdict(message.look)}).encode() + b"\n"


def decode(line: bytes) -> Show | Hide:
    """What `encode` made. Raises ValueError for anything else."""
    try:
        content = json.loads(line)
        if not content:
            return Hide()
        view = content["view"]
        values = view | {"face": Face(view["face"]), "levels": tuple(view["levels"])}
        return Show(OverlayView(**values), OverlayLook(**content["look"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("not an overlay message") from error
