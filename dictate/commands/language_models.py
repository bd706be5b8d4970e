"""`dictate language-models`: the local models that help to lay out texts."""

import argparse
import sys
from typing import TYPE_CHECKING

from dictate.commands.table import print_table
from dictate.errors import DictateError
from dictate.translation.catalogue import translated
from dictate.wording.message import message

if TYPE_CHECKING:
    from dictate.models.store import InstalledModel


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "language-models",
        help="list, download and add the local language models that help to find paragraphs",
        description="GGUF language models, and sentence embeddings for English. They score where paragraphs end and "
        "cannot change a word; none is needed.",
    )
    parser.set_defaults(run=run)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    listing = actions.add_parser("list", help="every installed and every downloadable language model")
    listing.set_defaults(action_function=_list)

    download = actions.add_parser("download", help="download a language model of the catalogue")
    download.add_argument("name", help="its name in `dictate language-models list`")
    download.set_defaults(action_function=_download)

    add = actions.add_parser("add", help="add a GGUF file of your own, or one from a repository of the hub")
    add.add_argument(
        "source", metavar="FILE", help="the GGUF file, which is copied; or owner/name, owner/name:Q8_0, owner/name/FILE"
    )
    add.add_argument("--name", help="what to call it (default: the file's name)")
    add.set_defaults(action_function=_add)

    remove = actions.add_parser("remove", help="delete an installed language model")
    remove.add_argument("name", help="the name of an installed language model")
    remove.set_defaults(action_function=_remove)


def run(arguments: argparse.Namespace) -> int:
    status: int = arguments.action_function(arguments)
    return status


def _list(_: argparse.Namespace) -> int:
    from dictate.llm import models  # noqa: PLC0415 - so that other commands start at once

    installed = {model.name: model for model in models.language_model_store().installed()}
    head = (message("Name"), message("Kind"), message("Size"), message("Licence"), message("State"))
    here = [
        (name, _kind(model.manifest.family), _size(model.manifest.bytes), model.manifest.licence, _state(model))
        for name, model in installed.items()
    ]
    there = [
        (offer.id, _kind(offer.family), _size(offer.bytes), offer.licence, translated(message("available")))
        for offer in models.offers()
        if offer.id not in installed
    ]
    print_table(head, [*here, *there])
    return 0


def _kind(family: str) -> str:
    from dictate.llm.models import EMBEDDINGS  # noqa: PLC0415

    return translated(message("embeddings, English only") if family == EMBEDDINGS else message("language model"))


def _state(model: "InstalledModel") -> str:
    if model.ready:
        return translated(message("ready"))
    return f"{translated(message('broken'))}: {translated(model.problem)}"


def _size(count: int) -> str:
    return translated(message("{megabytes} MB", megabytes=f"{count / 1e6:.0f}"))


def _download(arguments: argparse.Namespace) -> int:
    from dictate.commands.observer import TerminalObserver  # noqa: PLC0415
    from dictate.llm import models  # noqa: PLC0415

    observer = TerminalObserver()
    try:
        model = models.download(arguments.name, observer)
    finally:
        observer.close()
    print(model.folder)
    return 0


def _add(arguments: argparse.Namespace) -> int:
    from dictate.commands.observer import TerminalObserver  # noqa: PLC0415
    from dictate.llm import adding  # noqa: PLC0415

    observer = TerminalObserver()
    try:
        model = adding.add(arguments.source, arguments.name or "", observer)
    finally:
        observer.close()
    print(model.folder)
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    from dictate.llm import models  # noqa: PLC0415
    from dictate.models.store import NotInstalledError  # noqa: PLC0415

    try:
        models.language_model_store().remove(arguments.name)
    except NotInstalledError as error:
        raise DictateError(error.problem, "See what there is: dictate language-models list") from error
    print(translated(message("{name} is removed.", name=arguments.name)), file=sys.stderr)
    return 0
