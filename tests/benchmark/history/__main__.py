"""How quick a large history is: `python -m tests.benchmark.history` (30 to 60 s for 100,000 dictations).

Opens a store filled with made-up words, as frequent as those of a language (Zipf), and times what the window asks.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from dictate.history.record import Delivery, HistoryRecord
from dictate.history.store import HistoryStore, open_history

VOCABULARY = 25_000
WORDS_EACH = 25
PAGE = 200
SYLLABLES = ("ka", "men", "to", "ri", "sel", "pa", "du", "lin", "go", "ster", "fa", "ne")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.history", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args(arguments).rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.sqlite3"
        words = vocabulary()
        fill(path, rows, words)
        print(f"{rows} dictations, {path.stat().st_size / 1e6:.0f} MB")
        took("open", lambda: opened(path).close())
        store = opened(path)
        for query in (words[0], words[100], words[5000], words[300][:2], words[300][:4], f"{words[0]} {words[9][:3]}"):
            title = f"search {query!r} ({store.count(query)} found)"
            # The window asks for both.
            took(title, lambda query=query: (store.count(query), store.search(query, PAGE)))  # type: ignore[misc]
        took("first page", lambda: store.search("", PAGE))
        took("last page", lambda: store.search("", PAGE, rows - PAGE))
        took("what never arrived", store.unfinished)
        numbers = iter(range(rows))
        took("delete one", lambda: store.delete([f"u{next(numbers)}"]), times=3)
        waits = waits_while(store, lambda: store.delete([f"u{next(numbers)}"]))
        print(f"{'a dictation that is written meanwhile':44} {'':8} waits at most {1000 * max(waits):.1f} ms")
        store.close()
    return 0


def opened(path: Path) -> HistoryStore:
    store, sentence = open_history(path)
    assert not sentence
    return store


def vocabulary() -> list[str]:
    """Made-up words, the most frequent first."""
    random.seed(1)
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(random.choices(SYLLABLES, k=random.randint(1, 5)))] = None
    return list(words)


def fill(path: Path, rows: int, words: list[str]) -> None:
    store = HistoryStore(path)
    store.add(HistoryRecord("first", 0.0, 5.0, "x", "x", "en", "base", delivery=Delivery.TYPED))
    store.close()
    weights = [1 / (place + 3) for place in range(len(words))]
    with sqlite3.connect(path) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(dictation)")]
        pattern = connection.execute("SELECT * FROM dictation").fetchone()
        made = []
        for number in range(rows):
            row = dict(zip(columns, pattern, strict=True))
            text = " ".join(random.choices(words, weights, k=WORDS_EACH))
            row |= {"id": f"u{number}", "started_at": 60.0 * number, "text": text}
            made.append(tuple(row.values()))
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO dictation VALUES ({marks})", made)
    connection.close()


def waits_while(store: HistoryStore, work: Callable[[], object]) -> list[float]:
    """How long dictations waited for the history, in seconds, while `work` ran."""
    thread = threading.Thread(target=work)
    thread.start()
    waits: list[float] = []
    while thread.is_alive() or not waits:
        begin = time.perf_counter()
        store.add(HistoryRecord(f"meanwhile{len(waits)}", time.time(), 5.0, "x", "x", delivery=Delivery.TYPED))
        waits.append(time.perf_counter() - begin)
        time.sleep(0.02)
    thread.join()
    return waits


def took(title: str, work: Callable[[], object], times: int = 7) -> None:
    seconds = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    print(f"{title:44} {1000 * statistics.median(seconds):8.1f} ms, at most {1000 * max(seconds):.1f} ms")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
