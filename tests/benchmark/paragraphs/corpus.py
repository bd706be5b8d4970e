"""Prose with real paragraphs from Debian documentation packages, fetched when the benchmark is run.

A passage is a run of neighbouring paragraphs of 150 to 600 words in all. Sources are kept apart, so that weights are
never judged on a source that they were fitted on. Needs `apt-get download` (no rights) and `dpkg-deb`.
"""

from __future__ import annotations

import gzip
import random
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path

from dictate.text.document import Text
from dictate.text.languages import language_table
from dictate.text.layout.spans import words_of

MIN_WORDS, MAX_WORDS = 150, 600
_SHORTEST_PARAGRAPH, _LONGEST_PARAGRAPH = 12, 260
_SKIPPED = frozenset(["script", "style", "nav", "pre", "table", "dl", "ul", "ol", "h1", "h2", "h3", "h4", "head"])
_VOID = frozenset(["br", "img", "hr", "meta", "link", "input", "col", "area", "base", "wbr"])


@dataclass(frozen=True)
class Passage:
    """Paragraphs in their order; `source` names the package they come from."""

    source: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.paragraphs)


@dataclass(frozen=True)
class Source:
    """A package, and where in it the prose stands. `quota` bounds the passages taken."""

    package: str
    pattern: str
    quota: int
    block: Callable[[str, dict[str, str | None]], bool] = lambda tag, _: tag == "p"


SOURCES = (
    Source(
        "debian-handbook",
        "usr/share/doc/debian-handbook/html/en-US/*.html",
        20,
        lambda tag, attributes: tag == "div" and attributes.get("class") == "para",
    ),
    Source("anarchism", "usr/share/doc/anarchism/html/sec*.html", 20),
    Source("developers-reference", "usr/share/developers-reference/*.html", 14),
    Source("python3.11-doc", "usr/share/doc/python3.11/html/[fhtw][aouh][qwta]*/*.html", 20),
    Source("debian-history", "usr/share/doc/debian-history/docs/project-history.en.txt.gz", 10),
    Source("jargon-text", "usr/share/doc/jargon-text/jargon.txt.gz", 14),
    Source("aptitude-doc-en", "usr/share/doc/aptitude/html/en/*.html", 10),
    Source("git-doc", "usr/share/doc/git/html/*.html", 14),
    Source("harden-doc", "usr/share/doc/harden-doc/html/en-US/*.html", 14),
    Source("installation-guide-amd64", "usr/share/doc/installation-guide-amd64/en/*.html", 14),
)


def passages(cache: Path, seed: int = 7) -> list[Passage]:
    """The corpus; packages are downloaded into `cache` where they are not there yet."""
    found: list[Passage] = []
    for source in SOURCES:
        folder = _unpacked(source.package, cache)
        runs = [run for path in sorted(folder.glob(source.pattern)) for run in _runs(path, source)]
        windows = [window for run in runs for window in _windows(run)]
        unique = list(dict.fromkeys(windows))
        random.Random(seed).shuffle(unique)
        found += [Passage(source.package, window) for window in unique[: source.quota]]
    return found


def prose(cache: Path) -> Iterator[str]:
    """Every paragraph of all sources, short ones too, with doubles left out."""
    seen: set[str] = set()
    for source in SOURCES:
        folder = _unpacked(source.package, cache)
        for path in sorted(folder.glob(source.pattern)):
            for paragraph in (paragraph for run in _runs(path, source) for paragraph in run):
                if paragraph not in seen:
                    seen.add(paragraph)
                    yield paragraph


def handbook(cache: Path, locale: str) -> Iterator[str]:
    """Every paragraph of the Debian handbook in a translation ("fr-FR"), with doubles left out."""
    folder = _unpacked("debian-handbook", cache)
    source = replace(SOURCES[0], pattern=f"usr/share/doc/debian-handbook/html/{locale}/*.html")
    found = (each for path in sorted(folder.glob(source.pattern)) for run in _runs(path, source) for each in run)
    yield from dict.fromkeys(found)


def _unpacked(package: str, cache: Path) -> Path:
    folder = cache / package
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", "-qq", package], cwd=cache, check=True)
        archive = next(iter(cache.glob(f"{package}_*.deb")))
        part = cache / f".{package}.part"
        subprocess.run(["dpkg-deb", "-x", str(archive), str(part)], check=True)
        part.rename(folder)
        archive.unlink()
    return folder


def _runs(path: Path, source: Source) -> Iterator[list[str]]:
    """Neighbouring paragraphs with nothing between them."""
    if path.suffix == ".gz":
        content = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        yield from _text_runs(content)
        return
    parser = _Paragraphs(source.block)
    parser.feed(path.read_text(encoding="utf-8", errors="replace"))
    yield from parser.runs()


def _text_runs(content: str) -> Iterator[list[str]]:
    run: list[str] = []
    for block in re.split(r"\n\s*\n", content):
        paragraph = _clean(block)
        if re.match(r"[\d.]+\s", paragraph) or len(paragraph.split()) < _SHORTEST_PARAGRAPH:
            yield run
            run = []
        else:
            run.append(paragraph)
    yield run


class _Paragraphs(HTMLParser):
    """Collects the paragraphs of a page and where anything else stands between them."""

    def __init__(self, is_block: Callable[[str, dict[str, str | None]], bool]) -> None:
        super().__init__(convert_charrefs=True)
        self._is_block = is_block
        self._open: list[str] = []
        self._paragraph: list[str] | None = None
        self._depth = 0
        self._skipped = 0
        self._found: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        if tag == "p" and self._paragraph is not None and self._open and self._open[-1] == "p":
            self.handle_endtag("p")
        self._open.append(tag)
        if tag in _SKIPPED:
            self._skipped += 1
            self._found.append(None)
            if self._paragraph is not None:
                self._paragraph = None
        elif self._paragraph is None and not self._skipped and self._is_block(tag, dict(attrs)):
            self._paragraph = []
            self._depth = len(self._open)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            return
        while self._open:
            closed = self._open.pop()
            if closed in _SKIPPED:
                self._skipped -= 1
            if self._paragraph is not None and len(self._open) < self._depth:
                self._found.append(_clean("".join(self._paragraph)))
                self._paragraph = None
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._paragraph is not None:
            self._paragraph.append(data)
        elif data.strip() and not self._skipped:
            self._found.append(None)

    def runs(self) -> Iterator[list[str]]:
        run: list[str] = []
        for paragraph in [*self._found, None]:
            if paragraph:
                run.append(paragraph)
            elif paragraph is None:
                yield run
                run = []


def _clean(text: str) -> str:
    return re.sub(r"\s*\[\d+\]", "", re.sub(r"\s+", " ", text).strip()).replace("¶", "").strip()


def _is_prose(paragraph: str) -> bool:
    count = len(paragraph.split())
    letters = sum(character.isalpha() or character in " ,.'\"-" for character in paragraph)
    return (
        _SHORTEST_PARAGRAPH <= count <= _LONGEST_PARAGRAPH
        and paragraph[-1] in ".!?\"”)'"
        and letters / len(paragraph) > 0.95
        and not re.search(r"https?://|[#$%]{2}|^\W*\d+\.", paragraph)
    )


def _windows(run: list[str]) -> Iterator[tuple[str, ...]]:
    """Sub-runs of prose within the budget of words, with two sentences a paragraph on average."""
    window: list[str] = []
    for paragraph in [*run, ""]:
        is_prose = bool(paragraph) and _is_prose(paragraph)
        too_long = sum(len(each.split()) for each in (*window, paragraph)) > MAX_WORDS
        if not is_prose or too_long:
            if _is_passage(window):
                yield tuple(window)
            window = []
        if is_prose:
            window.append(paragraph)


def _is_passage(window: list[str]) -> bool:
    if len(window) < 3 or sum(len(each.split()) for each in window) < MIN_WORDS:
        return False
    sentences = sum(len(words_of(Text(each), language_table("en")).sentences) for each in window)
    return sentences >= 2 * len(window)
