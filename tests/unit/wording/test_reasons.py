"""Why the system refused something, as people are told."""

from __future__ import annotations

import errno
import os

import pytest

from dictate.wording.reasons import reason_of


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "you have no right to that"),
        (errno.EROFS, "it stands on a disk that may only be read"),
        (errno.ENOENT, "it does not exist"),
        (errno.EISDIR, "it is a folder"),
        (errno.EIO, "the disk reports a fault"),
    ],
)
def test_the_usual_reasons_are_told_in_words(number: int, reason: str) -> None:
    assert reason_of(OSError(number, os.strerror(number), "/some/file")) == reason


def test_what_is_not_known_stays_in_the_systems_own_words() -> None:
    assert reason_of(OSError(errno.EDOM, "Numerical argument out of domain")) == "Numerical argument out of domain"
    assert reason_of(OSError("the sound server went away")) == "the sound server went away"


def test_a_file_that_is_no_text_is_told_without_its_bytes() -> None:
    with pytest.raises(UnicodeDecodeError) as caught:
        b"\xff\xfe".decode("utf-8")
    assert reason_of(caught.value) == "it is no text in UTF-8"


def test_no_number_of_an_error_is_ever_shown() -> None:
    for number in errno.errorcode:
        assert "Errno" not in reason_of(OSError(number, os.strerror(number), "/some/file"))
