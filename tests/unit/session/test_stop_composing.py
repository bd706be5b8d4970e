"""Cancel while a language model is at work on a text: it is ended, and the text is in the history."""

import threading
from pathlib import Path

from dictate.history.store import HistoryStore
from dictate.session.delivery import Composed, DeliveryJob, DeliveryQueue
from dictate.text.transcript import Transcript
from tests.unit.session.session_rig import PlayedTypist

PATIENCE_S = 20.0


class SlowModel:
    """Composes until it is ended."""

    def __init__(self) -> None:
        self.at_work = threading.Event()
        self.ended = threading.Event()

    def compose(self, transcripts: tuple[Transcript, ...], /, before: tuple[str, ...] = ()) -> Composed:
        self.at_work.set()
        assert self.ended.wait(PATIENCE_S)
        return Composed("As it was said.", "As it was said.")


def delivery(folder: Path, model: SlowModel) -> tuple[DeliveryQueue, PlayedTypist, HistoryStore]:
    typist, history = PlayedTypist(), HistoryStore(folder / "history.sqlite3")
    typist.may_type.clear()
    return DeliveryQueue(typist, history, lambda _: None, lambda _: None, model.ended.set), typist, history


def test_cancel_ends_the_model_and_the_text_stays_in_the_history(tmp_path: Path) -> None:
    model = SlowModel()
    queue, typist, history = delivery(tmp_path, model)
    job = DeliveryJob("one", model.compose, (Transcript("As it was said.", 0.0, 1.0, "en"),))
    queue.submit(job)
    assert model.at_work.wait(PATIENCE_S)

    queue.stop(job)
    queue.close()

    assert typist.typed == []
    last = history.last()
    assert last is not None
    assert last.text == "As it was said."


def test_cancel_of_one_text_does_not_end_the_work_on_another(tmp_path: Path) -> None:
    model = SlowModel()
    queue, _, _ = delivery(tmp_path, model)
    first = DeliveryJob("one", model.compose, (Transcript("One.", 0.0, 1.0, "en"),))
    second = DeliveryJob("two", model.compose, (Transcript("Two.", 0.0, 1.0, "en"),))
    queue.submit(first)
    queue.submit(second)
    assert model.at_work.wait(PATIENCE_S)

    queue.stop(second)

    assert not model.ended.is_set()
    queue.stop(first)
    queue.close()
