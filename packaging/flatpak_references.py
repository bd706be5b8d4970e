"""Writes the two small files by which people install the flatpak from our repository.

    python3 packaging/flatpak_references.py FOLDER URL [--key FILE] [--runtime-repository URL]

dictate.flatpakref installs the program, dictate.flatpakrepo adds only the place that it comes from. URL is where the
repository lies, https or file. Standard library only.
"""

import argparse
import base64
import sys
from pathlib import Path

APP_ID = "io.github.dictate_desktop.Dictate"
BRANCH = "stable"
TITLE = "Dictate"
COMMENT = "Hold a key, speak, let go: the words stand in the focused window"
HOMEPAGE = "https://github.com/dictate-desktop/dictate"


def reference(url: str, runtime_repository: str = "", key: bytes = b"") -> str:
    """The .flatpakref. Updates are checked against the public GPG `key`; without one they are not signed."""
    fields = {
        "Title": TITLE,
        "Name": APP_ID,
        "Branch": BRANCH,
        "Url": url,
        "SuggestRemoteName": "dictate",
        "Homepage": HOMEPAGE,
        "Comment": COMMENT,
        "IsRuntime": "false",
        "RuntimeRepo": runtime_repository,
        "GPGKey": base64.b64encode(key).decode(),
    }
    return _group("Flatpak Ref", fields)


def repository(url: str, key: bytes = b"") -> str:
    """The .flatpakrepo."""
    fields = {
        "Title": TITLE,
        "Url": url,
        "Homepage": HOMEPAGE,
        "Comment": COMMENT,
        "DefaultBranch": BRANCH,
        "GPGKey": base64.b64encode(key).decode(),
    }
    return _group("Flatpak Repo", fields)


def _group(name: str, fields: dict[str, str]) -> str:
    return "".join([f"[{name}]\n", *(f"{key}={value}\n" for key, value in fields.items() if value)])


def write(folder: Path, url: str, runtime_repository: str = "", key: bytes = b"") -> None:
    (folder / "dictate.flatpakref").write_text(reference(url, runtime_repository, key), encoding="utf-8")
    (folder / "dictate.flatpakrepo").write_text(repository(url, key), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description="Write dictate.flatpakref and dictate.flatpakrepo.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("url", help="where the repository lies")
    parser.add_argument("--key", type=Path, help="the public key, as `gpg --export` writes it")
    parser.add_argument("--runtime-repository", default="", help="the .flatpakrepo that has the runtime")
    options = parser.parse_args()
    key = options.key.read_bytes() if options.key else b""
    write(options.folder, options.url, options.runtime_repository, key)
    return 0


if __name__ == "__main__":
    sys.exit(main())
