"""`dictate run`, or `dictate` alone: the tray program; without a display the sample recording, headless."""

import argparse
import signal

from dictate.desktop.display import has_display
from dictate.remote.client import say_it_is_running, wake_running_instance
from dictate.remote.instance_lock import only_instance
from dictate.settings.live import LiveSettings
from dictate.system.freed_memory import return_freed_memory
from dictate.system.paths import crash_file, log_file, settings_file


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "run",
        help="start Dictate in the tray, or wake the one that runs",
        description="Starts Dictate in the tray, or brings the one that runs to the front. Without a display the whole "
        "pipeline runs once on the recording that comes with the program, and its text goes to stdout.",
    )
    parser.add_argument("--background", action="store_true", help="open no window at start (for starting at login)")
    parser.add_argument("--headless", action="store_true", help="dictate without tray and windows, until stopped")
    parser.add_argument("--sample", action="store_true", help="transcribe the recording that comes with the program")
    parser.set_defaults(run=run, background=False, headless=False, sample=False)


def run(arguments: argparse.Namespace) -> int:
    if arguments.sample or not (arguments.headless or has_display()):
        # Imported where they are needed: each of the three ways needs what the others do without.
        from dictate.program.sample_run import run_sample  # noqa: PLC0415

        return run_sample(LiveSettings(settings_file()).current())
    if wake_running_instance(quietly=arguments.background or arguments.headless):
        say_it_is_running()
        return 0
    with only_instance() as is_only:
        if is_only:
            return _dictate(arguments)
    # It began a moment ago and cannot be woken yet.
    say_it_is_running()
    return 0


def _dictate(arguments: argparse.Namespace) -> int:
    from dictate.logs.crash_log import tell_crashes_in  # noqa: PLC0415
    from dictate.logs.log_file import logging_to  # noqa: PLC0415

    return_freed_memory()
    with logging_to(log_file()):
        tell_crashes_in(crash_file())
        return _run_headless() if arguments.headless else _run_app(background=arguments.background)


def _run_app(*, background: bool) -> int:
    from dictate.desktop.window_libraries import require_window_libraries  # noqa: PLC0415

    require_window_libraries()
    from dictate.app import run_app  # noqa: PLC0415

    return run_app(LiveSettings(settings_file()), background=background)


def _run_headless() -> int:
    from dictate.program.headless import Work, run_headless  # noqa: PLC0415

    work = Work()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Putting into a SimpleQueue is allowed in a signal handler (documentation of the queue module).
        signal.signal(number, lambda _number, _frame: work.put(None))
    return run_headless(LiveSettings(settings_file()), work)
