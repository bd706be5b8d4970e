from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.audio.contract import Device
from dictate.events import SessionState
from dictate.ui.menu import (
    ChooseMicrophone,
    ChooseModel,
    ChooseProfile,
    Command,
    Entry,
    MenuItem,
    ModelTitle,
    ProfileTitle,
    Situation,
    Submenu,
    menu_of,
    shortened,
    tooltip_of,
)

BUILT_IN = Device("alsa_input.pci", "Built-in Audio", is_default=True)
HEADSET = Device("bluez_input.aa", "R&D Headset")
MODELS = (ModelTitle("base", "base"),)
MONITOR = Device("alsa_output.pci.monitor", "Monitor of Built-in Audio", is_monitor=True)


def entries(items: tuple[MenuItem, ...]) -> list[Entry]:
    found: list[Entry] = []
    for item in items:
        if isinstance(item, Entry):
            found.append(item)
        elif isinstance(item, Submenu):
            found += entries(item.entries)
    return found


def entry(situation: Situation, action: object) -> Entry:
    (found,) = [each for each in entries(menu_of(situation)) if each.action == action]
    return found


def submenu(situation: Situation, title: str) -> list[Entry]:
    (found,) = [each for each in menu_of(situation) if isinstance(each, Submenu) and each.title == title]
    return entries(found.entries)


def test_when_idle_a_dictation_can_be_started_and_nothing_cancelled() -> None:
    assert entry(Situation(), Command.START).enabled
    assert not entry(Situation(), Command.CANCEL).enabled


def test_while_recording_it_can_be_stopped_or_cancelled() -> None:
    recording = Situation(state=SessionState.RECORDING)
    assert entry(recording, Command.STOP).enabled
    assert entry(recording, Command.CANCEL).enabled
    assert Command.START not in [each.action for each in entries(menu_of(recording))]


def test_while_working_the_next_dictation_can_be_started() -> None:
    working = Situation(state=SessionState.WORKING)
    assert entry(working, Command.START).enabled
    assert entry(working, Command.CANCEL).enabled


@pytest.mark.parametrize("state", SessionState)
def test_every_state_offers_every_window_and_quit(state: SessionState) -> None:
    offered = {each.action for each in entries(menu_of(Situation(state=state))) if each.enabled}
    assert offered >= {
        Command.TRANSCRIBE_FILES,
        Command.HISTORY,
        Command.MODELS,
        Command.COMPARE_MODELS,
        Command.SETTINGS,
        Command.SETTINGS_FILE,
        Command.FIRST_RUN,
        Command.DOCTOR,
        Command.QUIT,
    }


@pytest.mark.parametrize("state", SessionState)
def test_every_state_has_a_tooltip_of_its_own(state: SessionState) -> None:
    tooltips = {each: tooltip_of(Situation(state=each)) for each in SessionState}
    assert [each for each in tooltips.values() if each == tooltips[state]] == [tooltips[state]]


def test_the_tooltip_names_the_key_and_the_problem() -> None:
    assert "Right Ctrl" in tooltip_of(Situation(models=MODELS, shortcut="Right Ctrl"))
    assert tooltip_of(Situation(state=SessionState.ERROR, told="No microphone.")) == "No microphone."


def test_without_a_model_it_is_not_called_ready() -> None:
    assert "no model" in tooltip_of(Situation(shortcut="F9"))


def test_the_system_default_is_ticked_and_named_when_no_microphone_was_chosen() -> None:
    first = submenu(Situation(microphones=(BUILT_IN, HEADSET)), "&Microphone")[0]
    assert first == Entry("System default (Built-in Audio)", ChooseMicrophone(""), checked=True)


def test_a_chosen_microphone_is_ticked_and_its_ampersand_is_no_mnemonic() -> None:
    shown = submenu(Situation(microphones=(BUILT_IN, HEADSET), microphone=HEADSET.name), "&Microphone")
    assert [(each.title, each.checked) for each in shown] == [
        ("System default (Built-in Audio)", False),
        ("Built-in Audio", False),
        ("R&&D Headset", True),
    ]


def test_a_chosen_microphone_that_is_unplugged_is_still_shown() -> None:
    last = submenu(Situation(microphones=(BUILT_IN,), microphone="gone"), "&Microphone")[-1]
    assert last.checked
    assert not last.enabled
    assert "not connected" in last.title


def test_what_the_loudspeakers_play_is_not_offered_unless_it_was_chosen() -> None:
    unchosen = submenu(Situation(microphones=(BUILT_IN, MONITOR)), "&Microphone")
    chosen = submenu(Situation(microphones=(BUILT_IN, MONITOR), microphone=MONITOR.name), "&Microphone")
    assert MONITOR.description not in [each.title for each in unchosen]
    assert MONITOR.description in [each.title for each in chosen]


def test_no_microphone_at_all_is_said() -> None:
    assert submenu(Situation(), "&Microphone")[-1] == Entry("No microphone found", enabled=False)


def test_the_model_in_use_is_ticked() -> None:
    models = (ModelTitle("base", "Whisper base"), ModelTitle("mine", "My fine-tune"))
    shown = submenu(Situation(models=models, model="mine"), "M&odel")
    assert [each.checked for each in shown[:2]] == [False, True]
    assert shown[0].action == ChooseModel("base")


def test_the_last_text_can_be_copied_typed_again_and_undone() -> None:
    shown = submenu(Situation(last_text="Hello & welcome."), "&Last text")
    assert shown[0].title == "“Hello && welcome.”"
    assert [each.action for each in shown[1:]] == [
        Command.COPY_LAST,
        Command.TYPE_LAST,
        Command.UNDO_LAST,
        Command.CORRECT_LAST,
    ]
    assert all(each.enabled for each in shown[1:])


def test_with_no_last_text_there_is_nothing_to_do_with_it() -> None:
    assert not any(each.enabled for each in submenu(Situation(), "&Last text"))


def test_mnemonics_are_unique_in_each_menu() -> None:
    def letters(items: tuple[MenuItem, ...]) -> list[str]:
        titles = [item.title.replace("&&", "") for item in items if isinstance(item, Entry | Submenu)]
        return [title[title.index("&") + 1].lower() for title in titles if "&" in title]

    menu = menu_of(Situation(state=SessionState.RECORDING, last_text="Hello."))
    for items in (menu, *(item.entries for item in menu if isinstance(item, Submenu))):
        assert len(set(letters(items))) == len(letters(items)), items


@given(st.text())
def test_a_shortened_text_is_one_line_and_not_too_long(text: str) -> None:
    short = shortened(text)
    assert len(short) <= 48
    assert "\n" not in short


def test_a_text_is_shortened_at_a_word() -> None:
    assert shortened("The quick brown fox jumps", longest=18) == "The quick brown…"
    assert shortened("Donaudampfschifffahrt", longest=10) == "Donaudamp…"


PRIVATE = ProfileTitle("private", "Private")
LETTERS = ProfileTitle("letters", "R&D letters", in_force=True)


def test_the_chosen_profile_is_ticked_and_none_is_a_choice() -> None:
    chosen = replace(PRIVATE, is_chosen=True, in_force=True)
    none, private, *_ = submenu(Situation(profiles=(chosen,)), "P&rofile")
    assert (none.title, none.action, none.checked) == ("None", ChooseProfile("none"), False)
    assert (private.action, private.checked) == (ChooseProfile("private"), True)


def test_the_profile_of_the_focused_program_is_named_but_not_ticked() -> None:
    none, _private, letters, *_ = submenu(Situation(profiles=(PRIVATE, LETTERS)), "P&rofile")
    assert none.title == "By the focused program (R&&D letters)"
    assert (none.checked, letters.checked) == (True, False)


def test_the_tooltip_names_the_profile_in_force() -> None:
    assert (
        tooltip_of(Situation(models=MODELS, profiles=(PRIVATE, LETTERS))) == "Dictate is ready. Profile: R&D letters."
    )
    assert tooltip_of(Situation(models=MODELS, profiles=(PRIVATE,))) == "Dictate is ready."
