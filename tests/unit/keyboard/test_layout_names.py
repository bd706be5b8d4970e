import pytest

from dictate.errors import DictateError
from dictate.keyboard.layout_names import LayoutNames, known_layouts, parse_layout
from dictate.keyboard.xkb import Keymap


@pytest.mark.parametrize(
    ("text", "names"),
    [("de", LayoutNames("de")), ("de:neo", LayoutNames("de", "neo")), ("fr(bepo)", LayoutNames("fr", "bepo"))],
)
def test_layouts_are_written_as_users_know_them(text: str, names: LayoutNames) -> None:
    assert parse_layout(text) == names


@pytest.mark.parametrize("text", ["", " ", ":neo", "../../etc", "de;us", "de:a b", 'de"'])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(DictateError, match="not a keyboard layout"):
        parse_layout(text)


def test_of_several_layouts_the_one_in_force_is_asked_for() -> None:
    with pytest.raises(DictateError, match="several keyboard layouts") as caught:
        parse_layout("us,il")
    assert "in force" in caught.value.mend


def test_an_unknown_layout_is_named_with_its_neighbours() -> None:
    with pytest.raises(DictateError, match='no keyboard layout "de:neu"') as caught:
        Keymap.from_names(parse_layout("de:neu"))
    assert "de:neo" in caught.value.mend


def test_capitals_are_forgiven_in_the_neighbours() -> None:
    with pytest.raises(DictateError) as caught:
        Keymap.from_names(parse_layout("DE"))
    assert "mean de /" in caught.value.mend


def test_a_layout_of_the_users_own_that_is_not_there_is_no_neighbour_of_itself() -> None:
    with pytest.raises(DictateError) as caught:
        Keymap.from_names(parse_layout("custom"))
    assert "custom" not in caught.value.mend


def test_the_environment_does_not_change_a_layout_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XKB_DEFAULT_VARIANT", "neo")
    monkeypatch.setenv("XKB_DEFAULT_LAYOUT", "ru")
    assert Keymap.from_names(parse_layout("de")).group_names == ("German",)


def test_descriptions_are_the_names_of_compiled_groups() -> None:
    by_name = {known.names: known.description for known in known_layouts()}
    for text in ("us", "de:neo", "fr:bepo", "ru", "il"):
        names = parse_layout(text)
        assert Keymap.from_names(names).group_names == (by_name[names],)


def test_several_groups_are_written_one_after_the_other() -> None:
    assert str(LayoutNames("us,de", ",neo")) == "us,de:neo"


def test_a_text_that_is_no_keymap_is_refused() -> None:
    with pytest.raises(DictateError, match="cannot be understood"):
        Keymap.from_text("xkb_keymap { nonsense };")
