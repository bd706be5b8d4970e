"""What a wheel and a source archive hold besides the tracked files: the speech detector and the generated files.

The detector is fetched by hash (packaging/fetch_vad.py). The manual page and the completions are taken from
build/generated, where `make wheel` writes them; a source archive carries them, and a bare checkout installs without.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

GENERATED = Path("build") / "generated"


class PackageDataHook(BuildHookInterface):
    """Called by hatchling for `pip install`, `python -m build` and the like."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch the detector, and map the generated files to where a prefix has them."""
        if version == "editable":
            # packaging/set_up.py fetches it, and says so.
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "packaging"))
        import fetch_vad  # noqa: PLC0415  # its folder is on the path only now

        fetch_vad.fetch()
        if self.target_name == "wheel":
            for file in sorted((root / GENERATED).rglob("*")):
                if file.is_file():
                    build_data["shared_data"][str(file)] = str(file.relative_to(root / GENERATED))
