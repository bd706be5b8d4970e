"""`dictate doctor`: every part, its state, and what mends it. The status says whether dictation would work."""

import argparse
import contextlib
import json
import sys

from dictate import __version__
from dictate.doctor.checks import all_checks
from dictate.doctor.doctor import Diagnosis, Health, diagnose, would_work
from dictate.doctor.report import report_of
from dictate.settings.file import load_settings
from dictate.system.paths import settings_file
from dictate.system.sandbox import as_typed_here
from dictate.translation.catalogue import translated
from dictate.wording.message import message

_SIGNS = {Health.OK: "ok", Health.WARNING: "!", Health.BROKEN: "✗"}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "doctor",
        help="check everything that dictation needs, and say what mends it",
        description="Asks every part how it is. The exit status is 0 when dictation would work.",
    )
    parser.add_argument("--json", action="store_true", help="print the same as JSON")
    parser.add_argument(
        "--report",
        action="store_true",
        help="print a report for a bug tracker: without dictated words and personal names, with the end of the log",
    )
    parser.add_argument("--details", action="store_true", help="also print every back end with its score and reason")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    settings = load_settings(settings_file()).settings
    # python-xlib prints its warnings to standard output, which belongs to the report.
    with contextlib.redirect_stdout(sys.stderr):
        diagnoses = [diagnose(check) for check in all_checks(settings)]
    works = would_work(diagnoses)
    if arguments.json:
        report = {"version": __version__, "works": works, "parts": [_as_json(each) for each in diagnoses]}
        json.dump(report, sys.stdout, indent=2, ensure_ascii=False)
        print()
    elif arguments.report:
        sys.stdout.write(report_of(diagnoses))
    else:
        for each in diagnoses:
            _print(each, details=arguments.details)
        verdict = message("Dictation works.") if works else message("Dictation does not work yet.")
        print(f"\n{translated(verdict)}")
    return 0 if works else 1


def _as_json(diagnosis: Diagnosis) -> dict[str, object]:
    finding = diagnosis.finding
    return {
        "id": diagnosis.id,
        "title": diagnosis.title,
        "state": finding.health.value,
        "evidence": finding.evidence,
        "mend": finding.mend,
        "details": list(finding.details),
    }


def _print(diagnosis: Diagnosis, *, details: bool) -> None:
    finding = diagnosis.finding
    print(f"{_SIGNS[finding.health]:>2}  {translated(diagnosis.title)}: {translated(finding.evidence)}")
    if finding.mend:
        print(f"      → {as_typed_here(translated(finding.mend))}")
    for line in finding.details if details else ():
        print(f"      {translated(line)}")
