"""What `dictate models` prints of models: the list, everything about one, and the figures of a measurement."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from dictate.commands.table import columns_of, padded, print_table
from dictate.models import own_settings
from dictate.models.check_report import CheckReport
from dictate.models.overview import ModelRow
from dictate.translation.catalogue import translated
from dictate.wording.message import message

_LABEL_COLUMNS = 12


def print_list(rows: Sequence[ModelRow]) -> None:
    """One line a model, a * before the chosen one."""
    head = (
        "",
        message("Name"),
        message("State"),
        message("Size"),
        message("Memory"),
        message("Real time"),
        message("Parameters"),
        message("Languages"),
        message("Licence"),
        message("Publisher"),
    )
    lines = [
        (
            "*" if row.chosen else "",
            row.name,
            _state(row),
            _size(row.bytes),
            _megabytes(row.memory_mb) if row.memory_mb else "",
            f"{row.check.real_time_factor:.3f}" if row.check is not None else "",
            _parameters(row.parameters),
            _languages(row.languages),
            row.licence,
            row.publisher,
        )
        for row in rows
    ]
    print_table(head, lines)


def print_info(row: ModelRow) -> None:
    """Everything known about one model, one fact a line."""
    facts = [(label, value) for label, value in _facts(row) if value]
    labels = [f"{translated(label)}:" for label, _ in facts]
    width = max(_LABEL_COLUMNS, *map(columns_of, labels))
    for label, (_, value) in zip(labels, facts, strict=True):
        print(f"{padded(label, width)} {value}")


def print_measurements(reports: Mapping[str, CheckReport]) -> None:
    """Speed and memory of models, by their names."""
    head = (
        message("Name"),
        message("Load time"),
        message("Real time"),
        message("Memory"),
        message("Peak"),
        message("Errors"),
        message("Device"),
        message("Type"),
        message("Threads"),
    )
    lines = [
        (
            name,
            f"{report.load_s:.2f} s",
            f"{report.real_time_factor:.3f}",
            _megabytes(report.resident_mb),
            _megabytes(report.peak_mb),
            f"{100 * report.error_rate:.0f} %" if report.judged else "",
            report.device,
            report.compute_type,
            str(report.threads),
        )
        for name, report in reports.items()
    ]
    print_table(head, lines)


def _facts(row: ModelRow) -> list[tuple[str, str]]:
    facts = [
        (message("Name"), row.name),
        (message("Title"), row.title),
        (message("State"), _state(row) + (f": {translated(row.problem)}" if row.problem else "")),
        (message("Family"), row.family),
        (message("Parameters"), _parameters(row.parameters)),
        (message("Languages"), _languages(row.languages)),
        (message("Size"), _size(row.bytes)),
        (message("Weights"), row.quantization),
        (message("Licence"), row.licence),
        (message("Publisher"), row.publisher),
        (message("Source"), f"{translated(row.source)} {row.revision}".strip()),
        (message("Made from"), row.original_format),
        (message("Installed"), row.installed_at),
        (message("Folder"), row.folder),
    ]
    own = asdict(own_settings.load(Path(row.folder))) if row.folder else {}
    facts += [(message("Settings"), f"{key}={value}") for key, value in own.items() if value]
    facts += [(message("Completed"), translated(sentence)) for sentence in row.completed]
    return facts + (_checked(row.check) if row.check is not None else [])


def _checked(check: CheckReport) -> list[tuple[str, str]]:
    sentences = check.sentences() or [message("It writes what was said.")]
    facts: list[tuple[str, str]] = [(message("Check"), translated(sentence)) for sentence in sentences]
    if check.writes_marks is False:
        marks = message("It writes no punctuation and no capitals: Dictate puts them in.")
        facts.append((message("Marks"), translated(marks)))
    speed = message("{factor:.3f} of real time on {device}", factor=check.real_time_factor, device=check.device)
    memory = message("{used:.0f} MB in use, {peak:.0f} MB at most", used=check.resident_mb, peak=check.peak_mb)
    return [*facts, (message("Speed"), translated(speed)), (message("Memory"), translated(memory))]


def _state(row: ModelRow) -> str:
    if row.downloaded_bytes:
        return translated(message("paused {percent} %", percent=row.downloaded_percent))
    match row.state:
        case "ready":
            return translated(message("ready"))
        case "available":
            return translated(message("available"))
        case "broken":
            return translated(message("broken"))
        case "doubtful":
            return translated(message("doubtful"))
        case _:
            raise ValueError(row.state)


def _languages(languages: tuple[str, ...]) -> str:
    return ", ".join(languages) if languages else translated(message("many"))


def _size(count: int) -> str:
    """In powers of ten as disks are sold."""
    if count >= 1e9:
        return translated(message("{gigabytes} GB", gigabytes=f"{count / 1e9:.1f}"))
    return _megabytes(count / 1e6)


def _megabytes(count: float) -> str:
    return translated(message("{megabytes} MB", megabytes=f"{count:.0f}"))


def _parameters(count: int) -> str:
    return f"{count / 1e6:.0f} M" if count else ""
