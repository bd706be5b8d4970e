"""Keeps the translations in step with the program: `python packaging/translations.py`.

Collects every text of the user interface and of the options, merges them into resources/translations/*.po, compiles
them to the .mo files that the program reads, and says what is not translated yet. With --check it changes nothing and
fails when a .mo is older than its .po.
"""

import argparse
import ast
import dataclasses
import sys
import typing
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dictate.settings.settings import Settings  # noqa: E402
from dictate.translation.catalogue import DOMAIN, use_language  # noqa: E402
from dictate.translation.help import ARGPARSE_TEXTS  # noqa: E402
from dictate.ui.option_catalogue import choice_title, choice_word  # noqa: E402
from dictate.wording.options import info_of  # noqa: E402

FOLDER = ROOT / "resources" / "translations"
_ONE = ("_", "translate")
_SEVERAL = ("translate_plural",)
_HELP = ("help", "description", "epilog", "title")
CARRIERS = frozenset(
    {
        "Usable",
        "ActiveLayout",
        "Problem",
        "Notice",
        "Told",
        "TypingReport",
        "Plan",
        "Foreign",
        "damaged",
        "explained",
        "_wrong",
        "_no_model",
    }
)
"""What carries sentences to the user besides errors; texts among its arguments are sentences."""

Text = str | tuple[str, str]


def interface_texts() -> Iterator[tuple[Text, str]]:
    """Every text that dictate/ui marks, with the file it stands in."""
    for path in sorted((ROOT / "dictate" / "ui").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                words = [each.value for each in node.args if isinstance(each, ast.Constant)]
                texts = [word for word in words if isinstance(word, str)]
                if node.func.id in _ONE and texts:
                    yield texts[0], path.name
                elif node.func.id in _SEVERAL and len(texts) >= 2:
                    yield (texts[0], texts[1]), path.name


def message_texts() -> Iterator[tuple[Text, str]]:
    """Every sentence that another room marks with message()."""
    for path in sorted((ROOT / "dictate").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "message":
                words = [each.value for each in node.args if isinstance(each, ast.Constant)]
                if words and isinstance(words[0], str):
                    yield words[0], path.name


def sentence_texts() -> Iterator[tuple[Text, str]]:
    """Sentences without anything to fill in that errors, back ends and reports carry to the user."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "dictate").rglob("*.py"))}
    carriers = CARRIERS | errors_in(trees.values())
    for path, tree in trees.items():
        for call in calls_in(tree, carriers):
            for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
                for each in alternatives(argument):
                    if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value:
                        yield each.value, path.name


def errors_in(trees: Collection[ast.Module]) -> frozenset[str]:
    """DictateError and the classes derived from it."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found = {"DictateError"}
    while True:
        more = {each.name for each in classes if any(ast.unparse(base) in found for base in each.bases)}
        if more <= found:
            return frozenset(found)
        found |= more


def calls_in(tree: ast.AST, carriers: Collection[str]) -> Iterator[ast.Call]:
    """Calls that make one of `carriers`, and those of a carrier's own class to the class above it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in carriers:
            yield node
        elif isinstance(node, ast.ClassDef) and node.name in carriers:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call) and ast.unparse(inner.func) == "super().__init__":
                    yield inner


def alternatives(expression: ast.expr) -> Iterator[ast.expr]:
    """The expression, or what `a if b else c` and `a or b` choose from."""
    match expression:
        case ast.IfExp(_, body, orelse):
            yield from alternatives(body)
            yield from alternatives(orelse)
        case ast.BoolOp(_, values):
            for value in values:
                yield from alternatives(value)
        case _:
            yield expression


def command_texts() -> Iterator[tuple[Text, str]]:
    """What the command line says of its commands and options, and what argparse says of itself."""
    for path in (ROOT / "dictate" / "cli.py", *sorted((ROOT / "dictate" / "commands").glob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for keyword in node.keywords if isinstance(node, ast.Call) else ():
                match keyword:
                    case ast.keyword(arg=name, value=ast.Constant(value=str(told))) if told and name in _HELP:
                        yield told, path.name
    for text in ARGPARSE_TEXTS:
        yield text, "argparse"


def option_texts() -> Iterator[tuple[Text, str]]:
    """Titles, sentences, units and choices of all options, with the option they belong to."""
    for section, section_type in typing.get_type_hints(Settings).items():
        for field in dataclasses.fields(section_type):
            info = info_of(field)
            words = (choice_word(choice) for choice in info.choices if choice_title(choice) == choice_word(choice))
            for text in (info.title, info.help, info.unit, *words):
                if text:
                    yield text, f"{section}.{field.name}"


def texts() -> Iterator[tuple[Text, str]]:
    """Every text that people are shown, with the place it stands in."""
    yield from interface_texts()
    yield from message_texts()
    yield from sentence_texts()
    yield from command_texts()
    yield from option_texts()


def template() -> Catalog:
    """All texts, untranslated."""
    catalog = Catalog(domain=DOMAIN, project="Dictate", charset="utf-8", fuzzy=False)
    for text, place in texts():
        catalog.add(text, locations=[(place, None)])  # type: ignore[list-item]
    return catalog


def compiled(catalog: Catalog) -> bytes:
    content = BytesIO()
    write_mo(content, catalog)
    return content.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """The texts without a translation."""
    return [str(message.id) for message in catalog if message.id and not any(_forms(message.string))]


def _forms(translation: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (translation,) if isinstance(translation, str) else tuple(translation or ())


def mo_of(po: Path) -> Path:
    return FOLDER / po.stem / "LC_MESSAGES" / f"{DOMAIN}.mo"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a .mo is not that of its .po")
    arguments = parser.parse_args()
    use_language("en")
    stale = False
    for po in sorted(FOLDER.glob("*.po")):
        with po.open("rb") as file:
            catalog = read_po(file, locale=po.stem, domain=DOMAIN)
        target = mo_of(po)
        if arguments.check:
            stale = stale or not target.is_file() or target.read_bytes() != compiled(catalog)
            continue
        catalog.update(template(), no_fuzzy_matching=True, update_creation_date=False)
        catalog.header_comment = f"# The texts of Dictate in the language {po.stem}; MIT licence, as the program."
        # Texts that are gone need no memory: they are in the project's history.
        catalog.obsolete.clear()
        with po.open("wb") as file:
            write_po(file, catalog, width=110, sort_output=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(compiled(catalog))
        missing = untranslated(catalog)
        print(f"{po.stem}: {len(catalog) - len(missing)} of {len(catalog)} texts", file=sys.stderr)
        for text in missing:
            print(f"  {text}", file=sys.stderr)
    if stale:
        print("A translation is older than its source: run python packaging/translations.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
