"""`dictate vocabulary`: the user's names and terms, and what the recognizer makes of them."""

import argparse
import shlex
import sys
from pathlib import Path

from dictate.errors import DictateError
from dictate.translation.catalogue import translated
from dictate.wording.message import message, short_name

_PROPOSED_FROM = 1000


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "vocabulary",
        help="list, add, remove, import and export your names and terms",
        description="Names and terms are told to the recognizer; what it misheard is replaced, as whole words only.",
    )
    parser.set_defaults(run=run)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    listing = actions.add_parser("list", help="every entry and replacement")
    listing.set_defaults(action_function=_list)

    add = actions.add_parser("add", help="add a name or a term, or another form of one")
    add.add_argument("written", help="how it is written")
    add.add_argument("--misheard", action="append", default=[], metavar="WORDS", help="what the recognizer makes of it")
    add.add_argument("--sounds-like", action="append", default=[], metavar="WORDS", help="how it is said")
    add.add_argument("--other-script", default="", metavar="WORD", help="the same word in another script")
    add.set_defaults(action_function=_add)

    remove = actions.add_parser("remove", help="remove a name or a term with all its forms")
    remove.add_argument("written", help="its written form")
    remove.set_defaults(action_function=_remove)

    importing = actions.add_parser("import", help="add the entries of a CSV or TOML file, or of a list of terms")
    importing.add_argument("file", type=Path)
    importing.set_defaults(action_function=_import)

    exporting = actions.add_parser("export", help="write the entries into a CSV file, or all into a TOML file")
    exporting.add_argument("file", type=Path)
    exporting.set_defaults(action_function=_export)

    propose = actions.add_parser(
        "propose", help="show what your corrections in the history suggest; nothing is added by itself"
    )
    propose.set_defaults(action_function=_propose)


def run(arguments: argparse.Namespace) -> int:
    status: int = arguments.action_function(arguments)
    return status


def _list(_: argparse.Namespace) -> int:
    from dictate.text.vocabulary_files import load_vocabulary, vocabulary_file  # noqa: PLC0415 - others start at once

    vocabulary = load_vocabulary(vocabulary_file())
    for entry in vocabulary.entries:
        forms = [entry.other_script, *entry.sounds_like, *entry.misheard]
        print("  ".join(each for each in (entry.written, *forms) if each))
    for rule in vocabulary.rules:
        print(f"{rule.heard} -> {rule.written}")
    if not vocabulary.entries and not vocabulary.rules:
        print(translated(message("The vocabulary is empty. Add a name: dictate vocabulary add NAME")), file=sys.stderr)
    return 0


def _add(arguments: argparse.Namespace) -> int:
    from dictate.text.vocabulary import Entry, Vocabulary  # noqa: PLC0415
    from dictate.text.vocabulary_files import change_vocabulary, merged, vocabulary_file  # noqa: PLC0415

    written = " ".join(arguments.written.split())
    if not written:
        raise DictateError("An entry needs its written form.", 'For example: dictate vocabulary add "Kubernetes"')
    entry = Entry(written, arguments.other_script, tuple(arguments.sounds_like), tuple(arguments.misheard))
    change_vocabulary(vocabulary_file(), lambda vocabulary: merged(vocabulary, Vocabulary((entry,))))
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    from dictate.text.vocabulary import Vocabulary  # noqa: PLC0415
    from dictate.text.vocabulary_files import change_vocabulary, vocabulary_file  # noqa: PLC0415

    def without(vocabulary: Vocabulary) -> Vocabulary:
        kept = tuple(entry for entry in vocabulary.entries if entry.written != arguments.written)
        if len(kept) == len(vocabulary.entries):
            raise DictateError(
                message("The vocabulary has no '{word}'.", word=short_name(arguments.written)),
                "`dictate vocabulary list` shows it.",
            )
        return Vocabulary(kept, vocabulary.rules)

    change_vocabulary(vocabulary_file(), without)
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from dictate.text.vocabulary_files import (  # noqa: PLC0415
        change_vocabulary,
        import_vocabulary,
        load_vocabulary,
        merged,
        vocabulary_file,
    )

    imported = import_vocabulary(arguments.file)
    before = load_vocabulary(vocabulary_file())
    after = change_vocabulary(vocabulary_file(), lambda vocabulary: merged(vocabulary, imported))
    new = len(after.entries) - len(before.entries)
    print(translated(message("New entries: {new}. In all: {all}.", new=new, all=len(after.entries))), file=sys.stderr)
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from dictate.text.vocabulary_files import (  # noqa: PLC0415
        export_csv,
        load_vocabulary,
        save_vocabulary,
        vocabulary_file,
    )

    vocabulary = load_vocabulary(vocabulary_file())
    if arguments.file.suffix.lower() == ".toml":
        save_vocabulary(arguments.file, vocabulary)
    else:
        export_csv(arguments.file, vocabulary)
    return 0


def _propose(_: argparse.Namespace) -> int:
    from dictate.history.store import open_history  # noqa: PLC0415
    from dictate.system.paths import history_file  # noqa: PLC0415
    from dictate.text.languages import language_table  # noqa: PLC0415
    from dictate.text.proposals import proposals  # noqa: PLC0415
    from dictate.text.vocabulary_files import load_vocabulary, vocabulary_file  # noqa: PLC0415

    store, sentence = open_history(history_file())
    if sentence:
        print(f"dictate: {translated(sentence)}", file=sys.stderr)
    try:
        corrections = store.corrections(limit=_PROPOSED_FROM)
    finally:
        store.close()
    language = language_table(corrections[0].language if corrections else None)
    corrected = [(each.before, each.after) for each in corrections]
    proposed = list(proposals(corrected, load_vocabulary(vocabulary_file()), language))
    if not proposed:
        print(translated(message("Your corrections suggest nothing new.")), file=sys.stderr)
    for each in proposed:
        command = shlex.join(["dictate", "vocabulary", "add", each.right, "--misheard", each.heard])
        times = message("corrected once") if each.times == 1 else message("corrected {count} times", count=each.times)
        risk = f". {translated(each.risk)}" if each.risk else ""
        print(f"{command}  # {translated(times)}{risk}")
    return 0
