"""What other programs may ask of a running Dictate, in words; the D-Bus service and the control socket share it.

Called on the thread of either; the callbacks given to it have to bear that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from dictate import __version__
from dictate.errors import DictateError
from dictate.events import DictationControl, SessionState
from dictate.remote.last_told import Told
from dictate.settings.profiles import Profile, required
from dictate.wording.message import message


@dataclass(frozen=True)
class Status:
    """`state` is a value of SessionState; `profile` is the name of the profile in force, or empty."""

    state: str
    hotkey: str
    version: str
    profile: str = ""
    model: str = ""
    microphone: str = ""
    message: str = ""
    mend: str = ""


@dataclass(frozen=True)
class Circumstances:
    """What the program works with. `hotkey` says which key is watched and how, `microphone` what people call it.

    `told` is the last sentence that the user was told, if any, without dictated words.
    """

    hotkey: str = ""
    model: str = ""
    microphone: str = ""
    told: Told = field(default_factory=Told)


class ProfileChoice(Protocol):
    """Profiles by name: dictate.settings.live.LiveSettings."""

    def choose_profile(self, name: str) -> None:
        """Raises DictateError for a name that there is not."""
        ...

    def profile(self) -> Profile | None:
        """The one in force."""
        ...

    def profiles(self) -> tuple[Profile, ...]:
        """All that there are."""
        ...


class Remote:
    """Obeys words such as "toggle".

    `activate` brings the program's window to the front and gets the desktop's activation token, which may be empty.
    `actions` are the further words of the program, such as "settings" or "quit". `profiles` is asked when a word such
    as "profile:private", "profile:none", "start:private" or "toggle:private" comes.
    """

    def __init__(
        self,
        control: DictationControl,
        activate: Callable[[str], None],
        actions: Mapping[str, Callable[[], None]],
        circumstances: Callable[[], Circumstances],
        profiles: ProfileChoice | None = None,
    ) -> None:
        self._control = control
        self._activate = activate
        self._circumstances = circumstances
        self._profiles = profiles
        self._actions: dict[str, Callable[[], None]] = {
            "start": control.start,
            "stop": control.stop,
            "toggle": control.toggle,
            "toggle-continuous": control.toggle_continuous,
            "start-private": control.start_private,
            "toggle-private": self._toggle_private,
            "cancel": control.cancel,
            "type-last": control.type_last_again,
            "undo-last": control.undo_last,
            **actions,
        }
        self._actions_with_profile: dict[str, Callable[[str], None]] = {
            "profile": self.use_profile,
            "start": self.start_with_profile,
            "toggle": self.toggle_with_profile,
        }

    def activate(self, token: str = "") -> None:
        self._activate(token)

    def do(self, action: str) -> None:
        """Raises DictateError for a word that means nothing."""
        word, colon, profile = action.partition(":")
        if colon and word in self._actions_with_profile:
            self._actions_with_profile[word](profile)
            return
        if action not in self._actions:
            raise DictateError(
                message("Dictate knows no action “{action}”.", action=action),
                message("It knows {actions}.", actions=", ".join(self._actions)),
            )
        self._actions[action]()

    def start_with_profile(self, name: str) -> None:
        """Begin a recording for which that profile is in force. Raises DictateError when there is none of the name."""
        self._control.start_with_profile(required(self._known_profiles(), name).name)

    def toggle_with_profile(self, name: str) -> None:
        """The same for a recording that goes on by itself, or end the one under way."""
        if self._control.state is SessionState.RECORDING:
            self._control.stop()
        else:
            self.start_with_profile(name)
            self._control.latch()

    def _toggle_private(self) -> None:
        if self._control.state is SessionState.RECORDING:
            self._control.stop()
        else:
            self._control.start_private()
            self._control.latch()

    def use_profile(self, name: str) -> None:
        """Have a profile in force from the next dictation on; "none" for none. Raises DictateError."""
        if self._profiles is None:
            raise DictateError("Profiles cannot be chosen here.")
        self._profiles.choose_profile(name)

    def profile_names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self._known_profiles())

    def _known_profiles(self) -> tuple[Profile, ...]:
        return self._profiles.profiles() if self._profiles is not None else ()

    def status(self) -> Status:
        profile = self._profiles.profile() if self._profiles is not None else None
        now = self._circumstances()
        return Status(
            state=self._control.state.value,
            hotkey=now.hotkey,
            version=__version__,
            profile=profile.name if profile is not None else "",
            model=now.model,
            microphone=now.microphone,
            message=now.told.message,
            mend=now.told.mend,
        )
