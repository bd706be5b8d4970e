"""What people paste when they add a model."""

from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.models.sources import local_path, printable, repository


def test_a_folder_is_found_by_its_path_and_by_its_address(tmp_path: Path) -> None:
    folder = tmp_path / "mein Modell – 日本"
    folder.mkdir()
    assert local_path(str(folder)) == folder
    assert local_path(folder.as_uri()) == folder


@pytest.mark.parametrize("source", ["/nowhere", "x/" * 3000, "n" * 5000, "a\0b", "~nobody-of-this-name/x"])
def test_what_is_not_there_is_no_path(source: str) -> None:
    assert local_path(source) is None


def test_links_in_a_circle_are_no_path(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert local_path(str(tmp_path / "loop")) is None


@pytest.mark.parametrize("source", ["", "  "])
def test_an_empty_name_is_not_the_folder_one_stands_in(source: str) -> None:
    with pytest.raises(DictateError, match="No model was named"):
        local_path(source)


@pytest.mark.parametrize(
    "source",
    [
        "openai/whisper-small",
        "https://huggingface.co/openai/whisper-small",
        "https://huggingface.co/openai/whisper-small/",
        "https://huggingface.co/openai/whisper-small/tree/main",
        "https://huggingface.co/openai/whisper-small/blob/main/config.json?download=true",
        "huggingface.co/openai/whisper-small",
        "https://hf.co/openai/whisper-small",
        "hf://openai/whisper-small",
    ],
)
def test_a_repository_is_known_by_its_name_and_its_addresses(source: str) -> None:
    assert repository(source) == "openai/whisper-small"


@pytest.mark.parametrize("source", ["https://huggingface.co/openai/whisper-small/tree/v2", "openai/whisper-small@v2"])
def test_another_revision_is_refused(source: str) -> None:
    with pytest.raises(DictateError, match="only main is read"):
        repository(source)


def test_a_folder_inside_a_repository_is_not_taken_for_all_of_it() -> None:
    with pytest.raises(DictateError, match="only whole repositories are read"):
        repository("https://huggingface.co/owner/experiments/tree/main/checkpoint-500")


@pytest.mark.parametrize("source", ["../x", "a/b/c", "https://example.org/a/b", "a\0b", "owner/"])
def test_everything_else_is_not_there(source: str) -> None:
    with pytest.raises(DictateError, match="is not there"):
        repository(source)


def test_bytes_that_are_no_letters_are_shown_as_question_marks() -> None:
    assert printable("caf\udce9/x\ny") == "caf?/x?y"
