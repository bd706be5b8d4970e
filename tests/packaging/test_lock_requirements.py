import lock_requirements
import pytest


def report(hashes: dict[str, str]) -> dict[str, object]:
    return {
        "install": [
            {"metadata": {"name": "Wave", "version": "2"}, "download_info": {"archive_info": {"hashes": hashes}}},
            {"metadata": {"name": "ant", "version": "1.0"}, "download_info": {"archive_info": {"hashes": hashes}}},
        ]
    }


def test_pins_are_sorted_by_name_and_carry_their_hash() -> None:
    lines = lock_requirements.lock_file(report({"sha256": "ab"})).splitlines()
    assert lines[1:] == ["ant==1.0 --hash=sha256:ab", "Wave==2 --hash=sha256:ab"]


def test_settings_for_the_build_are_named_with_each_pin() -> None:
    lines = lock_requirements.lock_file(report({"sha256": "ab"}), "key=value").splitlines()
    assert lines[1] == 'ant==1.0 --hash=sha256:ab --config-settings="key=value"'


def test_what_has_no_hash_is_not_pinned() -> None:
    with pytest.raises(lock_requirements.LockError, match="has no SHA-256"):
        lock_requirements.lock_file(report({}))
