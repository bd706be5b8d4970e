"""A GGUF language model through llama.cpp's C interface: tokens in, log-probabilities out where they are asked for.

The only importer of llama_cpp. Runs in the formatter process, on its main thread: two threads in one model abort the
process. Not the high-level class: its score buffers take n_ctx × vocabulary floats, which are gigabytes.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import llama_cpp.llama_cpp as llama
import numpy as np
import numpy.typing as npt

from dictate.errors import DictateError
from dictate.llm.log_probabilities import BATCH_TOKENS, Branch, LogProbabilities

MAX_BRANCHES = 63
"""Sequences beside the main one that share its cache; llama.cpp allows 256."""
_PIECE_BYTES = 128


class Engine:
    """One loaded model with one context. `tokens` holds what the main sequence in the cache consists of."""

    def __init__(self, path: Path, context_tokens: int, threads: int) -> None:
        """Raises DictateError when the file is no usable model or memory is short."""
        llama.llama_log_set(_SILENT, None)
        model_options = llama.llama_model_default_params()
        model_options.n_gpu_layers = 0
        self._model = llama.llama_model_load_from_file(str(path).encode(), model_options)
        if not self._model:
            raise DictateError(
                f"The language model {path.name} cannot be loaded.", "Choose another, or download it again."
            )
        options = llama.llama_context_default_params()
        options.n_ctx = context_tokens
        options.n_batch = options.n_ubatch = BATCH_TOKENS
        options.n_seq_max = MAX_BRANCHES + 1
        # One cache for all sequences, so that branches share the cells of the main one.
        options.kv_unified = True
        options.n_threads = options.n_threads_batch = threads
        options.no_perf = True
        self._context = llama.llama_init_from_model(self._model, options)
        if not self._context:
            llama.llama_model_free(self._model)
            raise DictateError(
                f"The language model {path.name} cannot be run: memory is short, or it is no text model.",
                "Choose a smaller one.",
            )
        self._memory = llama.llama_get_memory(self._context)
        self._batch = llama.llama_batch_init(BATCH_TOKENS, 0, 1)
        self._vocabulary = llama.llama_model_get_vocab(self._model)
        self.vocabulary_size: int = llama.llama_vocab_n_tokens(self._vocabulary)
        self.context_tokens = context_tokens
        self.tokens: list[int] = []

    def close(self) -> None:
        llama.llama_batch_free(self._batch)
        llama.llama_free(self._context)
        llama.llama_model_free(self._model)

    def tokenize(self, text: str, begin: bool = False) -> tuple[int, ...]:
        """The tokens of ordinary text: what looks like a control token in it stays text. `begin` puts the model's
        begin-of-text token first, if it wants one.
        """
        raw = text.encode("utf-8", "replace")
        size = len(raw) + 2
        buffer = (llama.llama_token * size)()
        count = llama.llama_tokenize(self._vocabulary, raw, len(raw), buffer, size, begin, False)
        return tuple(buffer[:count])

    def tokens_beginning_with(self, text: str) -> npt.NDArray[np.bool_]:
        """Which tokens of the vocabulary are written with `text` at their beginning."""
        mark = text.encode()
        piece = ctypes.create_string_buffer(_PIECE_BYTES)
        found = np.zeros(self.vocabulary_size, dtype=bool)
        for token in range(self.vocabulary_size):
            length = llama.llama_token_to_piece(self._vocabulary, token, piece, _PIECE_BYTES, 0, True)
            found[token] = length > 0 and piece.raw[:length].startswith(mark)
        return found

    def end_tokens(self) -> npt.NDArray[np.bool_]:
        """Which tokens end a generation."""
        ends = (llama.llama_vocab_is_eog(self._vocabulary, token) for token in range(self.vocabulary_size))
        return np.fromiter(ends, dtype=bool, count=self.vocabulary_size)

    def keep(self, count: int) -> None:
        """Forget the main sequence from token `count` on."""
        if count < len(self.tokens):
            llama.llama_memory_seq_rm(self._memory, 0, count, -1)
            del self.tokens[count:]

    def extend(self, tokens: Sequence[int], wanted: Iterable[int]) -> Mapping[int, LogProbabilities]:
        """Append `tokens` to the main sequence; for each index into them in `wanted`, what follows that token.

        Raises DictateError when the context is full.
        """
        if len(self.tokens) + len(tokens) > self.context_tokens:
            raise DictateError("The text is too long for the language model's context.", "It is laid out by rules.")
        asked = frozenset(wanted)
        found: dict[int, LogProbabilities] = {}
        for first in range(0, len(tokens), BATCH_TOKENS):
            part = tokens[first : first + BATCH_TOKENS]
            rows = [(token, len(self.tokens) + place, 0, first + place in asked) for place, token in enumerate(part)]
            for place, values in self._decode(rows).items():
                found[first + place] = values
            self.tokens += part
        return found

    def branch(
        self, branches: Sequence[Branch], wanted: Sequence[Iterable[int]]
    ) -> list[Mapping[int, LogProbabilities]]:
        """For each branch, what follows its tokens at the indexes in `wanted`. The main sequence stays as it is."""
        results: list[Mapping[int, LogProbabilities]] = []
        group: list[tuple[Branch, frozenset[int]]] = []
        used = 0
        for each, asked in zip(branches, wanted, strict=True):
            if group and (used + len(each.tokens) > BATCH_TOKENS or len(group) == MAX_BRANCHES):
                results += self._branch_group(group)
                group, used = [], 0
            group.append((each, frozenset(asked)))
            used += len(each.tokens)
        return results + (self._branch_group(group) if group else [])

    def _branch_group(self, group: Sequence[tuple[Branch, frozenset[int]]]) -> list[Mapping[int, LogProbabilities]]:
        rows: list[tuple[int, int, int, bool]] = []
        origin: list[tuple[int, int]] = []
        for number, (each, asked) in enumerate(group):
            sequence = number + 1
            llama.llama_memory_seq_cp(self._memory, 0, sequence, 0, each.start)
            for place, token in enumerate(each.tokens):
                rows.append((token, each.start + place, sequence, place in asked))
                origin.append((number, place))
        try:
            values = self._decode(rows)
        finally:
            for number in range(len(group)):
                llama.llama_memory_seq_rm(self._memory, number + 1, -1, -1)
        results: list[dict[int, LogProbabilities]] = [{} for _ in group]
        for row, logarithms in values.items():
            number, place = origin[row]
            results[number][place] = logarithms
        return list(results)

    def _decode(self, rows: Sequence[tuple[int, int, int, bool]]) -> dict[int, LogProbabilities]:
        """Run (token, position, sequence, wanted) rows as one batch; log-probabilities by row."""
        batch = self._batch
        batch.n_tokens = len(rows)
        for index, (token, position, sequence, wanted) in enumerate(rows):
            batch.token[index] = token
            batch.pos[index] = position
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = sequence
            batch.logits[index] = wanted
        status = llama.llama_decode(self._context, batch)
        if status != 0:
            llama.llama_memory_clear(self._memory, True)
            self.tokens.clear()
            raise DictateError("The language model could not read the text.", "It is laid out by rules.")
        return {index: self._log_probabilities(index) for index, row in enumerate(rows) if row[3]}

    def _log_probabilities(self, index: int) -> LogProbabilities:
        pointer = llama.llama_get_logits_ith(self._context, index)
        logits = np.ctypeslib.as_array(pointer, shape=(self.vocabulary_size,)).astype(np.float32)
        logits -= logits.max()
        logits -= np.log(np.exp(logits).sum())
        return logits


def _ignore(_level: int, _text: bytes, _data: Any) -> None:
    """llama.cpp writes pages about a model to standard error; failures reach us as status codes."""


_SILENT = llama.llama_log_callback(_ignore)
