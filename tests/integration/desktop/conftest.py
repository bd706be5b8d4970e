"""A private session bus for each test, Qt's event loop, and helpers to wait for what the loop delivers."""

import os
import shutil
import subprocess

import pytest

from dictate.desktop import dbus_link
from tests.integration.desktop.loop import Loop

# Nothing is started by activation but what a test puts into the folder of services: not the machine's own portal.
BUS_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>{address}</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


@pytest.fixture
def bus_services(tmp_path):
    """The folder of the service files that the session bus knows."""
    folder = tmp_path / "services"
    folder.mkdir()
    return folder


class BusDaemon:
    """A message bus that can end, and begin again at the same address."""

    def __init__(self, folder, services):
        self._socket = folder / "bus"
        self.address = f"unix:path={self._socket}"
        self._configuration = folder / "bus.conf"
        self._configuration.write_text(BUS_CONFIGURATION.format(address=self.address, services=services))
        self.begin()

    def begin(self):
        self._daemon = subprocess.Popen(
            ["dbus-daemon", f"--config-file={self._configuration}", "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE,
        )
        self._daemon.stdout.readline()

    def end(self):
        self._daemon.terminate()
        self._daemon.wait(10)
        self._daemon.stdout.close()
        self._socket.unlink(missing_ok=True)


@pytest.fixture
def bus_daemon(monkeypatch, tmp_path, bus_services):
    """A fresh message bus, which is also the environment's."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("dbus-daemon is not installed")
    daemon = BusDaemon(tmp_path, bus_services)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.address)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    yield daemon
    daemon.end()


@pytest.fixture
def session_bus(bus_daemon):
    """The address of a fresh message bus, which is also the environment's."""
    return bus_daemon.address


@pytest.fixture
def loop(qapp):
    """Qt's event loop, turned until something is true."""
    return Loop(qapp)


@pytest.fixture
def link(session_bus, loop):
    made = dbus_link.connect()
    yield made
    made.close()


@pytest.fixture(scope="session", autouse=True)
def offscreen():
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def start_process():
    """Start a program that is ended with the test."""
    started = []

    def start(*command, **options):
        started.append(subprocess.Popen([str(part) for part in command], **options))
        return started[-1]

    yield start
    for process in started:
        process.terminate()
        process.wait(10)
