"""A message bus in memory, whose time passes when it is told to. It obeys the same contract test as the real one."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dictate.desktop.bus import (
    NO_REPLY,
    SERVICE_UNKNOWN,
    CallFailed,
    End,
    Exported,
    Member,
    Reply,
    SignalHandler,
    Typed,
)

SILENCE = None
"""What a method of a peer returns to stay silent."""


@dataclass(frozen=True)
class Late:
    """What a method of a peer returns to answer only after a while."""

    after_s: float
    answer: "tuple[Any, ...]"


Method = Callable[..., "tuple[Any, ...] | CallFailed | Late | None"]


@dataclass
class Hub:
    """What connections share: who owns which name, who listens, which methods peers answer, and the clock."""

    owners: dict[str, str] = field(default_factory=dict)
    subscriptions: list[tuple[Member, SignalHandler]] = field(default_factory=list)
    watches: list[tuple[str, Callable[[str], None]]] = field(default_factory=list)
    methods: dict[tuple[str, str, str], Method] = field(default_factory=dict)
    timers: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    now_s: float = 0.0
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def pass_time(self, seconds: float) -> None:
        """Let the loop run for a while: replies and timers that are due come in order."""
        end = self.now_s + seconds
        while due := sorted(timer for timer in self.timers if timer[0] <= end):
            self.timers.remove(due[0])
            self.now_s = max(self.now_s, due[0][0])
            due[0][2]()
        self.now_s = end

    def at(self, delay_s: float, act: Callable[[], None]) -> End:
        timer = (self.now_s + delay_s, next(self.numbers), act)
        self.timers.append(timer)
        return lambda: self.timers.remove(timer) if timer in self.timers else None

    def set_owner(self, name: str, owner: str) -> None:
        """A peer takes a name, or gives it up with an empty owner."""
        self.owners[name] = owner
        for watched, changed in list(self.watches):
            if watched == name:
                self.at(0, lambda changed=changed: changed(owner))

    def send(self, sender: str, path: str, interface: str, signal: str, arguments: tuple[Any, ...]) -> None:
        for member, handler in list(self.subscriptions):
            if (member.interface, member.name) != (interface, signal) or member.path not in ("", path):
                continue
            if member.destination in (sender, *(name for name, owner in self.owners.items() if owner == sender)):
                self.at(0, lambda handler=handler: handler(arguments))


class FakeBus:
    """One connection to a Hub."""

    def __init__(self, hub: Hub | None = None) -> None:
        self.hub = hub or Hub()
        self.unique_name = f":1.{next(self.hub.numbers)}"
        self.calls: list[tuple[str, Any]] = []
        self.members: list[Member] = []
        self.emitted: list[tuple[str, Any]] = []

    def call(
        self, method: Member, arguments: Typed | None, done: Callable[[Reply], None], timeout_s: float = 5.0
    ) -> None:
        plain = unwrapped(arguments.value) if arguments else ()
        self.calls.append((method.name, plain))
        self.members.append(method)
        answer = self.hub.methods.get((method.destination, method.interface, method.name))
        if answer is None:
            failure = CallFailed(SERVICE_UNKNOWN, "nobody has the name")
            self.hub.at(0, lambda: done(failure))
            return

        def reply() -> None:
            result = answer(*plain)
            if isinstance(result, Late) and result.after_s < timeout_s:
                self.hub.at(result.after_s, lambda: done(result.answer))
            elif result is SILENCE or isinstance(result, Late):
                failure = CallFailed(NO_REPLY, "no reply in time")
                self.hub.at(timeout_s, lambda: done(failure))
            else:
                done(result)

        self.hub.at(0, reply)

    def subscribe(self, signal: Member, handler: SignalHandler) -> End:
        entry = (signal, handler)
        self.hub.subscriptions.append(entry)
        return lambda: self.hub.subscriptions.remove(entry) if entry in self.hub.subscriptions else None

    def watch_name(self, name: str, changed: Callable[[str], None]) -> End:
        entry = (name, changed)
        self.hub.watches.append(entry)
        return lambda: self.hub.watches.remove(entry) if entry in self.hub.watches else None

    def export(self, path: str, thing: Exported) -> End:
        return lambda: None

    def emit(self, path: str, interface: str, signal: str, arguments: Typed) -> None:
        self.emitted.append((signal, unwrapped(arguments.value)))
        self.hub.send(self.unique_name, path, interface, signal, unwrapped(arguments.value))

    def own_name(self, name: str) -> bool:
        if self.hub.owners.get(name):
            return False
        self.hub.set_owner(name, self.unique_name)
        return True

    def after(self, delay_s: float, act: Callable[[], None]) -> End:
        return self.hub.at(delay_s, act)

    def register_host_app(self, app_id: str, done: Callable[[Reply], None]) -> None:
        registry = "org.freedesktop.host.portal.Registry"
        member = Member("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", registry, "Register")
        self.call(member, Typed("(sa{sv})", (app_id, {})), done)


def unwrapped(value: Any) -> Any:
    """The plain value behind every Typed, as the receiver of a message sees it."""
    match value:
        case Typed():
            return unwrapped(value.value)
        case dict():
            return {key: unwrapped(each) for key, each in value.items()}
        case list():
            return [unwrapped(each) for each in value]
        case tuple():
            return tuple(unwrapped(each) for each in value)
        case _:
            return value
