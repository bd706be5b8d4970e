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


def test_what_the_program_never_loads_is_not_pinned() -> None:
    found = {"install": [installed("onnxruntime", "aa", "onnxruntime-py3.whl"), installed("bee", "bb", "bee-py3.whl")]}
    assert lock_requirements.lock_file(found).splitlines()[1:] == ["bee==1 --hash=sha256:bb"]


@pytest.mark.parametrize("lock", ["packaging/deb/requirements.txt", "flatpak/requirements.txt"])
def test_the_packages_leave_out_what_the_program_never_loads(lock: str) -> None:
    lines = (lock_requirements.ROOT / lock).read_text(encoding="utf-8").splitlines()
    names = {line.partition("==")[0].lower() for line in lines}
    assert "faster-whisper" in names
    assert not names & lock_requirements.NEVER_LOADED


def test_settings_for_the_build_are_named_with_each_pin() -> None:
    lines = lock_requirements.lock_file(report({"sha256": "ab"}), "key=value").splitlines()
    assert lines[1] == 'ant==1.0 --hash=sha256:ab --config-settings="key=value"'


def test_what_has_no_hash_is_not_pinned() -> None:
    with pytest.raises(lock_requirements.LockError, match="has no SHA-256"):
        lock_requirements.lock_file(report({}))


def installed(name: str, digest: str, file: str) -> dict[str, object]:
    url = f"https://example.org/{file}"
    info = {"url": url, "archive_info": {"hashes": {"sha256": digest}}}
    return {"metadata": {"name": name, "version": "1"}, "download_info": info}


def test_a_wheel_made_for_one_python_has_a_hash_for_each() -> None:
    first = {"install": [installed("bee", "a3", "bee-cp311.whl"), installed("cow", "cc", "cow-py3.whl")]}
    second = {"install": [installed("Bee", "b3", "bee-cp313.whl"), installed("cow", "cc", "cow-py3.whl")]}
    lines = lock_requirements.lock_file(first, others={"3.13": second}).splitlines()
    assert " and 3.13 on " in lines[0]
    assert lines[1:] == ["bee==1 --hash=sha256:a3 --hash=sha256:b3", "cow==1 --hash=sha256:cc"]


def test_only_wheels_are_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def resolve(requirements: list[str], _constraints: list[str], _options: list[str]) -> dict[str, object]:
        asked.extend(requirements)
        return {"install": []}

    monkeypatch.setattr(lock_requirements, "resolve", resolve)
    report = {"install": [installed("bee", "a3", "bee-1-cp311.whl"), installed("dog", "d3", "dog-1.tar.gz")]}
    lock_requirements.resolve_for("3.13", report)
    assert asked == ["bee==1"]
