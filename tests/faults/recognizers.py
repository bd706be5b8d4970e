"""Which recognizer victims and the judge use: the real client and supervisor, over the real worker or the light one."""

from __future__ import annotations

from dictate.asr.client import WORKER, WorkerRecognizer
from dictate.workers.framing import Frame
from dictate.workers.supervisor import Supervisor, WorkerSpec
from tests.faults.plan import Life
from tests.faults.worker import GARBAGE, MODULE, REAL

_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "KMP_BLOCKTIME": "0"}


class HurriedSupervisor(Supervisor):
    """Gives a worker up sooner than the product does, so that a test of hanging takes seconds."""

    def __init__(self, spec: WorkerSpec, patience_s: float) -> None:
        super().__init__(spec)
        self._patience_s = patience_s

    def request(self, frame: Frame, timeout_s: float) -> Frame:
        return super().request(frame, min(timeout_s, self._patience_s))


def recognizer_of(life: Life) -> WorkerRecognizer:
    environment = {**_ENVIRONMENT, GARBAGE: str(life.garbage), **({REAL: "1"} if life.real_model else {})}
    module = WORKER if life.real_model and not life.garbage else MODULE
    spec = WorkerSpec(module, niceness=2, in_its_own_time=True, environment=environment)
    patience_s = life.patience_s or float("inf")
    return WorkerRecognizer(supervisor=HurriedSupervisor(spec, patience_s))
