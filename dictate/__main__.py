"""`python -m dictate` and the `dictate` command."""

import sys

from dictate.cli import main as run_command_line


def main() -> int:
    return run_command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
