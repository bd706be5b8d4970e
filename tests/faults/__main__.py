"""`python -m tests.faults --count 500 --seed 1`: breaks and judges until so many faults have happened."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dictate.system.paths import models_dir
from tests.faults.disks import Disks
from tests.faults.draw import draw, kinds
from tests.faults.home import Home
from tests.faults.judge import Judge
from tests.faults.plan import Scenario
from tests.faults.runner import Runner


@dataclass
class Tally:
    """What the whole run came to; `wanted` faults end it, or `until` (time.monotonic())."""

    wanted: int
    until: float
    injected: Counter[str] = field(default_factory=Counter)
    scenarios: int = 0
    failures: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_enough(self) -> bool:
        return self.injected.total() >= self.wanted or time.monotonic() > self.until


def run_one(
    scenario: Scenario, runner: Runner, judge: Judge, folder: Path, disks: Disks
) -> tuple[Counter[str], list[str]]:
    """The faults that happened, and what the judge says; the home stays only where it complains."""
    home = Home(folder / f"seed-{scenario.seed}")
    home.root.mkdir(mode=0o700)
    with disks.mounted(home, scenario):
        course = runner.run(scenario, home)
        complaints = [*course.complaints, *judge.verdict(home, scenario)]
        if complaints:
            shutil.copytree(home.disk, home.root / "disk-found", ignore=shutil.ignore_patterns("ballast*"))
    if not complaints:
        shutil.rmtree(home.root)
    return course.injected, complaints


@dataclass(frozen=True)
class Workshop:
    """Draws, runs and judges one scenario after another; several threads at a time."""

    seeds: Iterator[int]
    tally: Tally
    model: Path
    folder: Path
    disks: Disks
    only: str | None

    def work(self) -> None:
        """Until the tally is full."""
        runner, judge = Runner(self.model), Judge(self.model)
        while (seed := self._next_seed()) is not None:
            scenario = draw(seed, self.disks)
            if self.only and scenario.name != self.only:
                continue
            began = time.monotonic()
            try:
                injected, complaints = run_one(scenario, runner, judge, self.folder, self.disks)
            except Exception as error:  # a fault of the tests themselves must not end the others
                injected, complaints = Counter[str](), [f"the test itself failed: {error!r}"]
            self._note(scenario, time.monotonic() - began, injected, complaints)
        judge.close()

    def _next_seed(self) -> int | None:
        with self.tally.lock:
            return None if self.tally.is_enough else next(self.seeds)

    def _note(self, scenario: Scenario, took_s: float, injected: Counter[str], complaints: list[str]) -> None:
        with self.tally.lock:
            self.tally.scenarios += 1
            self.tally.injected += injected
            print(f"{scenario.seed} {scenario.name}: {injected.total()} faults, {took_s:.1f} s", flush=True)
            for complaint in complaints:
                self.tally.failures.append(f"seed {scenario.seed} ({scenario.name}): {complaint}")
                print(f"  WRONG: {complaint}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500, help="how many faults")
    parser.add_argument("--seed", type=int, default=1, help="of the first scenario; the others count on from it")
    parser.add_argument("--jobs", type=int, default=2, help="how many scenarios run at a time")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin nothing after so long")
    parser.add_argument("--only", choices=kinds(), help="scenarios of one kind")
    parser.add_argument("--model", default="tiny.en", help="an installed model that understands English")
    arguments = parser.parse_args()
    models = Path(os.environ.get("DICTATE_TEST_MODELS", "") or models_dir())
    model = models / arguments.model
    if not (model / "model.bin").is_file():
        print(f"The model {arguments.model} is not in {models}.", file=sys.stderr)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="dictate-faults-"))
    tally = Tally(arguments.count, time.monotonic() + 60 * arguments.minutes)
    seeds = iter(range(arguments.seed, sys.maxsize))
    workshop = Workshop(seeds, tally, model, folder, Disks(folder), arguments.only)
    threads = [threading.Thread(target=workshop.work) for _ in range(arguments.jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"\n{tally.injected.total()} faults in {tally.scenarios} scenarios, {len(tally.failures)} complaints")
    for name, count in sorted(tally.injected.items()):
        print(f"{count:5}  {name}")
    for failure in tally.failures:
        print(f"WRONG: {failure}")
    if tally.failures:
        print(f"What they left is in {folder}; `python -m tests.faults --count 1 --seed N` repeats one.")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
