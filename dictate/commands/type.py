"""dictate type: puts a text into the focused window, or explains how it would."""

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterable, Mapping
from threading import Event
from typing import Any

from dictate.errors import DictateError
from dictate.keyboard.active_layout import ActiveLayout, compile_character_map, find_active_layout
from dictate.keyboard.character_map import CharacterMap
from dictate.keyboard.clipboards import session_clipboard
from dictate.keyboard.contract import Route, TypingReport
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.plan import Means, Plan, PlannedCharacter, plan
from dictate.keyboard.text_forms import code_point
from dictate.keyboard.typists import open_typist
from dictate.settings.file import load_settings
from dictate.system.paths import settings_file
from dictate.translation.catalogue import translated
from dictate.wording.message import message

_LARGEST_INPUT_CHARACTERS = 10_000_000


_ROUTES: Mapping[Route, str] = {
    Route.KEYS: message("Route: keys"),
    Route.COMPOSED_KEYS: message("Route: keys, with dead keys or Compose"),
    Route.PASTE: message("Route: pasted from the clipboard"),
    Route.COPY: message("Route: copied to the clipboard, for you to paste"),
    Route.NONE: message("Route: none"),
}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "type",
        help="type a text into the focused window, or explain how",
        description="Type a text into the focused window on the keyboard layout in force. What the layout cannot "
        "type goes through the clipboard as a whole.",
    )
    parser.add_argument("text", metavar="TEXT", help="what to type; - reads it from standard input")
    parser.add_argument("--explain", action="store_true", help="type nothing; show the route and every keystroke")
    parser.add_argument("--layout", metavar="NAME", default="", help="a layout such as de:neo, instead of the live one")
    parser.add_argument("--route", choices=("auto", "keys", "paste", "copy"), help="how the text is to get there")
    parser.add_argument(
        "--backend", choices=("auto", "uinput", "xtest", "portal", "hid-gadget", "stdout"), help="what sends keys"
    )
    parser.add_argument("--json", action="store_true", help="print the result as a JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    text = _read_text(arguments.text)
    options = _options(arguments)
    if arguments.explain:
        return _explain(text, options, arguments)
    typist = open_typist(options)
    try:
        report = typist.type(text, Event())
    finally:
        typist.close()
    return _print_report(report, as_json=arguments.json)


def _options(arguments: argparse.Namespace) -> TypingOptions:
    given = {
        name: getattr(arguments, name) for name in ("layout", "route", "backend") if getattr(arguments, name, None)
    }
    return dataclasses.replace(load_settings(settings_file()).settings.typing, **given)


def _read_text(argument: str) -> str:
    if argument != "-":
        return argument
    text = sys.stdin.buffer.read(_LARGEST_INPUT_CHARACTERS + 1)
    if len(text) > _LARGEST_INPUT_CHARACTERS:
        raise DictateError("The text is longer than ten megabytes.", "Type it in parts.")
    try:
        return text.decode().removesuffix("\n")
    except UnicodeDecodeError as error:
        raise DictateError(
            message("The text is not UTF-8: {reason} at byte {byte}.", reason=error.reason, byte=error.start)
        ) from error


def _explain(text: str, options: TypingOptions, arguments: argparse.Namespace) -> int:
    layout = find_active_layout(options.layout)
    if arguments.layout:
        layout = dataclasses.replace(layout, source="--layout")
    characters = compile_character_map(layout) if layout.known else None
    chosen = plan(text, characters, layout.reason, options, _means(arguments))
    explained = _explanation(chosen, layout, characters, options)
    if arguments.json:
        print(_json(explained))
    else:
        print("\n".join(_lines(explained)))
    return 0


def _means(arguments: argparse.Namespace) -> Means:
    # For a layout by name the question is what that layout can do, not what this session has.
    if arguments.layout:
        return Means(can_paste=True, can_copy=True)
    clipboard = session_clipboard()
    return Means(clipboard is not None, clipboard is not None)


def _explanation(
    chosen: Plan, layout: ActiveLayout, characters: CharacterMap | None, options: TypingOptions
) -> dict[str, Any]:
    return {
        "text": chosen.text,
        "route": chosen.route.value,
        "reason": chosen.reason,
        "layout": options.layout or (characters.layout_name if characters is not None else "unknown"),
        "layout_name": characters.layout_name if characters is not None else None,
        "group": layout.group,
        "source": layout.source,
        "source_reason": layout.reason,
        "characters": [_explain_character(planned, characters) for planned in _planned(chosen, characters)],
    }


def _planned(chosen: Plan, characters: CharacterMap | None) -> Iterable[PlannedCharacter]:
    """What was planned; where the text goes another way than by keys, what each character would have needed."""
    if characters is None:
        return ()
    return chosen.characters or (
        PlannedCharacter(character, characters.keystrokes(character) or ()) for character in chosen.text
    )


def _explain_character(planned: PlannedCharacter, characters: CharacterMap | None) -> dict[str, Any]:
    return {
        "character": planned.character,
        "code_point": code_point(planned.character),
        "keystrokes": [
            {
                "keycode": keystroke.keycode,
                "modifiers": list(keystroke.modifiers),
                "keys": characters.describe(keystroke) if characters is not None else "",
            }
            for keystroke in planned.keystrokes
        ],
    }


def _lines(explained: dict[str, Any]) -> list[str]:
    layout = message("Layout: {layout}", layout=explained["layout"])
    known = message("Known from {source}.", source=explained["source"]) if explained["characters"] else ""
    reasons = [explained["reason"]]
    if explained["source_reason"] not in explained["reason"]:
        reasons.append(explained["source_reason"])
    lines = [
        f"{translated(layout)}. {translated(known)}" if known else translated(layout),
        translated(_ROUTES[Route(explained["route"])]),
        *(translated(each) for each in reasons if each),
    ]
    for entry in explained["characters"]:
        keys = " → ".join(keystroke["keys"] for keystroke in entry["keystrokes"]) or translated(message("no key"))
        shown = entry["character"] if entry["character"].isprintable() else entry["code_point"]
        lines.append(f"  {shown}  {keys}")
    return lines


def _print_report(report: TypingReport, *, as_json: bool) -> int:
    if as_json:
        print(_json(dataclasses.asdict(report) | {"route": report.route.value}))
    elif not report.complete and report.reason:
        print(translated(report.reason), file=sys.stderr)
    return 0 if report.complete or report.route is Route.COPY else 1


def _json(content: dict[str, Any]) -> str:
    readable = json.dumps(content, ensure_ascii=False, indent=2)
    try:
        readable.encode()
    except UnicodeEncodeError:
        # Half a character cannot be printed, but be named.
        return json.dumps(content, indent=2)
    return readable
