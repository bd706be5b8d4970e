"""`python -m dictate` and the `dictate` command."""

import sys


def main() -> int:
    try:
        # Here, so that Ctrl-C is none of Python's tracebacks while the program is still being read.
        from dictate.cli import main as run_command_line  # noqa: PLC0415

        return run_command_line(sys.argv[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
