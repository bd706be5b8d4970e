"""Stock faster-whisper in a process of its own: `python -m dictate.bench.stock_worker`.

Record, then `transcribe`: what a program does that has no pipeline of its own. The time counts from the samples in
memory until the last segment of text; nothing of Dictate's recognizer runs here.
"""

import sys
import time

from faster_whisper import WhisperModel, __version__

from dictate.workers.framing import Frame, unpack_samples
from dictate.workers.serve import serve


class StockWorker:
    """Answers load and transcribe."""

    def __init__(self) -> None:
        self._model: WhisperModel | None = None

    def load(self, request: Frame) -> Frame:
        header = request.header
        self._model = WhisperModel(
            header["folder"],
            device=header["device"],
            compute_type=header["compute_type"],
            cpu_threads=header["threads"],
            local_files_only=True,
        )
        return Frame({"version": __version__})

    def transcribe(self, request: Frame) -> Frame:
        assert self._model is not None
        samples = unpack_samples(request.payload)
        began, cpu_began = time.monotonic(), time.process_time()
        segments, _ = self._model.transcribe(samples, **request.header["options"])
        text = "".join(segment.text for segment in segments).strip()
        return Frame({"text": text, "took_s": time.monotonic() - began, "cpu_s": time.process_time() - cpu_began})


def main() -> int:
    worker = StockWorker()
    return serve({"load": worker.load, "transcribe": worker.transcribe}, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
