"""Draws scenarios: the same seed gives the same one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.faults.disks import Disks
from tests.faults.plan import Accident, Breakage, Dictation, Fault, Life, Moment, Scenario, Trigger

_DAY_S = 86_400.0
_HANG_PATIENCE_S = 4.0
_LONG_LOCK_S = 30.0
_REAL_MODEL_SHARE = 0.1
"""A real model makes a scenario several times as long."""


def draw(seed: int, disks: Disks) -> Scenario:
    """Where a disk cannot be filled, or its power not be cut, something like it happens instead."""
    random = Random(seed)
    name, make = random.choice(sorted(_KINDS.items()))
    lives = make(random)
    if random.random() < _REAL_MODEL_SHARE and not any(life.garbage for life in lives):
        lives = tuple(replace(life, real_model=True) for life in lives)
    if not disks.can_be_small:
        lives = tuple(_replaced(life, Breakage.FILL_DISK, Breakage.LIMIT_FILES) for life in lives)
        lives = tuple(_replaced(life, Breakage.USE_UP_INODES, Breakage.LIMIT_FILES) for life in lives)
    if not disks.can_turn_read_only:
        lives = tuple(_replaced(life, Breakage.TURN_READ_ONLY, Breakage.LIMIT_FILES) for life in lives)
    if not disks.can_lose_power:
        lives = tuple(_replaced(life, Breakage.CUT_POWER, Breakage.KILL_APP) for life in lives)
    after_s = random.choice((0.0, 0.0, 0.0, -400 * _DAY_S, _DAY_S, 30 * _DAY_S, 400 * _DAY_S))
    return Scenario(seed, name, lives, after_s)


def kinds() -> list[str]:
    return sorted(_KINDS)


def draw_short(kind: str, disks: Disks) -> Scenario:
    """One of that kind that does not take long; always the same."""
    drawn = [draw(seed, disks) for seed in range(1, 300)]
    return min((each for each in drawn if each.name == kind), key=_length)


def _length(scenario: Scenario) -> tuple[int, int, float]:
    spoken_s = sum(sum(each.pauses_s) for life in scenario.lives for each in life.dictations)
    return len(scenario.lives), sum(len(life.dictations) for life in scenario.lives), spoken_s


def _app_killed(random: Random) -> tuple[Life, ...]:
    """Some lives, each killed but perhaps the last."""
    lives = []
    for _ in range(random.randint(2, 4)):
        life = _plain(random, random.randint(1, 2))
        lives.append(replace(life, faults=(Fault(Breakage.KILL_APP, _anywhere(random, life)),)))
    if random.random() < 0.3:
        lives.append(_plain(random, 1))
    return tuple(lives)


def _recognizer_killed(random: Random) -> tuple[Life, ...]:
    life = _plain(random, random.randint(2, 4))
    faults = [Fault(Breakage.KILL_WORKER, _at_work(random, life)) for _ in range(random.randint(3, 8))]
    return (replace(life, faults=tuple(faults)),)


def _recognizer_and_app_killed(random: Random) -> tuple[Life, ...]:
    life = _plain(random, 2)
    faults = [Fault(Breakage.KILL_WORKER, _at_work(random, life)) for _ in range(random.randint(2, 4))]
    return (replace(life, faults=(*faults, Fault(Breakage.KILL_APP, _anywhere(random, life)))),)


def _formatter_killed(random: Random) -> tuple[Life, ...]:
    """It works only after the key went up, on texts of two sentences or more."""
    dictations = tuple(_dictation(random, least=2) for _ in range(random.randint(2, 4)))
    life = replace(_plain(random, 1), dictations=dictations, formatter=True)
    faults = [
        Fault(Breakage.KILL_FORMATTER, Trigger(Moment.KEY_UP, random.randrange(len(life.dictations)), 0, delay_s))
        for delay_s in (random.uniform(0.1, 2.0) for _ in range(random.randint(3, 6)))
    ]
    if random.random() < 0.3:
        faults.append(Fault(Breakage.KILL_APP, _anywhere(random, life)))
    return (replace(life, faults=tuple(faults)),)


def _recognizer_stopped(random: Random) -> tuple[Life, ...]:
    life = _plain(random, random.randint(2, 3))
    faults = [
        Fault(Breakage.PAUSE_WORKER, _at_work(random, life), random.uniform(0.1, 1.5))
        for _ in range(random.randint(3, 6))
    ]
    return (replace(life, faults=tuple(faults)),)


def _recognizer_hangs(random: Random) -> tuple[Life, ...]:
    life = replace(_plain(random, random.randint(1, 2)), patience_s=_HANG_PATIENCE_S)
    return (replace(life, faults=(Fault(Breakage.HANG_WORKER, _at_work(random, life)),)),)


def _recognizer_answers_garbage(random: Random) -> tuple[Life, ...]:
    if random.random() < 0.3:
        return (replace(_plain(random, 1), garbage=1.0),)
    return (replace(_plain(random, 2), garbage=random.choice((0.2, 0.5))),)


def _recognizer_starves(random: Random) -> tuple[Life, ...]:
    life = replace(_plain(random, 2), patience_s=2 * _HANG_PATIENCE_S)
    faults = [Fault(Breakage.STARVE_WORKER, _at_work(random, life)) for _ in range(random.randint(1, 2))]
    return (replace(life, faults=tuple(faults)),)


def _disk_fails(random: Random) -> tuple[Life, ...]:
    life = _plain(random, random.randint(1, 2))
    kind = random.choice((Breakage.FILL_DISK, Breakage.FILL_DISK, Breakage.LIMIT_FILES, Breakage.MAKE_READ_ONLY))
    fault = Fault(kind, _anywhere(random, life), random.choice((0.0, random.uniform(0.2, 2.0))))
    return replace(life, faults=(fault,)), _plain(random, 1)


def _disk_without_files(random: Random) -> tuple[Life, ...]:
    life = _plain(random, random.randint(1, 2))
    fault = Fault(Breakage.USE_UP_INODES, _anywhere(random, life), random.choice((0.0, random.uniform(0.2, 2.0))))
    return replace(life, faults=(fault,)), _plain(random, 1)


def _disk_turns_read_only(random: Random) -> tuple[Life, ...]:
    life = _plain(random, random.randint(1, 3))
    return replace(life, faults=(Fault(Breakage.TURN_READ_ONLY, _anywhere(random, life)),)), _plain(random, 1)


def _journal_removed(random: Random) -> tuple[Life, ...]:
    """By somebody who tidies up: the program runs on, and the next dictation finds its folder again."""
    life = _plain(random, random.randint(1, 3))
    return replace(life, faults=(Fault(Breakage.REMOVE_JOURNAL, _anywhere(random, life)),)), _plain(random, 1)


def _no_descriptors(random: Random) -> tuple[Life, ...]:
    life = _plain(random, random.randint(1, 3))
    faults = [
        Fault(Breakage.NO_DESCRIPTORS, _anywhere(random, life), random.uniform(0.1, 1.5))
        for _ in range(random.randint(1, 3))
    ]
    return (replace(life, faults=tuple(faults)),)


def _formatter_stopped(random: Random) -> tuple[Life, ...]:
    dictations = tuple(_dictation(random, least=2) for _ in range(random.randint(1, 3)))
    life = replace(_plain(random, 1), dictations=dictations, formatter=True)
    faults = [
        Fault(
            Breakage.PAUSE_FORMATTER,
            Trigger(Moment.KEY_UP, number, 0, random.uniform(0.1, 1.0)),
            random.choice((random.uniform(0.2, 3.0), random.uniform(5.0, 12.0))),
        )
        for number in range(len(dictations))
    ]
    return (replace(life, faults=tuple(faults)),)


def _history_locked(random: Random) -> tuple[Life, ...]:
    life = _plain(random, 2)
    faults = [
        Fault(Breakage.LOCK_HISTORY, _anywhere(random, life), random.uniform(0.2, 3.0))
        for _ in range(random.randint(2, 5))
    ]
    if random.random() < 0.2:
        # Longer than the program waits for it.
        faults = [Fault(Breakage.LOCK_HISTORY, _anywhere(random, life), _LONG_LOCK_S)]
    return (replace(life, faults=tuple(faults)),)


def _second_instance(random: Random) -> tuple[Life, ...]:
    life = _plain(random, random.randint(1, 2))
    start = Trigger(Moment.SPOKEN, 0, random.uniform(0.0, 0.5))
    faults = [Fault(Breakage.SECOND_INSTANCE, start)]
    if random.random() < 0.3:
        faults.append(Fault(Breakage.KILL_APP, _anywhere(random, life)))
    return (replace(life, faults=tuple(faults)),)


def _accidents(*accidents: Accident) -> Callable[[Random], tuple[Life, ...]]:
    def make(random: Random) -> tuple[Life, ...]:
        """Several dictations, most of them with an accident; perhaps a kill on top."""
        life = _plain(random, random.randint(4, 6))
        dictations = tuple(
            _with_accident(random, each, random.choice(accidents)) if random.random() < 0.9 else each
            for each in life.dictations
        )
        life = replace(life, dictations=dictations)
        if random.random() < 0.3:
            life = replace(life, faults=(Fault(Breakage.KILL_APP, _anywhere(random, life)),))
        return (life,)

    return make


def _computer_sleeps(random: Random) -> tuple[Life, ...]:
    """The program and its recognizer stand still while the clocks run on."""
    life = _plain(random, random.randint(1, 3))
    faults = [Fault(Breakage.SUSPEND, _anywhere(random, life), random.uniform(0.3, 4.0)) for _ in life.dictations]
    return (replace(life, faults=tuple(faults)),)


def _power_cut(random: Random) -> tuple[Life, ...]:
    """At the speed at which people speak: what may be lost is counted in seconds of the clock."""
    life = replace(_plain(random, random.randint(1, 2)), speed=1.0)
    return replace(life, faults=(Fault(Breakage.CUT_POWER, _anywhere(random, life)),)), _plain(random, 1)


def _continuous(random: Random) -> tuple[Life, ...]:
    """Killed while one piece is recorded, perhaps another one read or typed; the last life comes to its end."""
    lives = []
    for _ in range(random.randint(2, 3)):
        life = replace(_plain(random, 1), dictations=(_long_dictation(random),), continuous=True, accurate=False)
        breakage = random.choice((Breakage.KILL_APP, Breakage.KILL_APP, Breakage.KILL_WORKER, Breakage.SUSPEND))
        lasts_s = random.uniform(0.3, 2.0) if breakage is Breakage.SUSPEND else 0.0
        lives.append(replace(life, faults=(Fault(breakage, _anywhere(random, life), lasts_s),)))
    return tuple(lives)


_KINDS: dict[str, Callable[[Random], tuple[Life, ...]]] = {
    "app killed": _app_killed,
    "recognizer killed": _recognizer_killed,
    "recognizer and app killed": _recognizer_and_app_killed,
    "formatter killed": _formatter_killed,
    "recognizer stopped": _recognizer_stopped,
    "recognizer hangs": _recognizer_hangs,
    "recognizer answers garbage": _recognizer_answers_garbage,
    "recognizer starves": _recognizer_starves,
    "disk fails": _disk_fails,
    "disk without files": _disk_without_files,
    "disk turns read-only": _disk_turns_read_only,
    "journal removed": _journal_removed,
    "no descriptors": _no_descriptors,
    "formatter stopped": _formatter_stopped,
    "history locked": _history_locked,
    "second instance": _second_instance,
    "microphone": _accidents(Accident.MICROPHONE_GOES, Accident.OVERFLOW, Accident.MICROPHONE_REFUSES),
    "keyboard": _accidents(
        Accident.TYPIST_ABSENT, Accident.TYPIST_STOPS, Accident.TYPIST_BREAKS, Accident.WINDOW_STUCK
    ),
    "user": _accidents(
        Accident.CANCEL_RECORDING, Accident.CANCEL_WORKING, Accident.CANCEL_TYPING, Accident.SECOND_KEY, Accident.QUIT
    ),
    "computer sleeps": _computer_sleeps,
    "continuous": _continuous,
    "power cut": _power_cut,
    "clock": _accidents(Accident.CLOCK_JUMP, Accident.CLOCK_JUMP_MEANWHILE),
}


def _plain(random: Random, count: int) -> Life:
    return Life(
        tuple(_dictation(random) for _ in range(count)),
        keep_recordings_h=random.choice((0, 0, 24)),
        keep_text_days=random.choice((30, 30, 30, 0)),
        accurate=random.random() < 0.2,
    )


def _dictation(random: Random, least: int = 1) -> Dictation:
    """A and B in turn: the same sentence twice in one segment is what the recognizer takes for a loop."""
    count = random.randint(least, 3)
    phrases = ("AB" * 3)[(first := random.randint(0, 1)) : first + count]
    pauses = [random.choice((0.2, 0.6, 1.0)) if name == "A" else random.uniform(1.0, 1.6) for name in phrases]
    return Dictation(phrases, (*pauses[:-1], random.uniform(0.15, 0.6)))


def _long_dictation(random: Random) -> Dictation:
    """Some sentences, with pauses after which a piece ends and others after which it does not."""
    phrases = "AB" * random.randint(2, 3)
    pauses = [random.choice((0.3, 1.2, 1.6)) if name == "A" else random.uniform(1.2, 1.8) for name in phrases]
    return Dictation(phrases, (*pauses[:-1], random.uniform(0.15, 0.6)))


def _with_accident(random: Random, dictation: Dictation, accident: Accident) -> Dictation:
    match accident:
        case Accident.CLOCK_JUMP:
            amount = random.choice((-400 * _DAY_S, -3600.0, 3600.0, 30 * _DAY_S, 400 * _DAY_S))
        case Accident.CANCEL_WORKING:
            amount = random.uniform(0.0, 0.6)
        case Accident.TYPIST_STOPS | Accident.TYPIST_BREAKS | Accident.WINDOW_STUCK | Accident.CANCEL_TYPING:
            amount = float(random.randint(0, 40))
        case _:
            amount = random.uniform(0.0, 1.0)
    return replace(dictation, accident=accident, amount=amount)


def _anywhere(random: Random, life: Life) -> Trigger:
    dictation = random.randrange(len(life.dictations))
    delay_s = random.uniform(0.0, 0.1)
    match random.randrange(4):
        case 0 | 1:
            return Trigger(Moment.SPOKEN, dictation, random.random(), delay_s)
        case 2:
            return Trigger(Moment.KEY_UP, dictation, 0, random.uniform(0.0, 0.8))
        case _:
            return Trigger(Moment.TYPED, dictation, random.randint(1, 60), delay_s)


def _at_work(random: Random, life: Life) -> Trigger:
    """While a recognizer lives: from the first words on."""
    dictation = random.randrange(len(life.dictations))
    if random.random() < 0.6:
        return Trigger(Moment.SPOKEN, dictation, random.random(), random.uniform(0.0, 0.3))
    return Trigger(Moment.KEY_UP, dictation, 0, random.uniform(0.0, 0.5))


def _replaced(life: Life, breakage: Breakage, other: Breakage) -> Life:
    faults = (replace(fault, breakage=other) if fault.breakage is breakage else fault for fault in life.faults)
    return replace(life, faults=tuple(faults))
