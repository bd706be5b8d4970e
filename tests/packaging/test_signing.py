import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import signing

OURS = "Dictate release <release@example.org>"
EXPIRED = "An old key <old@example.org>"


@pytest.fixture(scope="module", autouse=True)
def keys() -> Iterator[None]:
    """A keyring of its own with one key that signs, and one that has expired."""
    if shutil.which("gpg") is None:
        pytest.skip("gpg (gnupg) is not installed")
    # Not pytest's folder: the agent's socket needs a short path.
    home = tempfile.mkdtemp()
    before = os.environ.get("GNUPGHOME")
    os.environ["GNUPGHOME"] = home
    make = ["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key"]
    subprocess.run([*make, OURS, "ed25519", "sign"], check=True, capture_output=True)
    in_the_past = ["gpg", "--faked-system-time", "20200101T000000", *make[1:]]
    subprocess.run([*in_the_past, EXPIRED, "ed25519", "sign", "1d"], check=True, capture_output=True)
    yield
    subprocess.run(["gpgconf", "--kill", "all"], check=False)
    shutil.rmtree(home, ignore_errors=True)
    if before is None:
        del os.environ["GNUPGHOME"]
    else:
        os.environ["GNUPGHOME"] = before


def test_a_key_named_by_its_address_is_found_as_its_fingerprint() -> None:
    found = signing.fingerprint("release@example.org")
    assert len(found) == 40
    assert signing.fingerprint(found) == found


def test_a_key_that_gpg_does_not_have_is_said_before_anything_is_built() -> None:
    with pytest.raises(signing.SigningError, match=r"no secret key nobody@example\.org"):
        signing.fingerprint("nobody@example.org")


def test_a_name_that_fits_two_keys_is_refused() -> None:
    with pytest.raises(signing.SigningError, match="more than one"):
        signing.fingerprint("example.org")


def test_a_key_that_no_longer_signs_is_refused() -> None:
    with pytest.raises(signing.SigningError, match="does not sign"):
        signing.fingerprint("old@example.org")


def test_the_signature_is_that_of_the_file_alone(tmp_path: Path) -> None:
    sums = tmp_path / "SHA256SUMS"
    sums.write_text("a sum\n", encoding="utf-8")
    signature = signing.sign(sums, signing.fingerprint("release@example.org"))
    verify = ["gpg", "--verify", str(signature), str(sums)]
    assert subprocess.run(verify, check=False, capture_output=True).returncode == 0
    sums.write_text("another sum\n", encoding="utf-8")
    assert subprocess.run(verify, check=False, capture_output=True).returncode != 0


def test_the_public_key_is_what_another_keyring_verifies_with() -> None:
    key = signing.public_key(signing.fingerprint("release@example.org"))
    shown = subprocess.run(["gpg", "--show-keys"], input=key, check=True, capture_output=True)
    assert OURS in shown.stdout.decode()
