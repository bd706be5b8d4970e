"""The key of gpg that a release is signed with. It is tried before anything is built, which takes half an hour."""

import itertools
import subprocess
from pathlib import Path


class SigningError(Exception):
    """It can't be signed; the text says why."""


def fingerprint(key: str) -> str:
    """Of the one secret key that `key` names, by e-mail address, number or fingerprint, once it has signed something.

    Raises SigningError, and OSError without gpg.
    """
    listed = subprocess.run(
        ["gpg", "--batch", "--with-colons", "--list-secret-keys", key], check=False, capture_output=True, text=True
    )
    lines = [line.split(":") for line in listed.stdout.splitlines()]
    primary = [after[9] for before, after in itertools.pairwise(lines) if before[0] == "sec"]
    if not primary:
        raise SigningError(f"gpg has no secret key {key}; `gpg --list-secret-keys` shows those that it has.")
    if len(primary) > 1:
        raise SigningError(f"{key} names more than one key; take one of {', '.join(primary)}.")
    # Without --batch: this asks for the passphrase.
    command = ["gpg", "--quiet", "--local-user", primary[0], "--output", "/dev/null", "--yes", "--detach-sign"]
    tried = subprocess.run(command, check=False, input=b"", stderr=subprocess.PIPE)
    if tried.returncode:
        raise SigningError(f"gpg does not sign with {key}: {tried.stderr.decode(errors='replace').strip()}")
    return primary[0]


def public_key(fingerprint: str) -> bytes:
    """As flatpak reads it."""
    return subprocess.run(["gpg", "--batch", "--export", fingerprint], check=True, capture_output=True).stdout


def sign(file: Path, fingerprint: str) -> Path:
    """Write the detached signature beside `file`; returns its path. Raises SigningError."""
    signature = file.with_name(f"{file.name}.asc")
    command = ["gpg", "--quiet", "--yes", "--armor", "--local-user", fingerprint]
    done = subprocess.run([*command, "--output", str(signature), "--detach-sign", str(file)], check=False)
    if done.returncode:
        raise SigningError(f"gpg did not sign {file.name}; the lines above say why.")
    return signature
