"""`dictate models`: what can be chosen, what is installed, and changing it."""

import argparse
import json
import sys
from typing import Any

from tqdm import tqdm

from dictate import paths
from dictate.errors import DictateError
from dictate.models import overview
from dictate.models.download import ensure_model
from dictate.models.progress import Stage
from dictate.models.store import ModelStore
from dictate.settings_file import load_settings, set_option


class TerminalObserver:
    """Progress as a bar on stderr, notices as lines above it."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._stage: Stage | None = None

    def progress(self, stage: Stage, done: int, total: int) -> None:
        if not sys.stderr.isatty() or total <= 0:
            return
        if stage is not self._stage or (self._bar is not None and self._bar.total != total):
            self.close()
            self._stage = stage
            self._bar = tqdm(total=total, desc=stage.value, unit="B", unit_scale=True, file=sys.stderr, leave=False)
        assert self._bar is not None
        self._bar.update(done - self._bar.n)

    def notice(self, sentence: str) -> None:
        self.close()
        print(sentence, file=sys.stderr)

    def cancelled(self) -> bool:
        # Ctrl-C raises KeyboardInterrupt in this thread; nothing else stops the work.
        return False

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._bar = None
        self._stage = None


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "models",
        help="list, download, add and choose speech recognition models",
        description="Whisper models: list what there is, download one, add your own fine-tune, choose, check, remove.",
    )
    parser.set_defaults(run=run)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    listing = actions.add_parser("list", help="every installed and every downloadable model")
    listing.add_argument("--json", action="store_true", help="print the list as JSON")
    listing.set_defaults(action_function=_list)

    download = actions.add_parser("download", help="download a model of the catalogue")
    download.add_argument("name", help="its name in `dictate models list`")
    download.set_defaults(action_function=_download)

    use = actions.add_parser("use", help="choose the model that dictation uses")
    use.add_argument("name", help="the name of an installed model")
    use.set_defaults(action_function=_use)

    remove = actions.add_parser("remove", help="delete an installed model")
    remove.add_argument("name", help="the name of an installed model")
    remove.add_argument("--force", action="store_true", help="even if it is the chosen one or loaded at this moment")
    remove.set_defaults(action_function=_remove)

    verify = actions.add_parser("verify", help="compare the files of a model with their hashes")
    verify.add_argument("name", nargs="*", help="names of installed models; all of them if none is given")
    verify.set_defaults(action_function=_verify)

    rename = actions.add_parser("rename", help="give an installed model another name")
    rename.add_argument("name", help="its present name")
    rename.add_argument("new_name", help="its new name")
    rename.set_defaults(action_function=_rename)

    info = actions.add_parser("info", help="everything known about one model")
    info.add_argument("name", help="the name of an installed or downloadable model")
    info.add_argument("--json", action="store_true", help="print it as JSON")
    info.set_defaults(action_function=_info)


def run(arguments: argparse.Namespace) -> int:
    status: int = arguments.action_function(arguments)
    return status


def _list(arguments: argparse.Namespace) -> int:
    rows = overview.rows(ModelStore(), _chosen())
    if arguments.json:
        print(json.dumps([row.as_json() for row in rows], indent=2, ensure_ascii=False))
        return 0
    table = [("", "NAME", "STATE", "SIZE", "MEMORY", "PARAMETERS", "LANGUAGES", "LICENCE", "PUBLISHER")]
    table += [
        (
            "*" if row.chosen else "",
            row.name,
            row.state,
            overview.size_words(row.bytes),
            f"{row.memory_mb} MB" if row.memory_mb else "",
            overview.parameter_words(row.parameters),
            overview.language_words(row.languages),
            row.licence,
            row.publisher,
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    for row in rows:
        if row.problem:
            print(f"{row.name}: {row.problem}", file=sys.stderr)
    return 0


def _download(arguments: argparse.Namespace) -> int:
    observer = TerminalObserver()
    try:
        model = ensure_model(arguments.name, observer)
    except KeyboardInterrupt:
        raise DictateError("The download was stopped.", "The same command goes on from where it was.") from None
    finally:
        observer.close()
    print(model.folder)
    return 0


def _use(arguments: argparse.Namespace) -> int:
    ModelStore().get(arguments.name)
    _choose(arguments.name)
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    if arguments.name == _chosen() and not arguments.force:
        raise DictateError(
            f"The model '{arguments.name}' is the chosen one.",
            "Choose another first: dictate models use NAME. To remove it all the same, add --force.",
        )
    ModelStore().remove(arguments.name, even_in_use=arguments.force)
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    store = ModelStore()
    names = arguments.name or [model.name for model in store.installed()]
    broken = False
    for name in names:
        observer = TerminalObserver()
        try:
            problems = store.verify(name, observer)
        finally:
            observer.close()
        for problem in problems:
            print(f"{name}: {problem}")
        if not problems:
            print(f"{name}: OK")
        broken = broken or bool(problems)
    return 1 if broken else 0


def _rename(arguments: argparse.Namespace) -> int:
    was_chosen = arguments.name == _chosen()
    ModelStore().rename(arguments.name, arguments.new_name)
    if was_chosen:
        _choose(arguments.new_name)
    return 0


def _info(arguments: argparse.Namespace) -> int:
    row = next((row for row in overview.rows(ModelStore(), _chosen()) if row.name == arguments.name), None)
    if row is None:
        raise DictateError(f"There is no model '{arguments.name}'.", "See what there is: dictate models list")
    if arguments.json:
        print(json.dumps(row.as_json(), indent=2, ensure_ascii=False))
        return 0
    print(f"{row.name}: {row.title}")
    return 0


def _chosen() -> str:
    return load_settings(paths.settings_file()).settings.general.model


def _choose(name: str) -> None:
    set_option(paths.settings_file(), "general", "model", name)
