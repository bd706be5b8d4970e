"""Writes the releases of CHANGELOG.md into the metainfo, where software centres show them.

    python3 packaging/release_notes.py            write them
    python3 packaging/release_notes.py --check    say whether they are there, with status 1 when not

A release that is still called unreleased keeps the date that the metainfo has, and has no list yet. Standard library
only.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
CHANGELOG = ROOT / "CHANGELOG.md"
METAINFO = ROOT / "packaging" / "io.github.dictate_desktop.Dictate.metainfo.xml"
UNRELEASED = "unreleased"

_HEADING = re.compile(r"^## (?P<version>\S+), (?P<date>\S+)$", re.MULTILINE)
_RELEASES = re.compile(r"  <releases>\n.*  </releases>\n", re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


class NotesError(Exception):
    """The changelog is not as expected; the text says what."""


@dataclass(frozen=True)
class Release:
    """One section of the changelog: paragraphs and the items of its list, as plain text, each in one line."""

    version: str
    date: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...]


def releases(changelog: str) -> list[Release]:
    """Those of the changelog, newest first. Raises NotesError when there is none."""
    _, *rest = _HEADING.split(changelog)
    found = [
        _release(version, date, text) for version, date, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    ]
    if not found:
        raise NotesError(f"{CHANGELOG.name} has no line such as: ## 1.2.0, 2027-01-31")
    return found


def _release(version: str, date: str, text: str) -> Release:
    paragraphs, items = [], []
    for block in re.split(r"\n\n+|\n(?=- )", text.strip()):
        line = _LINK.sub(r"\1", " ".join(block.split())).replace("`", "")
        if line.startswith("- "):
            items.append(line.removeprefix("- "))
        elif line:
            paragraphs.append(line)
    return Release(version, date, tuple(paragraphs), tuple(items))


def with_releases(metainfo: str, found: list[Release]) -> str:
    """The metainfo with these releases in place of its own."""
    dates = dict(re.findall(r'<release version="([^"]+)" date="([^"]+)"', metainfo))
    lines = ["  <releases>"]
    for release in found:
        date = dates.get(release.version, "") if release.date == UNRELEASED else release.date
        if not date:
            raise NotesError(f"{release.version} has no date yet, neither in the changelog nor in the metainfo.")
        lines += [f'    <release version="{release.version}" date="{date}">', "      <description>"]
        lines += [f"        <p>{escape(each)}</p>" for each in release.paragraphs]
        if release.items and release.date != UNRELEASED:
            lines += [
                "        <ul>",
                *(f"          <li>{escape(each)}</li>" for each in release.items),
                "        </ul>",
            ]
        lines += ["      </description>", "    </release>"]
    lines.append("  </releases>")
    replaced, count = _RELEASES.subn(lambda _found: "\n".join(lines) + "\n", metainfo)
    if count != 1:
        raise NotesError(f"{METAINFO.name} has no <releases>.")
    return replaced


def main() -> int:
    before = METAINFO.read_text(encoding="utf-8")
    try:
        after = with_releases(before, releases(CHANGELOG.read_text(encoding="utf-8")))
    except NotesError as error:
        print(f"release notes: {error}", file=sys.stderr)
        return 1
    if sys.argv[1:] == ["--check"]:
        if after != before:
            print("release notes: the changelog says more; run python3 packaging/release_notes.py", file=sys.stderr)
        return int(after != before)
    METAINFO.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
