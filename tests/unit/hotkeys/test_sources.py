"""Which source is chosen, and what happens when it fails."""

import re

import pytest

from dictate.errors import DictateError
from dictate.hotkeys import sources
from dictate.hotkeys.contract import KeyInUse, ProfileShortcut, Shortcut
from dictate.hotkeys.options import HotkeyOptions
from dictate.hotkeys.sources import Hotkeys, all_sources, wanted_sources
from tests.fakes.hotkey import FakeHotkey


@pytest.fixture
def notices():
    return []


@pytest.fixture
def make_hotkeys(monkeypatch, notices):
    """Hotkeys over the given fakes; `fail` of the result makes the active source fail as the portal does."""

    def make(*fakes, **options):
        failures = []

        def made(_options, _bus, failed, _noticed):
            failures.append(failed)
            return fakes

        monkeypatch.setattr(sources, "make_sources", made)
        hotkeys = Hotkeys(HotkeyOptions(**options), None, notices.append)
        hotkeys.fail = failures[0]
        return hotkeys

    return make


def test_the_best_score_wins(make_hotkeys):
    good, better = FakeHotkey(score=40), FakeHotkey(score=90)
    hotkeys = make_hotkeys(good, better)
    hotkeys.start(print)
    assert (good.watching, better.watching) == (False, True)


def test_one_that_does_not_open_gives_way(make_hotkeys):
    broken, second = FakeHotkey(score=90, problem="Taken."), FakeHotkey("x11", score=40)
    hotkeys = make_hotkeys(broken, second, key="Right Ctrl")
    hotkeys.start(print)
    assert second.watching
    assert hotkeys.describe() == "Right Ctrl (x11)"
    assert hotkeys.in_use() == KeyInUse("Right Ctrl", "x11")


def test_one_that_fails_later_gives_way(make_hotkeys, notices):
    portal, second = FakeHotkey("portal", score=90), FakeHotkey("evdev", score=40)
    hotkeys = make_hotkeys(portal, second)
    hotkeys.start(print)
    hotkeys.fail(DictateError("You did not allow it."))
    assert (portal.watching, second.watching, notices) == (False, True, [])


def test_when_the_last_one_fails_the_user_is_told(make_hotkeys, notices):
    hotkeys = make_hotkeys(FakeHotkey("portal", score=90))
    hotkeys.start(print)
    hotkeys.fail(DictateError("You did not allow it."))
    assert "You did not allow it." in notices[0]
    assert "dictate toggle" in notices[0]
    assert hotkeys.describe() == "no key is watched"


def test_restart_asks_again(make_hotkeys, notices):
    portal = FakeHotkey("portal", score=90)
    hotkeys = make_hotkeys(portal)
    hotkeys.start(print)
    hotkeys.fail(DictateError("You did not allow it."))
    hotkeys.restart()
    assert portal.watching


def test_none_of_them_opens(make_hotkeys):
    with pytest.raises(DictateError, match="Taken"):
        make_hotkeys(FakeHotkey(problem="Taken.")).start(print)


def test_none_of_them_is_usable(make_hotkeys):
    with pytest.raises(DictateError, match="Ask the test") as refused:
        make_hotkeys(FakeHotkey(score=0)).start(print)
    assert "dictate toggle" in refused.value.mend


def test_the_user_chooses_one(make_hotkeys):
    portal, evdev = FakeHotkey("portal", score=90), FakeHotkey("evdev", score=40)
    make_hotkeys(portal, evdev, source="evdev").start(print)
    assert (portal.watching, evdev.watching) == (False, True)


def test_the_user_wants_none(make_hotkeys):
    only = FakeHotkey(score=90)
    make_hotkeys(only, source="none").start(print)
    assert not only.watching


def test_stopping_loses_what_is_held(make_hotkeys):
    events = []
    only = FakeHotkey()
    hotkeys = make_hotkeys(only)
    hotkeys.start(events.append)
    only.press()
    hotkeys.stop()
    assert [type(event).__name__ for event in events] == ["Pressed", "Lost"]


def test_a_source_without_escape_is_left_alone(make_hotkeys):
    hotkeys = make_hotkeys(FakeHotkey())
    hotkeys.start(print)
    hotkeys.recording_changed(True)


def test_the_real_sources_judge_themselves_without_raising(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    verdicts = all_sources(HotkeyOptions())
    assert {source.name for source, _ in verdicts} == {"portal", "x11", "evdev"}
    assert all(verdict.reason for _, verdict in verdicts)


def test_an_order_by_score():
    fakes = (FakeHotkey(score=1), FakeHotkey(score=3), FakeHotkey(score=0), FakeHotkey(score=2))
    assert [fake.score for fake in wanted_sources(HotkeyOptions(), fakes)] == [3, 2, 1]


@pytest.mark.parametrize("key", ["A", "F9+F10"])
def test_a_key_that_cannot_be_read_is_a_sentence(key):
    with pytest.raises(DictateError):
        all_sources(HotkeyOptions(key=key))


@pytest.mark.parametrize(("source", "key"), [("portal", "F9"), ("x11", "F9"), ("evdev", "Right Ctrl")])
def test_the_key_that_nobody_chose_is_no_modifier_where_windows_do_not_see_it(make_hotkeys, source, key):
    hotkeys = make_hotkeys(FakeHotkey(source))
    hotkeys.start(print)
    assert hotkeys.in_use() == KeyInUse(key, source)


def test_profiles_have_keys_of_their_own():
    bindings = HotkeyOptions(profile_keys=("letters = F10", "my = notes=Ctrl+F10")).bindings()
    assert bindings[ProfileShortcut("letters")].label == "F10"
    assert bindings[ProfileShortcut("my = notes")].label == "Ctrl+F10"


@pytest.mark.parametrize("line", ["letters", "letters =", "= F10", "letters = F9", "letters = A"])
def test_a_key_of_a_profile_that_cannot_be_is_a_sentence(line):
    with pytest.raises(DictateError):
        HotkeyOptions(profile_keys=(line,)).bindings()


def test_a_profile_has_one_key():
    with pytest.raises(DictateError, match="two keys"):
        HotkeyOptions(profile_keys=("letters = F10", "letters = F11")).bindings()


def test_every_profile_has_an_id_of_its_own_that_portals_take():
    names = ["letters", "Letters", "my letters", "my-letters", "מכתבים", "דואר", "a" * 60]
    ids = [ProfileShortcut(name).value for name in names]
    assert len(set(ids)) == len(ids)
    assert ids[0] == "profile-letters"
    assert all(re.fullmatch(r"[a-z0-9-]{1,80}", each) for each in ids)


def test_a_key_for_two_things_is_refused():
    with pytest.raises(DictateError, match="two things"):
        HotkeyOptions(key="F9", cancel_key="KEY_F9").bindings()


@pytest.mark.parametrize(
    ("key", "disturbs"), [("Right Ctrl", True), ("Ctrl+Super+Space", True), ("Ctrl+F9", True), ("F9", False)]
)
def test_a_modifier_that_is_held_disturbs_typing(make_hotkeys, key, disturbs):
    hotkeys = make_hotkeys(FakeHotkey("evdev"), key=key)
    hotkeys.start(print)
    assert hotkeys.disturbs_typing(Shortcut.DICTATE) is disturbs
    assert not hotkeys.disturbs_typing(Shortcut.PASTE_LAST)
