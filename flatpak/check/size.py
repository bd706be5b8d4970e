"""Compares the size of the built flatpak with the one that the documentation states: 5 % more is too much.

python3 flatpak/check/size.py FOLDER PAGE
"""

import re
import sys
from pathlib import Path

TOLERANCE = 1.05


def size_mb(folder: Path) -> int:
    return round(sum(each.lstat().st_size for each in folder.rglob("*") if not each.is_dir()) / 1e6)


def stated_mb(page: str) -> int:
    found = re.search(r"takes (\d+) MB on the disk", page)
    if found is None:
        raise SystemExit("size: the page does not say “takes … MB on the disk”")
    return int(found[1])


def has_grown(built_mb: int, stated_mb: int) -> bool:
    return built_mb > stated_mb * TOLERANCE


def main() -> int:
    built, stated = size_mb(Path(sys.argv[1])), stated_mb(Path(sys.argv[2]).read_text(encoding="utf-8"))
    print(f"size: {built} MB built, {stated} MB stated in {sys.argv[2]}")
    if has_grown(built, stated):
        print("size: it has grown by more than 5 %: find out why, or state the new size", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
