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


@pytest.fixture
def session_bus(monkeypatch, tmp_path, bus_services):
    """The address of a fresh message bus, which is also the environment's."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("dbus-daemon is not installed")
    address = f"unix:path={tmp_path / 'bus'}"
    configuration = tmp_path / "bus.conf"
    configuration.write_text(BUS_CONFIGURATION.format(address=address, services=bus_services))
    daemon = subprocess.Popen(
        ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address=1"], stdout=subprocess.PIPE
    )
    daemon.stdout.readline()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    yield address
    daemon.terminate()
    daemon.wait(10)
    daemon.stdout.close()


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
