import subprocess
import sys
from pathlib import Path

import background_build
import build_llama
import llama_library
import pytest


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A virtual environment whose Python only writes down what it is asked to run."""
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text('#!/bin/sh\necho "asked for $1"; while [ ! -e may-end ]; do sleep 0.05; done; echo done\n')
    python.chmod(0o755)
    return tmp_path


@pytest.fixture(autouse=True)
def compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", sys.executable)


def log(environment: Path) -> str:
    return (environment / f"llama-cpp-{llama_library.VERSION}.log").read_text()


def end(build: subprocess.Popen[bytes] | None, environment: Path) -> None:
    assert build is not None
    (environment / "may-end").touch()
    build.wait(timeout=60)


def test_the_build_goes_on_by_itself_and_is_said_in_one_line(environment: Path) -> None:
    said: list[str] = []
    end(background_build.start(environment, said.append), environment)
    assert len(said) == 1
    assert log(environment).splitlines() == [f"asked for {build_llama.__file__}", "done"]


def test_a_running_build_is_not_started_twice(environment: Path) -> None:
    first = background_build.start(environment, print)
    assert background_build.start(environment, print) is None
    end(first, environment)


def test_what_is_installed_is_not_built(environment: Path) -> None:
    package = environment / "lib" / "python3.11" / "site-packages" / "llama_cpp"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    said: list[str] = []
    assert background_build.start(environment, said.append) is None
    assert said == []


def test_a_build_that_failed_is_not_tried_again(environment: Path) -> None:
    (environment / f"llama-cpp-{llama_library.VERSION}.log").write_text(build_llama.WITHOUT_IT)
    said: list[str] = []
    assert background_build.start(environment, said.append) is None
    assert "could not be built" in said[0]


def test_without_a_compiler_it_says_so_and_goes_on(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CXX")
    monkeypatch.setenv("PATH", str(environment))
    said: list[str] = []
    assert background_build.start(environment, said.append) is None
    assert "no C++ compiler" in said[0]
