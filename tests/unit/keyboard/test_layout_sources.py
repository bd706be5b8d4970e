"""Each desktop's answer, from a socket or setting of our own making."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pytest

from dictate.keyboard import active_layout
from dictate.keyboard.active_layout import ActiveLayout, CharacterMaps, find_active_layout
from dictate.keyboard.layout_names import LayoutNames
from dictate.keyboard.layout_sources import gnome, hyprland, kde, niri, sway, system
from dictate.keyboard.locks import Locks
from dictate.keyboard.xkb import Keymap
from dictate.wayland.keymap import SeatKeyboard

US_RU = ("English (US)", "Russian")


@contextmanager
def listening(path: Path, answer: Callable[[socket.socket], None]) -> Iterator[None]:
    """A socket that answers every connection."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()

        def serve() -> None:
            while True:
                try:
                    link, _ = server.accept()
                except OSError:
                    return
                with link:
                    answer(link)

        threading.Thread(target=serve, daemon=True).start()
        yield
        server.shutdown(socket.SHUT_RDWR)


def sway_answer(devices: object) -> Callable[[socket.socket], None]:
    def answer(link: socket.socket) -> None:
        link.recv(64)
        content = json.dumps(devices).encode()
        link.sendall(struct.pack("=6sII", b"i3-ipc", len(content), 100) + content)

    return answer


def hyprland_answer(content: str) -> Callable[[socket.socket], None]:
    def answer(link: socket.socket) -> None:
        assert link.recv(64) == b"j/devices"
        link.sendall(content.encode())

    return answer


def sway_keyboard(name: str, layouts: tuple[str, ...], index: int = 0) -> dict[str, object]:
    return {"name": name, "type": "keyboard", "xkb_layout_names": list(layouts), "xkb_active_layout_index": index}


class TestSway:
    def test_keyboards_are_read_and_mice_are_not(self, tmp_path: Path) -> None:
        devices = [sway_keyboard("ours", US_RU, 1), {"name": "mouse", "type": "pointer"}]
        with listening(tmp_path / "s", sway_answer(devices)):
            assert sway.keyboards(str(tmp_path / "s")) == (sway.SwayKeyboard("ours", US_RU, 1),)

    def test_a_name_need_not_be_utf8(self, tmp_path: Path) -> None:
        def answer(link: socket.socket) -> None:
            link.recv(64)
            content = b'[{"name": "Tastatur \xe4", "type": "keyboard"}]'
            link.sendall(struct.pack("=6sII", b"i3-ipc", len(content), 100) + content)

        with listening(tmp_path / "s", answer):
            assert len(sway.keyboards(str(tmp_path / "s"))) == 1

    @pytest.mark.parametrize("nonsense", [b"", b"xx", b"x" * 14, struct.pack("=6sII", b"i3-ipc", 1 << 31, 0)])
    def test_nonsense_is_no_answer(self, tmp_path: Path, nonsense: bytes) -> None:
        with listening(tmp_path / "s", lambda link: link.sendall(nonsense)):
            assert sway.keyboards(str(tmp_path / "s")) == ()

    def test_a_missing_socket_is_no_answer(self, tmp_path: Path) -> None:
        assert sway.keyboards(str(tmp_path / "none")) == ()


class TestOurKeyboardOnSway:
    """The compositor's keymap is that of the keyboard pressed last, a German one."""

    @pytest.fixture
    def find(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        text = Keymap.from_names(LayoutNames("de")).as_text()
        monkeypatch.setattr(active_layout, "read_keyboard", lambda _environment: SeatKeyboard(text))

        def find_with(*keyboards: dict[str, object]) -> ActiveLayout:
            environment = {"WAYLAND_DISPLAY": "wayland-1", "SWAYSOCK": str(tmp_path / "s")}
            with listening(tmp_path / "s", sway_answer(list(keyboards))):
                return find_active_layout(environment=environment, device_name="ours")

        return find_with

    def test_ours_has_another_layout(self, find) -> None:
        layout = find(sway_keyboard("theirs", ("German",)), sway_keyboard("ours", US_RU, 1))
        assert (layout.keymap, layout.group, layout.provisional) == (LayoutNames("us,ru", ","), 1, False)
        assert CharacterMaps().of(layout).keystrokes("ж") is not None

    def test_ours_has_the_same_layout(self, find) -> None:
        layout = find(sway_keyboard("theirs", ("German",)), sway_keyboard("ours", ("German",)))
        assert isinstance(layout.keymap, str)
        assert (layout.group, layout.provisional) == (0, False)

    def test_ours_has_a_layout_that_xkb_does_not_list(self, find) -> None:
        layout = find(sway_keyboard("ours", ("My own",)))
        assert not layout.known
        assert "My own" in layout.reason

    def test_two_of_ours_with_different_layouts_are_not_guessed(self, find) -> None:
        """That of the running program, switched since, and that of the command `dictate type`."""
        layout = find(sway_keyboard("ours", US_RU, 0), sway_keyboard("ours", US_RU, 1))
        assert (layout.known, layout.provisional) == (False, False)

    def test_ours_is_not_there_yet(self, find) -> None:
        layout = find(sway_keyboard("theirs", ("German",)))
        assert layout.known
        assert layout.provisional

    def test_ours_is_not_there_yet_and_the_others_disagree(self, find) -> None:
        layout = find(sway_keyboard("a", ("German",)), sway_keyboard("b", US_RU))
        assert not layout.known
        assert layout.provisional


@pytest.mark.parametrize(
    "variables",
    [{"SWAYSOCK": "/run/user/1/sway-ipc.sock"}, {"HYPRLAND_INSTANCE_SIGNATURE": "abc"}],
    ids=lambda v: next(iter(v)),
)
def test_in_a_sandbox_which_does_not_see_the_socket_the_compositors_keymap_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    text = Keymap.from_names(LayoutNames("de")).as_text()
    monkeypatch.setattr(active_layout, "read_keyboard", lambda _environment: SeatKeyboard(text))
    environment = {"WAYLAND_DISPLAY": "wayland-1", "XDG_RUNTIME_DIR": str(tmp_path), **variables}
    assert find_active_layout(environment=environment) == ActiveLayout(text, 0, "the compositor")


def test_where_the_compositor_tells_the_group_nobody_else_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    text = Keymap.from_names(LayoutNames("us,ru")).as_text()
    monkeypatch.setattr(active_layout, "read_keyboard", lambda _environment: SeatKeyboard(text, 1))
    environment = {"WAYLAND_DISPLAY": "wayland-1", "XDG_CURRENT_DESKTOP": "COSMIC"}
    assert find_active_layout(environment=environment) == ActiveLayout(text, 1, "the compositor")


class TestHyprland:
    ENVIRONMENT: ClassVar = {"WAYLAND_DISPLAY": "wayland-1", "HYPRLAND_INSTANCE_SIGNATURE": "abc"}

    @pytest.fixture
    def find(self, tmp_path: Path):
        def find_with(*keyboards: dict[str, object]) -> ActiveLayout:
            environment = self.ENVIRONMENT | {"XDG_RUNTIME_DIR": str(tmp_path)}
            path = hyprland.socket_path(environment)
            assert path is not None

            with listening(path, hyprland_answer(json.dumps({"mice": [], "keyboards": keyboards}))):
                return find_active_layout(environment=environment, device_name="Dictate virtual keyboard")

        return find_with

    OURS: ClassVar = {"name": "dictate-virtual-keyboard", "layout": "us,ru", "variant": "", "active_keymap": "Russian"}

    def test_the_group_is_found_by_its_name(self, find) -> None:
        layout = find({"name": "other", "layout": "de", "active_keymap": "German"}, self.OURS)
        assert (layout.keymap, layout.group) == (LayoutNames("us,ru"), 1)

    def test_newer_releases_tell_the_index_and_the_locks(self, find) -> None:
        layout = find({**self.OURS, "active_layout_index": 0, "capsLock": True, "numLock": True})
        assert (layout.group, layout.locks) == (0, Locks(caps=True, num=True))

    def test_two_groups_of_one_name_are_not_guessed(self, find) -> None:
        layout = find({**self.OURS, "layout": "us,us", "active_keymap": "English (US)"})
        assert layout.group is None

    def test_a_keymap_from_a_file_comes_from_the_compositor(self, find, monkeypatch: pytest.MonkeyPatch) -> None:
        """Hyprland names the layout that it would take without the file."""
        text = Keymap.from_names(LayoutNames("de", "neo")).as_text()
        monkeypatch.setattr(active_layout, "read_keyboard", lambda _environment: SeatKeyboard(text))
        layout = find({**self.OURS, "layout": "us", "active_keymap": "German (Neo 2)"})
        assert (layout.keymap, layout.group) == (text, 0)

    def test_a_keymap_that_nobody_has_is_not_guessed(self, find, monkeypatch: pytest.MonkeyPatch) -> None:
        text = Keymap.from_names(LayoutNames("us")).as_text()
        monkeypatch.setattr(active_layout, "read_keyboard", lambda _environment: SeatKeyboard(text))
        layout = find({**self.OURS, "layout": "us", "active_keymap": "A keymap of mine"})
        assert not layout.known
        assert "A keymap of mine" in layout.reason

    def test_a_layout_that_only_hyprland_has_comes_from_the_compositor(
        self, find, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = Keymap.from_names(LayoutNames("de", "neo")).as_text()
        monkeypatch.setattr(active_layout, "read_keyboard", lambda _environment: SeatKeyboard(text))
        layout = find({**self.OURS, "layout": "nowhere", "active_keymap": "German (Neo 2)"})
        assert (layout.keymap, layout.group) == (text, 0)

    def test_a_keyboard_without_a_keymap_does_not_spoil_the_answer(self, tmp_path: Path) -> None:
        """Hyprland writes none where JSON has null; input methods make such keyboards."""
        environment = self.ENVIRONMENT | {"XDG_RUNTIME_DIR": str(tmp_path)}
        path = hyprland.socket_path(environment)
        assert path is not None
        ours = json.dumps({**self.OURS, "active_layout_index": 1})
        theirs = '{"name": "fcitx5", "layout": "us", "active_layout_index": none, "active_keymap": "none"}'
        with listening(path, hyprland_answer(f'{{"keyboards": [{theirs}, {ours}]}}')):
            layout = find_active_layout(environment=environment, device_name="Dictate virtual keyboard")
        assert (layout.keymap, layout.group) == (LayoutNames("us,ru"), 1)

    def test_a_second_keyboard_of_ours_has_a_number_in_its_name(self, find) -> None:
        layout = find({**self.OURS, "active_layout_index": 0}, {**self.OURS, "name": "dictate-virtual-keyboard-1"})
        assert (layout.known, layout.provisional) == (False, False)

    def test_what_is_not_set_up_comes_from_the_variables_of_xkb(self, tmp_path: Path) -> None:
        environment = self.ENVIRONMENT | {"XDG_RUNTIME_DIR": str(tmp_path), "XKB_DEFAULT_OPTIONS": "ctrl:swapcaps"}
        path = hyprland.socket_path(environment)
        assert path is not None
        with listening(path, hyprland_answer(json.dumps({"keyboards": [{**self.OURS, "options": ""}]}))):
            layout = find_active_layout(environment=environment, device_name="Dictate virtual keyboard")
        assert layout.keymap == LayoutNames("us,ru", options="ctrl:swapcaps")

    def test_before_0_40_the_socket_was_elsewhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(hyprland, "_FOLDER_BEFORE_0_40", tmp_path / "old")
        environment = self.ENVIRONMENT | {"XDG_RUNTIME_DIR": str(tmp_path)}
        with listening(tmp_path / "old/abc/.socket.sock", hyprland_answer("{}")):
            assert hyprland.socket_path(environment) == tmp_path / "old/abc/.socket.sock"

    def test_without_our_keyboard_the_layout_is_a_forecast(self, find) -> None:
        assert find({**self.OURS, "name": "other"}).provisional

    def test_no_answer_is_no_layout(self, tmp_path: Path) -> None:
        environment = self.ENVIRONMENT | {"XDG_RUNTIME_DIR": str(tmp_path)}
        assert not find_active_layout(environment=environment).known


class TestGnome:
    US, RU, PINYIN = ("xkb", "us"), ("xkb", "ru"), ("ibus", "libpinyin")

    def test_the_source_used_last_is_active(self) -> None:
        settings = gnome.InputSettings((self.US, self.RU), (self.RU, self.US))
        assert gnome.active_group(US_RU, lambda: settings) == 1

    def test_variants_are_found_by_name(self) -> None:
        neo = ("xkb", "de+neo")
        settings = gnome.InputSettings((("xkb", "fr"), neo), (neo,))
        assert gnome.active_group(("English (US)", "German (Neo 2)"), lambda: settings) == 1

    @pytest.mark.parametrize("value", ["@a(ss) []", "[]"])
    def test_where_no_source_is_set_up_the_shell_takes_the_american_layout(self, value: str) -> None:
        settings = gnome.parse_settings(f"org.gnome.desktop.input-sources sources {value}\n")
        assert gnome.active_group(US_RU, lambda: settings) == 0

    def test_a_keymap_has_three_sources_and_the_fourth_is_the_first_of_the_next(self) -> None:
        own = ("xkb", "my+own")
        sources = (self.US, self.RU, ("xkb", "de"), own)
        settings = gnome.InputSettings(sources, (own, self.US))
        assert gnome.active_group(("A layout of mine", "English (US)"), lambda: settings) == 0

    def test_of_two_groups_with_one_name_the_source_tells_which(self) -> None:
        """A layout of the user's own that includes the German one keeps its name."""
        own, german = ("xkb", "my+own"), ("xkb", "de")
        settings = gnome.InputSettings((own, german), (german, own))
        assert gnome.active_group(("German", "German", "English (US)"), lambda: settings) == 1

    def test_a_single_source_needs_no_history(self) -> None:
        settings = gnome.InputSettings((("xkb", "de"),))
        assert gnome.active_group(("German", "English (US)"), lambda: settings) == 0

    def test_a_source_that_is_gone_is_not_active(self) -> None:
        """The shell adds English to every keymap, so that the name alone would be found."""
        settings = gnome.InputSettings((("xkb", "de"),), (self.US, ("xkb", "de")))
        assert gnome.active_group(("German", "English (US)"), lambda: settings) == 0

    def test_where_each_window_has_its_own_nobody_knows(self) -> None:
        settings = gnome.InputSettings((self.US, self.RU), (self.RU, self.US), per_window=True)
        assert gnome.active_group(US_RU, lambda: settings) is None

    @pytest.mark.parametrize(("written", "source"), [(True, US), (False, None)])
    def test_never_switched_it_is_the_first_if_a_switch_would_show(
        self, written: bool, source: gnome.InputSource | None
    ) -> None:
        assert gnome.active_source(gnome.InputSettings((self.US, self.RU)), lambda: written) == source

    def test_an_input_method_is_no_group(self) -> None:
        settings = gnome.InputSettings((self.US, self.PINYIN), (self.PINYIN, self.US))
        assert gnome.active_group(US_RU, lambda: settings) is None
        assert gnome.active_input_method(lambda: settings) == "libpinyin"

    def test_an_input_method_that_is_not_used_is_no_obstacle(self) -> None:
        settings = gnome.InputSettings((self.US, self.PINYIN), (self.US, self.PINYIN))
        assert gnome.active_input_method(lambda: settings) == ""

    def test_gsettings_output_is_read(self) -> None:
        text = (
            "org.gnome.desktop.input-sources current uint32 0\n"
            "org.gnome.desktop.input-sources mru-sources [('xkb', 'de'), ('ibus', 'anthy')]\n"
            "org.gnome.desktop.input-sources per-window true\n"
            "org.gnome.desktop.input-sources sources [('xkb', 'de'), ('xkb', 'us')]\n"
        )
        expected = gnome.InputSettings((("xkb", "de"), self.US), (("xkb", "de"), ("ibus", "anthy")), per_window=True)
        assert gnome.parse_settings(text) == expected

    @pytest.mark.parametrize("value", ["[1, 2]", "7", "[('xkb'"])
    def test_what_is_no_list_of_sources_is_none(self, value: str) -> None:
        assert gnome.parse_settings(f"org.gnome.desktop.input-sources sources {value}\n").sources == ()

    @pytest.mark.parametrize("text", ["", "No such schema", "one two"])
    def test_nonsense_is_no_setting(self, text: str) -> None:
        assert gnome.parse_settings(text) == gnome.InputSettings()


class TestNiri:
    @pytest.mark.parametrize(
        ("answer", "group"),
        [
            ({"Ok": {"KeyboardLayouts": {"names": list(US_RU), "current_idx": 1}}}, 1),
            ({"Ok": {"KeyboardLayouts": {"names": [], "current_idx": 7}}}, None),
            ({"Err": "no"}, None),
            ([], None),
        ],
    )
    def test_the_current_index_is_read(self, tmp_path: Path, answer: object, group: int | None) -> None:
        def serve(link: socket.socket) -> None:
            assert link.recv(64) == b'"KeyboardLayouts"\n'
            link.sendall(json.dumps(answer).encode() + b"\n")

        with listening(tmp_path / "n", serve):
            assert niri.active_group(str(tmp_path / "n"), US_RU) == group


class TestKde:
    @pytest.mark.parametrize(("index", "group"), [(0, 0), (1, 1), (5, None)])
    def test_kwin_tells_the_index(self, monkeypatch: pytest.MonkeyPatch, index: int, group: int | None) -> None:
        monkeypatch.setattr(kde.bus, "call", lambda *_arguments: (index,))
        assert kde.active_group(US_RU) == group

    @pytest.mark.parametrize("desktop", ["KDE", "LXQt"])
    def test_kwin_is_asked_whatever_the_desktop_is(self, monkeypatch: pytest.MonkeyPatch, desktop: str) -> None:
        text = Keymap.from_names(LayoutNames("us,ru")).as_text()
        monkeypatch.setattr(active_layout, "read_keyboard", lambda _environment: SeatKeyboard(text))
        monkeypatch.setattr(kde.bus, "call", lambda *_arguments: (1,))
        environment = {"WAYLAND_DISPLAY": "wayland-1", "XDG_CURRENT_DESKTOP": desktop}
        assert find_active_layout(environment=environment) == ActiveLayout(text, 1, "KWin")

    def test_without_kwin_it_is_unknown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
        assert kde.active_group(US_RU) is None


class TestSystem:
    @pytest.fixture(autouse=True)
    def no_locale1(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")

    def test_the_variables_of_xkb(self, tmp_path: Path) -> None:
        found = system.configured_layout({"XKB_DEFAULT_LAYOUT": "de", "XKB_DEFAULT_VARIANT": "neo"}, tmp_path / "none")
        assert found is not None
        assert found[0] == LayoutNames("de", "neo")

    def test_debians_file(self, tmp_path: Path) -> None:
        file = tmp_path / "keyboard"
        file.write_text('# comment\nXKBMODEL="pc105"\nXKBLAYOUT="fr"\nXKBVARIANT="bepo"\nBACKSPACE=guess\n')
        found = system.configured_layout({}, file)
        assert found is not None
        assert found[0] == LayoutNames("fr", "bepo")

    def test_nothing_is_configured(self, tmp_path: Path) -> None:
        assert system.configured_layout({}, tmp_path / "none") is None

    def test_several_configured_layouts_are_not_guessed(self) -> None:
        layout = find_active_layout(environment={"XKB_DEFAULT_LAYOUT": "us,ru"})
        assert not layout.known
        assert layout.reason

    def test_a_configured_layout_that_does_not_exist(self) -> None:
        assert not find_active_layout(environment={"XKB_DEFAULT_LAYOUT": "xx"}).known


def test_the_users_setting_wins() -> None:
    layout = find_active_layout("de:neo", environment={"WAYLAND_DISPLAY": "wayland-1", "DISPLAY": ":9"})
    assert (layout.keymap, layout.group) == (LayoutNames("de", "neo"), 0)


def test_a_map_is_built_once_for_a_layout() -> None:
    maps = CharacterMaps()
    layout = ActiveLayout(LayoutNames("us"), 0, "the test")
    assert maps.of(layout) is maps.of(layout)
    assert maps.of(ActiveLayout(LayoutNames("us"), None, "the test")) is None
