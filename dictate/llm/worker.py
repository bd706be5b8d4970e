"""The formatter's process: `python -m dictate.llm.worker`, started by `dictate.workers.supervisor`.

Everything happens on its main thread. Imports llama.cpp when a model is to be loaded, so that it is there at once and
can say what is wrong.
"""

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.errors import DictateError
from dictate.llm import embedding_file
from dictate.llm.answering import answer
from dictate.llm.layout import BreakJudge
from dictate.llm.punctuation import PunctuationJudge
from dictate.llm.semantics import SemanticJudge
from dictate.workers.framing import Frame
from dictate.workers.serve import serve

if TYPE_CHECKING:
    from dictate.llm.engine import Engine


class FormatterWorker:
    """Answers load, load_embeddings, break_scores, punctuate and answer."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._judge: BreakJudge | SemanticJudge | None = None

    def load(self, request: Frame) -> Frame:
        if importlib.util.find_spec("llama_cpp") is None:
            raise DictateError(
                "llama.cpp is not installed, so no language model can be used.",
                "Install llama-cpp-python beside Dictate; in its source folder: python packaging/build_llama.py",
            )
        from dictate.llm.engine import Engine  # noqa: PLC0415 - only where there is something to load

        if self._engine is not None:
            self._engine.close()
            self._engine = self._judge = None
        header = request.header
        self._engine = Engine(Path(header["path"]), int(header["context_tokens"]), int(header["threads"]))
        self._judge = BreakJudge(self._engine)
        return Frame({"ok": True})

    def load_embeddings(self, request: Frame) -> Frame:
        from dictate.llm.embeddings import SentenceEmbedder  # noqa: PLC0415 - its tokenizer takes memory

        self._judge = SemanticJudge(SentenceEmbedder(embedding_file.inspect(Path(request.header["path"]))))
        return Frame({"ok": True})

    def break_scores(self, request: Frame) -> Frame:
        if self._judge is None:
            raise DictateError("No language model is loaded.", "Choose one in the settings.")
        pieces = [str(piece) for piece in request.header["pieces"]]
        return Frame({"scores": self._judge.break_scores(pieces)})

    def punctuate(self, request: Frame) -> Frame:
        if self._engine is None:
            raise DictateError("No language model is loaded.", "Choose one in the settings.")
        words = [str(word) for word in request.header["words"]]
        pauses_s = [float(pause_s) for pause_s in request.header["pauses_s"]]
        return Frame({"words": PunctuationJudge(self._engine).punctuated(words, pauses_s)})

    def answer(self, request: Frame) -> Frame:
        if self._engine is None:
            raise DictateError("No language model is loaded.", "Choose one in the settings.")
        return Frame({"answer": answer(self._engine, str(request.header["instruction"]), str(request.header["text"]))})


def main() -> int:
    worker = FormatterWorker()
    handlers = {
        "load": worker.load,
        "load_embeddings": worker.load_embeddings,
        "break_scores": worker.break_scores,
        "punctuate": worker.punctuate,
        "answer": worker.answer,
    }
    return serve(handlers, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
