"""The menu entry of an installation by pipx or uv."""

import shutil
from pathlib import Path

import pytest

from dictate import APP_ID
from dictate.desktop.menu_entry import place_menu_entry, with_command

PROJECT = Path(__file__).parents[3]
ENTRY = Path("applications") / f"{APP_ID}.desktop"


class Machine:
    """A program in an environment of its own, and the folders where desktops look for entries."""

    def __init__(self, folder, monkeypatch):
        self.shipped = folder / "environment" / "share"
        self.user, self.system = folder / "user", folder / "system"
        monkeypatch.setenv("XDG_DATA_HOME", str(self.user))
        monkeypatch.setenv("XDG_DATA_DIRS", str(self.system))
        self.program = folder / "pip x" / "dictate"
        self.program.parent.mkdir()
        self.program.write_text("#!/bin/sh")
        self.program.chmod(0o755)
        self.ship()

    def ship(self):
        self.shipped.joinpath("applications").mkdir(parents=True)
        shutil.copy(PROJECT / "packaging" / f"{APP_ID}.desktop", self.shipped / ENTRY)
        icons = self.shipped / "icons/hicolor/scalable/apps"
        icons.mkdir(parents=True)
        shutil.copy(PROJECT / "resources/icons/dictate.svg", icons / f"{APP_ID}.svg")

    def place(self):
        return place_menu_entry(self.shipped, [str(self.program)])

    def lines(self):
        return (self.user / ENTRY).read_text().splitlines()


@pytest.fixture
def machine(tmp_path, monkeypatch):
    return Machine(tmp_path, monkeypatch)


def test_it_is_placed_with_the_whole_path_of_the_program(machine):
    assert machine.place()
    assert f'Exec="{machine.program}"' in machine.lines()
    assert f'Exec="{machine.program}" toggle' in machine.lines()
    assert (machine.user / f"icons/hicolor/scalable/apps/{APP_ID}.svg").is_file()


def test_it_is_placed_once(machine):
    assert machine.place()
    assert not machine.place()


def test_one_whose_program_is_gone_is_replaced(machine):
    machine.place()
    machine.program.rename(machine.program.with_name("moved"))
    machine.program = machine.program.with_name("moved")
    assert machine.place()
    assert f'Exec="{machine.program}"' in machine.lines()


def test_that_of_a_package_is_left_alone(machine):
    (machine.system / "applications").mkdir(parents=True)
    (machine.system / ENTRY).write_text("[Desktop Entry]\nExec=/bin/sh -c true\n")
    assert not machine.place()
    assert not machine.user.exists()


def test_one_that_pipx_left_behind_does_not_hide_that_of_a_package(machine):
    machine.place()
    machine.program.unlink()
    (machine.system / "applications").mkdir(parents=True)
    (machine.system / ENTRY).write_text("[Desktop Entry]\nExec=/bin/sh -c true\n")
    shutil.rmtree(machine.shipped)
    assert not machine.place()
    assert not (machine.user / ENTRY).exists()


def test_one_whose_program_is_gone_stays_where_there_is_no_other(machine):
    machine.place()
    machine.program.unlink()
    shutil.rmtree(machine.shipped)
    assert not machine.place()
    assert (machine.user / ENTRY).exists()


def test_a_checkout_ships_none(machine):
    shutil.rmtree(machine.shipped)
    assert not machine.place()


def test_a_folder_that_cannot_be_written_harms_nothing(machine):
    machine.user.write_text("a file")
    assert not machine.place()


def test_only_the_command_changes():
    entry = "Name=Dictate\nTryExec=dictate\nExec=dictate\nExec=dictated\nExec=dictate cancel\n"
    assert with_command(entry, ["/opt/dictate"]) == (
        "Name=Dictate\nTryExec=dictate\nExec=/opt/dictate\nExec=dictated\nExec=/opt/dictate cancel\n"
    )
