"""`dictate bench`: how long the text takes after the key goes up, beside stock faster-whisper, on this machine."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from dictate.bench.baseline import store_baseline, stored_baseline
from dictate.bench.comparison import compare
from dictate.bench.recordings import find_recordings
from dictate.bench.report import as_json
from dictate.bench.stock import StockSettings, stock_that_runs
from dictate.commands.arguments import language_code
from dictate.commands.bench_page import as_text
from dictate.settings.file import load_settings
from dictate.settings.settings import Settings
from dictate.system.paths import settings_file
from dictate.translation.catalogue import translated
from dictate.wiring.wiring import model_choice
from dictate.wording.message import message


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "bench",
        help="measure latency, accuracy and cost on this machine",
        description="Replays recordings in real time through the whole pipeline, with stock faster-whisper beside it "
        "in the same run. The key goes up 250 ms after the last voiced frame; nothing is typed. Transcripts come from "
        "a manifest.jsonl beside the file (fields file and text) or from FILE.txt; without one the word error rate "
        "is left out. Without files, the shipped sample is used.",
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="an audio file to replay")
    parser.add_argument(
        "--model",
        action="append",
        default=[],
        metavar="NAME",
        help="an installed model; may be given more than once (default: the one in the settings)",
    )
    parser.add_argument(
        "--language", type=language_code, metavar="CODE", help="the language spoken, such as en; auto listens for it"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON instead of a page")
    parser.add_argument("--no-stock", action="store_true", help="measure only the pipeline, not the stock library")
    parser.add_argument(
        "--save-baseline", action="store_true", help="keep these figures; later runs are compared with them"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    settings = load_settings(settings_file()).settings
    language = arguments.language or settings.general.language
    names = arguments.model or [settings.general.model]
    each_settings = [_with(settings, name, language) for name in names]
    for one in each_settings:
        # Every model is looked up before minutes go into the first.
        model_choice(one)
    recordings = find_recordings(arguments.files)
    stock = [] if arguments.no_stock else _stock()
    comparisons = [compare(one, recordings, stock, _progress) for one in each_settings]
    figures = as_json(comparisons)
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        pages = [as_text(each, stored_baseline(each.model.name)) for each in comparisons]
        print("\n\n".join(pages))
    if arguments.save_baseline:
        _progress(message("The baseline is kept in {file}.", file=store_baseline(figures)))
    return 0


def _stock() -> list[StockSettings]:
    found = stock_that_runs()
    if len(found) < len(StockSettings):
        _progress(
            message(
                "Stock faster-whisper runs without its own speech detector here: that needs onnxruntime, which an "
                "installation by uv or pipx has and the packages do not."
            )
        )
    return found


def _with(settings: Settings, model: str, language: str) -> Settings:
    return replace(settings, general=replace(settings.general, model=model, language=language))


def _progress(what: str) -> None:
    print(translated(what), file=sys.stderr, flush=True)
