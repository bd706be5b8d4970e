"""One text by keys, on the layouts that are in force while it goes out. For the typist thread."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event
from typing import Final

from dictate.keyboard.active_layout import ActiveLayout
from dictate.keyboard.character_map import CharacterMap
from dictate.keyboard.contract import Route
from dictate.keyboard.layout_in_force import LayoutInForce
from dictate.keyboard.plan import Plan, PlannedCharacter
from dictate.keyboard.player import KeyPlayer

_logger = logging.getLogger(__name__)

_TIMES_AS_LONG: Final = 20
"""Asking the session anew takes 5 ms on most desktops and 40 ms on GNOME: a twentieth of the time at most."""
_TOLD, _FOUND = "a switch was told of", "a switch was found"
_UNDER_WAY: Final = {_TOLD: 25, _FOUND: 10_000}
"""So many characters may have gone out on the new layout by then: at 4 ms each, and until the next look."""


@dataclass(frozen=True)
class Planned:
    """A plan and the layout that it was made on.

    `characters` is None where the layout is not known for certain, `for_chords` where nothing is known of it: where
    Ctrl and Shift are is the same in all groups.
    """

    plan: Plan
    characters: CharacterMap | None
    for_chords: CharacterMap | None


@dataclass(frozen=True)
class Ended:
    """How far it came: `typed` went out, `left` did not, with the route that it should take now.

    `problem` says what broke it off, empty for nothing, for `stop`, and for a layout that asks for another route.
    `sure_from` is where in `typed` the characters begin of which it is certain how many they were. `in_doubt` tells
    whether some of `typed` may be wrong, since the layout was switched on the way.
    """

    typed: str
    left: Planned
    problem: str = ""
    sure_from: int = 0
    in_doubt: bool = False


@dataclass(frozen=True)
class KeyRun:
    """`plan_on` plans a text on a layout. `let_go` waits for the keys that switched it and says whether they are up.

    `interruption` is the player's.
    """

    player: KeyPlayer
    in_force: LayoutInForce
    plan_on: Callable[[str, ActiveLayout], Planned]
    let_go: Callable[[Event], bool]
    interruption: Callable[[], str]

    def play(self, chosen: Planned, stop: Event) -> Ended:
        """Type until the end, or until something breaks it off. After a switch of the layout, what is left is planned
        anew: by keys again, or by another route, which is for the caller to take.
        """
        ended = Ended("", chosen)
        while ended.left.plan.route in (Route.KEYS, Route.COMPOSED_KEYS):
            plan = ended.left.plan
            played = self.player.play(plan.characters, stop, self._interruption(), self._glance)
            sent, rest = plan.characters[: played.count], plan.characters[played.count :]
            left = replace(ended.left, plan=replace(plan, text=plan.text[played.count :], characters=rest))
            ended = replace(ended, typed=ended.typed + plan.text[: played.count], left=left)
            if not rest or played.problem not in _UNDER_WAY:
                return replace(ended, problem=played.problem)
            ended = self._after_a_switch(ended, sent[-_UNDER_WAY[played.problem] :], stop)
            if ended.problem:
                return ended
        return ended

    def _after_a_switch(self, ended: Ended, sent: tuple[PlannedCharacter, ...], stop: Event) -> Ended:
        """The same with a plan on the layout now in force. `sent` may have gone out on it, meant for the one before."""
        planned = self.plan_on(ended.left.plan.text, self.in_force.ask(stop))
        if planned.characters is ended.left.characters:
            # Something else was switched, or of another keyboard.
            return ended
        _logger.info("the layout was switched after %s characters, the rest: %s", len(ended.typed), planned.plan.route)
        on_it = planned.characters
        came = [on_it.typed_by(character.keystrokes) if on_it is not None else "" for character in sent]
        sure_from = ended.sure_from if all(len(text) == 1 for text in came) else len(ended.typed)
        in_doubt = ended.in_doubt or came != [character.character for character in sent]
        problem = "" if self.let_go(stop) else "A modifier key is held down."
        return Ended(ended.typed, planned, problem, sure_from, in_doubt)

    def _glance(self) -> str:
        return _TOLD if self.in_force.may_have_changed() else ""

    def _interruption(self) -> Callable[[], str]:
        next_s = 0.0

        def ask() -> str:
            nonlocal next_s
            began_s = time.monotonic()
            if began_s >= next_s:
                if self.in_force.differs():
                    return _FOUND
                ended_s = time.monotonic()
                next_s = ended_s + _TIMES_AS_LONG * (ended_s - began_s)
            return self.interruption()

        return ask
