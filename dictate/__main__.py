"""`python -m dictate` and the `dictate` command."""

import sys


def main() -> int:
    try:
        # Here, so that Ctrl-C is none of Python's tracebacks while the program is still being read.
        from dictate.cli import main as run_command_line  # noqa: PLC0415
        from dictate.system.safe_exit import end_beside_threads  # noqa: PLC0415

        status = run_command_line(sys.argv[1:])
        end_beside_threads(status)
        return status
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
