from pathlib import Path

from dictate.recovery.clock import is_clock_believed

DAY_S = 86_400.0


def test_a_clock_that_goes_on_from_the_last_start_is_believed(tmp_path: Path) -> None:
    is_clock_believed(100 * DAY_S, tmp_path)
    assert is_clock_believed(101 * DAY_S, tmp_path)


def test_a_clock_that_leapt_years_ahead_is_not_believed_until_it_goes_on_from_there(tmp_path: Path) -> None:
    is_clock_believed(100 * DAY_S, tmp_path)
    assert not is_clock_believed(3750 * DAY_S, tmp_path)
    assert is_clock_believed(3751 * DAY_S, tmp_path)


def test_who_dictates_once_a_month_is_believed_every_other_time(tmp_path: Path) -> None:
    is_clock_believed(0.0, tmp_path)
    starts = [is_clock_believed(30 * month * DAY_S, tmp_path) for month in range(1, 5)]
    assert starts == [False, True, False, True]


def test_a_clock_that_was_set_right_again_is_believed(tmp_path: Path) -> None:
    is_clock_believed(3750 * DAY_S, tmp_path)
    assert is_clock_believed(100 * DAY_S, tmp_path)


def test_the_first_start_of_all_believes_nothing(tmp_path: Path) -> None:
    assert not is_clock_believed(100 * DAY_S, tmp_path)


def test_a_note_of_rubbish_is_none(tmp_path: Path) -> None:
    (tmp_path / "last-start").write_text("yesterday", encoding="ascii")
    assert not is_clock_believed(100 * DAY_S, tmp_path)
    assert is_clock_believed(101 * DAY_S, tmp_path)


def test_where_nothing_can_be_remembered_nothing_is_believed(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not is_clock_believed(100 * DAY_S, tmp_path / "file" / "state")
