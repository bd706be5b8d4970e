"""The settings in force: the file is the truth, and an edit counts from the next dictation on. Any thread.

Over the user's ordinary settings lies a profile: that of the key that was pressed, else the one that the file names,
else that of the focused application.
"""

import threading
from pathlib import Path

from dictate.settings.file import LoadedSettings, load_settings, set_option
from dictate.settings.profiles import Profile, profile_in_force, required, with_profile
from dictate.settings.settings import Settings

NO_PROFILE = "none"
"""What commands say for no profile."""

_Stamp = tuple[int, int, int] | None


class LiveSettings:
    """Reads the file again when it has changed; looking costs one stat()."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp: _Stamp = None
        self._loaded = LoadedSettings(Settings())
        self._application = ""
        self._for_one_dictation = ""
        self._profile: Profile | None = None
        self._in_force = Settings()
        self.current()

    @property
    def path(self) -> Path:
        return self._path

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences about the file as it was last read."""
        return self._loaded.problems

    @property
    def is_unreadable(self) -> bool:
        """Whether nothing of the file was understood when it was last read, so that it can only be put aside."""
        return self._loaded.is_unreadable

    def current(self) -> Settings:
        """The settings as the file has them now, with the profile over them: for dictating."""
        with self._lock:
            self._look()
            return self._in_force

    def stored(self) -> Settings:
        """The settings as the file has them now, without a profile: for showing and changing them."""
        with self._lock:
            self._look()
            return self._loaded.settings

    def profiles(self) -> tuple[Profile, ...]:
        """The built-in profiles and the user's own."""
        with self._lock:
            self._look()
            return self._loaded.profiles

    def profile(self) -> Profile | None:
        """The profile in force."""
        with self._lock:
            self._look()
            return self._profile

    def choose_profile(self, name: str) -> None:
        """Have the profile of that name in force from the next dictation on; an empty name or "none" ends the choice.

        Raises DictateError when there is no such profile or the settings cannot be written.
        """
        wanted = "" if name == NO_PROFILE else name
        if wanted:
            required(self.profiles(), wanted)
        set_option(self._path, "general", "profile", wanted)

    def follow_application(self, application: str) -> None:
        """A dictation begins in this application: its profile counts where the user chose none."""
        with self._lock:
            self._application = application
            self._combine()

    def follow_key(self, profile: str) -> None:
        """A dictation begins by the key of that profile, which counts till this is called again; empty for no such key.

        Raises DictateError when there is no such profile.
        """
        if profile:
            required(self.profiles(), profile)
        with self._lock:
            if profile != self._for_one_dictation:
                self._for_one_dictation = profile
                self._combine()

    def seen_with(self, profile: str, application: str) -> Settings:
        """The settings as they would be for the key of that profile, empty for no such key, and in that application;
        what is in force stays. A profile that is no more counts as none.
        """
        with self._lock:
            self._look()
            return self._with(profile, application)[0]

    def _look(self) -> None:
        stamp = _stamp_of(self._path)
        if stamp != self._stamp:
            self._stamp = stamp
            # A file that somebody is about to edit must not give him other keys, nor keep what he wants forgotten.
            self._loaded = load_settings(self._path, self._loaded)
            self._combine()

    def _combine(self) -> None:
        self._in_force, self._profile = self._with(self._for_one_dictation, self._application)

    def _with(self, of_key: str, application: str) -> tuple[Settings, Profile | None]:
        ordinary = self._loaded.settings
        chosen = of_key or ordinary.general.profile
        profile = profile_in_force(self._loaded.profiles, chosen, application)
        return with_profile(ordinary, profile), profile


def _stamp_of(path: Path) -> _Stamp:
    try:
        status = path.stat()
    except OSError:
        return None
    # The inode changes with every atomic replacement, even within one tick of the clock.
    return status.st_mtime_ns, status.st_size, status.st_ino
