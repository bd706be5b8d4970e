"""`dictate models`: what can be chosen, what is installed, and changing it."""

import argparse
import json
import sys
from dataclasses import asdict

from dictate.commands import compare_models, model_details, model_tables
from dictate.commands.arguments import whole_number
from dictate.commands.observer import TerminalObserver
from dictate.errors import DictateError
from dictate.models import overview
from dictate.models.adding import AddRequest, add
from dictate.models.download import ensure_model
from dictate.models.importers.ct2_writer import Quantization
from dictate.models.store import InstalledModel, ModelStore
from dictate.settings.file import load_settings, set_option
from dictate.system import paths
from dictate.translation.catalogue import translated
from dictate.trial.model_check import check_model
from dictate.wording.message import message, short_name


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

    adding = actions.add_parser(
        "add",
        help="add a model of your own: a folder, a file or a Hugging Face repository",
        description=(
            "Add a fine-tune of Whisper as it is: a Hugging Face folder, a LoRA adapter, a PyTorch, CTranslate2, "
            "whisper.cpp or GGUF file. It is converted, checked with a recording, and can then be chosen."
        ),
    )
    adding.add_argument(
        "source", help="a folder, a file, or owner/name of a repository (only then the network is used)"
    )
    adding.add_argument("--name", default="", help="what to call it; by default the name of the folder or file")
    adding.add_argument(
        "--quantization",
        choices=[kind.value for kind in Quantization],
        help="the type of the weights on disk: float16 unless given; int8 halves the size",
    )
    adding.add_argument("--base", default="", help="the base model of an adapter: a folder or an installed model")
    adding.add_argument("--no-check", action="store_true", help="do not let it transcribe the sample recording")
    adding.set_defaults(action_function=_add)

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

    model_details.add_parsers(actions)
    compare_models.add_parser(actions)

    bench = actions.add_parser("bench", help="measure speed and memory of installed models on this computer")
    bench.add_argument("name", nargs="*", help="names of installed models; all of them if none is given")
    bench.add_argument(
        "--runs", type=whole_number(1, 1000), default=3, help="how often each transcribes the sample (default 3)"
    )
    bench.add_argument("--json", action="store_true", help="print the figures as JSON")
    bench.set_defaults(action_function=_bench)


def run(arguments: argparse.Namespace) -> int:
    status: int = arguments.action_function(arguments)
    return status


def _list(arguments: argparse.Namespace) -> int:
    rows = overview.rows(ModelStore(), _chosen())
    if arguments.json:
        print(json.dumps([row.as_json() for row in rows], indent=2, ensure_ascii=False))
        return 0
    model_tables.print_list(rows)
    for row in rows:
        if row.problem:
            print(f"{row.name}: {translated(row.problem)}", file=sys.stderr)
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
    from dictate.wiring.wiring import unwritten_language  # noqa: PLC0415 - loads the detector's library

    ModelStore().get(arguments.name)
    _choose(arguments.name)
    if wrong := unwritten_language(load_settings(paths.settings_file()).settings):
        print(f"dictate: {translated(wrong)}", file=sys.stderr)
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    if arguments.name == _chosen() and not arguments.force:
        raise DictateError(
            message("The model '{name}' is the chosen one.", name=short_name(arguments.name)),
            "Choose another first: dictate models use NAME. To remove it all the same, add --force.",
        )
    ModelStore().remove(arguments.name, even_in_use=arguments.force)
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    store = ModelStore()
    names = arguments.name or [model.name for model in store.installed()]
    if not names:
        print(translated(message("No model is installed yet.")), file=sys.stderr)
    broken = False
    for name in names:
        observer = TerminalObserver()
        try:
            problems = store.verify(name, observer)
        finally:
            observer.close()
        for problem in problems:
            print(f"{name}: {translated(problem)}")
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
        raise DictateError(
            message("There is no model '{name}'.", name=short_name(arguments.name)),
            "See what there is: dictate models list",
        )
    if arguments.json:
        print(json.dumps(row.as_json(), indent=2, ensure_ascii=False))
    else:
        model_tables.print_info(row)
    return 0


def _add(arguments: argparse.Namespace) -> int:
    observer = TerminalObserver()
    store = ModelStore()
    quantization = Quantization(arguments.quantization) if arguments.quantization else None
    request = AddRequest(arguments.source, arguments.name, quantization, arguments.base)
    model = _added(request, store, observer)
    try:
        for sentence in model.manifest.completed:
            observer.notice(sentence)
        report = None if arguments.no_check else check_model(model, observer)
    except KeyboardInterrupt:
        raise DictateError(
            message("The model {name} is added, but its check was stopped.", name=model.name),
            message("Check it: dictate models bench {name}", name=model.name),
        ) from None
    finally:
        observer.close()
    print(model.name)
    if report is not None and not report.trusted:
        for sentence in report.sentences():
            print(f"{model.name}: {translated(sentence)}", file=sys.stderr)
        return 1
    return 0


def _added(request: AddRequest, store: ModelStore, observer: TerminalObserver) -> InstalledModel:
    try:
        return add(request, store, observer)
    except KeyboardInterrupt:
        raise DictateError("Adding the model was stopped; nothing of it was left behind.") from None
    finally:
        observer.close()


def _bench(arguments: argparse.Namespace) -> int:
    store = ModelStore()
    names = arguments.name or [model.name for model in store.installed() if model.ready]
    if not names:
        raise DictateError("No model is installed.", "Download one: dictate models download base")
    models = [store.get(name) for name in names]
    observer = TerminalObserver()
    try:
        reports = {model.name: check_model(model, observer, arguments.runs) for model in models}
    finally:
        observer.close()
    if arguments.json:
        print(json.dumps({name: asdict(report) for name, report in reports.items()}, indent=2, ensure_ascii=False))
        return 0
    model_tables.print_measurements(reports)
    return 0


def _chosen() -> str:
    return load_settings(paths.settings_file()).settings.general.model


def _choose(name: str) -> None:
    set_option(paths.settings_file(), "general", "model", name)
