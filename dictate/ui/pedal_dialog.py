"""Choosing a pedal, switch or button of a device of its own, and learning its key by pressing it. Qt main thread."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dictate.errors import DictateError
from dictate.hotkeys.input_devices import Gadget, gadgets, input_devices, locks_out
from dictate.hotkeys.node_watch import may_read
from dictate.hotkeys.pedal import PedalKey, parse_pedal, rule_command, undo_command
from dictate.hotkeys.pedal_learn import learn
from dictate.hotkeys.pedal_source import INPUT_FOLDER
from dictate.translation.catalogue import sentence_of
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background
from dictate.ui.screen_reader import StatusLine
from dictate.ui.settings_access import SettingsAccess
from dictate.ui.text_size import fixed_font, resize_for_text

_LOOK_EVERY_MS = 700
_OPTIONS = ("pedal", "cancel_pedal", "paste_last_pedal")


def _readable(gadget: Gadget) -> bool:
    return all(may_read(INPUT_FOLDER / part.node) for part in gadget.parts)


@dataclass(frozen=True)
class PedalDesk:
    """What the dialog asks of the machine. `learn` blocks; the others return at once."""

    present: Callable[[], tuple[Gadget, ...]] = lambda: gadgets(input_devices())
    may_read: Callable[[Gadget], bool] = _readable
    learn: Callable[[Gadget, Event], PedalKey | None] = learn


class PedalDialog(QDialog):
    """The list follows the devices; one that is plugged in while it is open is chosen and marked."""

    def __init__(self, settings: SettingsAccess, background: Background, desk: PedalDesk | None = None) -> None:
        super().__init__()
        self._settings = settings
        self._background = background
        self._desk = desk or PedalDesk()
        self._present: tuple[Gadget, ...] = ()
        self._known: frozenset[str] | None = None
        self._new: set[str] = set()
        self._stop: Event | None = None
        self._said = ""
        self.setWindowTitle(_("Pedal or switch"))
        self._build()
        self._clock = QTimer(self, interval=_LOOK_EVERY_MS)
        self._clock.timeout.connect(self.look)
        resize_for_text(self, 620, 440)

    def choose_for(self, option: str) -> None:
        """What the pedal will do: the name of an option in `shortcuts`."""
        self._purpose.setCurrentIndex(max(0, self._purpose.findData(option)))

    def look(self) -> None:
        """Show what is plugged in now, and whether it may be read by now."""
        present = self._desk.present()
        if self._known is not None:
            self._new |= {each.identity for each in present} - self._known
        self._known = frozenset(each.identity for each in present)
        if present != self._present:
            arrived = next((each for each in present if each.identity in self._new), None)
            chosen = self._chosen()
            self._present = present
            self._fill(arrived or chosen)
        self._show_state()

    def showEvent(self, event: QShowEvent) -> None:
        self._known = None
        self._new.clear()
        self.look()
        self._clock.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()
        self._give_up()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._give_up()
        super().closeEvent(event)

    def _build(self) -> None:
        self._list = QListWidget()
        self._list.setSpacing(3)
        self._list.setAccessibleName(_("Devices with keys or buttons"))
        self._list.currentItemChanged.connect(lambda *_items: self._device_chosen())
        self._state = StatusLine(_("How it stands"))
        self._command = QLineEdit(readOnly=True)
        self._command.setAccessibleName(_("The command that lets Dictate read this device"))
        self._command.setFont(fixed_font())
        self._copy = QPushButton(_("&Copy"), autoDefault=False)
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._command.text()))
        self._undo = QLabel(wordWrap=True)
        self._undo.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._whole = QCheckBox(_("Use it all the same: none of its other keys and buttons works while Dictate runs"))
        self._whole.toggled.connect(lambda _on: self._show_state())
        self._purpose = QComboBox()
        for option, title in zip(
            _OPTIONS, (_("Dictates"), _("Throws the recording away"), _("Types the last text again")), strict=True
        ):
            self._purpose.addItem(title, option)
        purpose_label = QLabel(_("What &it does:"))
        purpose_label.setBuddy(self._purpose)
        self._learn = QPushButton(_("&Learn its key"), autoDefault=False)
        self._learn.clicked.connect(self._start_learning)
        self._forget = QPushButton(_("Use &no pedal"), autoDefault=False)
        self._forget.clicked.connect(self._forget_all)
        close = QPushButton(_("C&lose"), autoDefault=False)
        close.clicked.connect(self.close)
        sentence = QLabel(
            _(
                "Choose the device that you want to dictate with. It will serve Dictate alone, so a pedal that sends "
                "a letter does not type it. You do not know which one it is? Plug it in again, and it is found."
            ),
            wordWrap=True,
        )
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(sentence)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._state)
        layout.addLayout(_row(self._command, self._copy))
        layout.addWidget(self._undo)
        layout.addWidget(self._whole)
        purpose = QHBoxLayout()
        purpose.addWidget(purpose_label)
        purpose.addWidget(self._purpose, 1)
        purpose.addWidget(self._learn)
        layout.addLayout(purpose)
        bottom = QHBoxLayout()
        bottom.addWidget(self._forget)
        bottom.addStretch(1)
        bottom.addWidget(close)
        layout.addLayout(bottom)

    def _fill(self, chosen: Gadget | None) -> None:
        # Keyboards and mice come last, so the first is the likeliest.
        chosen = chosen or next(iter(self._present), None)
        with QSignalBlocker(self._list):
            self._list.clear()
            for gadget in self._present:
                item = QListWidgetItem(self._title(gadget))
                item.setData(Qt.ItemDataRole.UserRole, gadget.identity)
                self._list.addItem(item)
                if chosen is not None and gadget.identity == chosen.identity:
                    self._list.setCurrentItem(item)

    def _title(self, gadget: Gadget) -> str:
        if gadget.identity in self._new:
            return _("{name} (just plugged in)").format(name=gadget.name)
        return gadget.name

    def _chosen(self) -> Gadget | None:
        item = self._list.currentItem()
        identity = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return next((each for each in self._present if each.identity == identity), None)

    def _device_chosen(self) -> None:
        self._give_up()
        self._whole.setChecked(False)
        self._say("")
        self._show_state()

    def _show_state(self) -> None:
        gadget = self._chosen()
        learning = self._stop is not None
        refused = gadget is not None and self._is_only_keyboard(gadget)
        readable = gadget is not None and not refused and self._desk.may_read(gadget)
        asks = gadget is not None and readable and (gadget.has_letters or gadget.has_pointer)
        self._show_command(gadget if gadget is not None and not refused and not readable else None)
        self._whole.setVisible(asks)
        self._learn.setEnabled(readable and not learning and (not asks or self._whole.isChecked()))
        shortcuts = self._settings.current().shortcuts
        self._forget.setEnabled(any(getattr(shortcuts, option) for option in _OPTIONS))
        if learning or self._said:
            return
        if gadget is None:
            text = _("No device with keys was found.")
        elif refused:
            text = _("This is the only keyboard. As a pedal it could not type any more, so it cannot be chosen.")
        elif not readable:
            text = _("Dictate may not read this device yet. Copy this command and run it in a terminal:")
        elif asks:
            text = _(
                "This device says that it has the keys of a keyboard or mouse. Many pedals do; your keyboard does."
            )
        else:
            text = _("Dictate may read this device.")
        self._state.say(text)

    def _show_command(self, gadget: Gadget | None) -> None:
        for widget in (self._command, self._copy, self._undo):
            widget.setVisible(gadget is not None)
        if gadget is None or self._command.text() == rule_command(gadget.identity):
            return
        self._command.setText(rule_command(gadget.identity))
        self._command.setCursorPosition(0)
        allows = _("It lets whoever sits at this machine read this one device, and no other. To undo it:")
        self._undo.setText(f"{allows}\n{undo_command(gadget.identity)}")

    def _is_only_keyboard(self, gadget: Gadget) -> bool:
        return locks_out(gadget.identity, [part for each in self._present for part in each.parts])

    def _say(self, sentence: str) -> None:
        """A sentence that stays until another device is chosen."""
        self._said = sentence
        self._state.say(sentence)

    def _start_learning(self) -> None:
        gadget = self._chosen()
        if gadget is None:
            return
        option = str(self._purpose.currentData())
        self._stop = stop = Event()
        self._say(_("Press the key or the pedal now."))
        self._show_state()
        self._background.run(
            lambda: self._learned_and_set(gadget, option, stop),
            lambda pedal: self._learned(gadget, pedal, stop),
            lambda error: self._failed(error, stop),
        )

    def _learned_and_set(self, gadget: Gadget, option: str, stop: Event) -> PedalKey | None:
        """On a worker thread. A device that is in use must be let go first: then the press reaches us."""
        shortcuts = self._settings.current().shortcuts
        for each in _OPTIONS:
            text = getattr(shortcuts, each)
            if text and parse_pedal(text).device == gadget.identity:
                self._settings.change("shortcuts", each, "")
        pedal = self._desk.learn(gadget, stop)
        if pedal is not None:
            self._settings.change("shortcuts", option, str(pedal))
        return pedal

    def _learned(self, gadget: Gadget, pedal: PedalKey | None, stop: Event) -> None:
        if self._stop is not stop:
            return
        self._stop = None
        if pedal is None:
            self._say(_("No key was pressed. Try again."))
        else:
            self._say(_("Learned: {key} of {device}. It works at once.").format(key=pedal.key, device=gadget.name))
        self._show_state()

    def _failed(self, error: DictateError, stop: Event) -> None:
        if self._stop is stop:
            self._stop = None
            self._say(sentence_of(error))
            self._show_state()

    def _give_up(self) -> None:
        if self._stop is not None:
            self._stop.set()
            self._stop = None

    def _forget_all(self) -> None:
        self._give_up()

        def forget() -> None:
            for option in _OPTIONS:
                self._settings.change("shortcuts", option, "")

        self._background.run(forget, lambda _nothing: self._forgotten(), lambda error: self._say(sentence_of(error)))

    def _forgotten(self) -> None:
        self._say(_("No pedal is used any more; the device works as it did before."))
        self._show_state()


def _row(field: QWidget, button: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(field, 1)
    row.addWidget(button)
    return row
