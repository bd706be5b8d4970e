from python_version import complaint


def nowhere(_name: str) -> None:
    return None


def test_a_python_that_will_do_is_not_spoken_of() -> None:
    assert complaint((3, 11, 0)) == ""
    assert complaint((3, 14, 1)) == ""


def test_an_old_python_is_told_of_a_newer_one_on_the_machine() -> None:
    told = complaint((3, 9, 2), {"python3.12": "/usr/bin/python3.12"}.get)
    assert told.endswith("make PYTHON=python3.12 run")
    assert "this is 3.9" in told


def test_an_old_python_alone_is_told_what_else_there_is() -> None:
    assert "flatpak" in complaint((3, 9, 2), nowhere)
