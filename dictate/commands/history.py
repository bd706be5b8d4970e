"""`dictate history`: look up, print, export and delete what was said."""

import argparse
import json
import sys
from datetime import datetime

from dictate.commands.arguments import whole_number
from dictate.commands.table import columns_of, padded
from dictate.errors import DictateError
from dictate.history.export import FORMATS, export
from dictate.history.record import Delivery, HistoryRecord
from dictate.history.store import HistoryStore, open_history
from dictate.system.paths import history_file
from dictate.translation.catalogue import translated
from dictate.wording.message import message, short_name


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "history",
        help="look up, export and delete what was said",
        description="Without an action: the newest dictations, one a line.",
    )
    _add_limit(parser, default=20)
    parser.set_defaults(run=run, action_function=_list, query=[])
    actions = parser.add_subparsers(metavar="ACTION")

    listing = actions.add_parser("list", help="the newest dictations, one a line")
    # Where it says nothing, what was said before the action counts.
    _add_limit(listing, default=argparse.SUPPRESS)
    listing.set_defaults(action_function=_list)

    search = actions.add_parser("search", help="dictations with all of these words")
    search.add_argument("query", nargs="+", metavar="WORD")
    search.set_defaults(action_function=_list)

    last = actions.add_parser("last", help="the last text, alone")
    last.set_defaults(action_function=_last)

    show = actions.add_parser("show", help="everything about one dictation, as JSON")
    show.add_argument("id", help="its id in the list")
    show.set_defaults(action_function=_show)

    exporting = actions.add_parser("export", help="print dictations as text, Markdown, JSON, SRT or WebVTT")
    exporting.add_argument("--format", choices=FORMATS, default="text")
    exporting.add_argument("query", nargs="*", metavar="WORD", help="only those with all of these words")
    exporting.set_defaults(action_function=_export)

    delete = actions.add_parser("delete", help="delete dictations for good")
    delete.add_argument("ids", nargs="*", metavar="ID")
    delete.add_argument("--all", action="store_true", help="delete every dictation")
    delete.set_defaults(action_function=_delete)


def _add_limit(parser: argparse.ArgumentParser, default: object) -> None:
    kind = whole_number(1, 1_000_000)
    parser.add_argument("--limit", type=kind, default=default, metavar="N", help="how many (default: 20)")


def run(arguments: argparse.Namespace) -> int:
    store, sentence = open_history(history_file())
    if sentence:
        print(f"dictate: {translated(sentence)}", file=sys.stderr)
    try:
        arguments.action_function(store, arguments)
    finally:
        store.close()
    return 0


def _list(store: HistoryStore, arguments: argparse.Namespace) -> None:
    # All titles count for the width: the lines of two searches stand alike.
    width = max(columns_of(translated(each.title)) for each in Delivery)
    records = store.search(" ".join(arguments.query), limit=arguments.limit)
    if not records:
        _say_nothing_is_there(store)
    for record in records:
        when = datetime.fromtimestamp(record.started_at).astimezone().strftime("%Y-%m-%d %H:%M")
        text = " ".join(record.text.split())
        print(f"{record.id}  {when}  {padded(translated(record.delivery.title), width)}  {text}")


def _last(store: HistoryStore, _arguments: argparse.Namespace) -> None:
    record = store.last()
    if record is None:
        raise DictateError("The history is empty.", "Dictate something first.")
    print(record.text)


def _show(store: HistoryStore, arguments: argparse.Namespace) -> None:
    print(json.dumps(_found(store, arguments.id).as_json(), indent=2, ensure_ascii=False))


def _export(store: HistoryStore, arguments: argparse.Namespace) -> None:
    records = store.search(" ".join(arguments.query), limit=store.count() or 1)
    if not records:
        _say_nothing_is_there(store)
    sys.stdout.write(export(records, arguments.format))


def _say_nothing_is_there(store: HistoryStore) -> None:
    said = message("No dictation has all of these words.") if store.count() else message("The history is empty.")
    print(translated(said), file=sys.stderr)


def _delete(store: HistoryStore, arguments: argparse.Namespace) -> None:
    if arguments.all:
        store.delete_all()
    elif arguments.ids:
        store.delete([_found(store, each).id for each in arguments.ids])
    else:
        raise DictateError("Nothing was named to delete.", "Name ids from `dictate history`, or give --all.")


def _found(store: HistoryStore, record_id: str) -> HistoryRecord:
    record = store.get(record_id)
    if record is None:
        raise DictateError(
            message("There is no dictation {id}.", id=short_name(record_id)), "`dictate history` lists them."
        )
    return record
