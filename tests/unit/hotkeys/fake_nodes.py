"""Input devices that are pipes, in a folder that stands for /dev/input."""

import errno
import os
import queue
from dataclasses import dataclass, field

from dictate.hotkeys.input_node import KeyMoved


@dataclass
class Keyboard:
    """The finger's side of a fake device; each open of the node is a pipe."""

    name: str = "Keys"
    held: set = field(default_factory=set)
    pending: queue.Queue = field(default_factory=queue.Queue)
    pipes: list = field(default_factory=list)
    unplugged: bool = False

    def send(self, *events):
        self.pending.put(list(events))
        os.write(self.pipes[-1], b"x")

    def press(self, code):
        self.send(KeyMoved(code, True))

    def release(self, code):
        self.send(KeyMoved(code, False))

    def unplug(self):
        self.unplugged = True
        os.write(self.pipes[-1], b"x")


class FakeNode:
    def __init__(self, keyboard, keys):
        self.keyboard = keyboard
        self.name = keyboard.name
        self.keys = frozenset(keys)
        self.reader, writer = os.pipe()
        keyboard.pipes.append(writer)

    def fileno(self):
        return self.reader

    def read(self):
        os.read(self.reader, 1)
        if self.keyboard.pending.empty() and self.keyboard.unplugged:
            raise OSError(errno.ENODEV, "No such device")
        return self.keyboard.pending.get()

    def held(self):
        return self.keyboard.held

    def close(self):
        os.close(self.reader)
        os.close(self.keyboard.pipes.pop())
