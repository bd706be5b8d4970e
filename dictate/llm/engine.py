"""A GGUF language model through llama.cpp's C interface: tokens in, log-probabilities out where they are asked for.

The only importer of llama_cpp. Runs in the formatter process, on its main thread: two threads in one model abort the
process. Not the high-level class: its score buffers take n_ctx × vocabulary floats, which are gigabytes.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import llama_cpp.llama_cpp as llama
import numpy as np
import numpy.typing as npt

from dictate.errors import DictateError
from dictate.llm.layout import LogProbabilities
from dictate.wording.message import message

BATCH_TOKENS = 512
"""Tokens that the model reads at once."""
_PIECE_BYTES = 128
_LONGEST_FRAME_BYTES = 4096
_CHAT_PLACES = ("\ue000", "\ue001")
"""Private characters for the instruction and the content, which no template writes."""


class Engine:
    """One loaded model with one context. `tokens` are those that it has read and holds."""

    def __init__(self, path: Path, context_tokens: int, threads: int) -> None:
        """Raises DictateError when the file is no usable model or memory is short."""
        llama.llama_log_set(_SILENT, None)
        model_options = llama.llama_model_default_params()
        model_options.n_gpu_layers = 0
        self._model = llama.llama_model_load_from_file(str(path).encode(), model_options)
        if not self._model:
            raise DictateError(
                message("The language model {file} cannot be loaded.", file=path.name),
                "Choose another, or download it again.",
            )
        options = llama.llama_context_default_params()
        options.n_ctx = context_tokens
        options.n_batch = options.n_ubatch = BATCH_TOKENS
        options.n_threads = options.n_threads_batch = threads
        options.no_perf = True
        self._context = llama.llama_init_from_model(self._model, options)
        if not self._context:
            llama.llama_model_free(self._model)
            raise DictateError(
                message(
                    "The language model {file} cannot be run: memory is short, or it is no text model.", file=path.name
                ),
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
        return self._tokens(text, begin, with_control_tokens=False)

    def chat_tokens(self, instruction: str, content: str) -> tuple[int, ...]:
        """A conversation in the model's own form, up to its answer. Only the form has control tokens: whatever the
        instruction and the content hold is ordinary text.

        Raises DictateError when the model has no form that llama.cpp knows.
        """
        frame = self._chat_frame()
        places = [frame.find(place) for place in _CHAT_PLACES]
        if not 0 <= places[0] < places[1] or any(frame.count(place) != 1 for place in _CHAT_PLACES):
            raise DictateError("The language model is not made for instructions.", "Choose an instruct model.")
        before, between, behind = re.split("|".join(_CHAT_PLACES), frame)
        opening = self._tokens(before, begin=True, with_control_tokens=True)
        # Some templates write the begin-of-text token that the tokenizer adds, too.
        opening = opening[1:] if opening[:1] * 2 == opening[:2] else opening
        return (
            *opening,
            *self.tokenize(instruction),
            *self._tokens(between, begin=False, with_control_tokens=True),
            *self.tokenize(content),
            *self._tokens(behind, begin=False, with_control_tokens=True),
        )

    def ends_answer(self, token: int) -> bool:
        return bool(llama.llama_vocab_is_eog(self._vocabulary, token))

    def written(self, tokens: Sequence[int]) -> str:
        """The text of tokens; control tokens have none."""
        piece = ctypes.create_string_buffer(_PIECE_BYTES)
        raw = b""
        for token in tokens:
            length = llama.llama_token_to_piece(self._vocabulary, token, piece, _PIECE_BYTES, 0, False)
            raw += piece.raw[: max(0, length)]
        return raw.decode("utf-8", "replace")

    def tokens_beginning_with(self, text: str) -> npt.NDArray[np.bool_]:
        """Which tokens of the vocabulary are written with `text` at their beginning."""
        mark = text.encode()
        piece = ctypes.create_string_buffer(_PIECE_BYTES)
        found = np.zeros(self.vocabulary_size, dtype=bool)
        for token in range(self.vocabulary_size):
            length = llama.llama_token_to_piece(self._vocabulary, token, piece, _PIECE_BYTES, 0, True)
            found[token] = length > 0 and piece.raw[:length].startswith(mark)
        return found

    def _tokens(self, text: str, begin: bool, with_control_tokens: bool) -> tuple[int, ...]:
        raw = text.encode("utf-8", "replace")
        size = len(raw) + 2
        buffer = (llama.llama_token * size)()
        count = llama.llama_tokenize(self._vocabulary, raw, len(raw), buffer, size, begin, with_control_tokens)
        return tuple(buffer[:count])

    def _chat_frame(self) -> str:
        """A conversation with _CHAT_PLACES for what is said; "" where the model has no known form."""
        template = llama.llama_model_chat_template(self._model, None)
        if not template:
            return ""
        said = zip((b"system", b"user"), _CHAT_PLACES, strict=True)
        messages = (llama.llama_chat_message * 2)(
            *(llama.llama_chat_message(role, place.encode()) for role, place in said)
        )
        buffer = ctypes.create_string_buffer(_LONGEST_FRAME_BYTES)
        length = llama.llama_chat_apply_template(template, messages, 2, True, buffer, _LONGEST_FRAME_BYTES)
        return buffer.raw[:length].decode("utf-8", "replace") if 0 < length <= _LONGEST_FRAME_BYTES else ""

    def keep(self, count: int) -> None:
        """Forget what was read from token `count` on."""
        if count < len(self.tokens):
            llama.llama_memory_seq_rm(self._memory, 0, count, -1)
            del self.tokens[count:]

    def extend(self, tokens: Sequence[int], wanted: Iterable[int]) -> Mapping[int, LogProbabilities]:
        """Read `tokens` behind those that are held; for each index into them in `wanted`, what follows that token.

        Raises DictateError when the context is full.
        """
        if len(self.tokens) + len(tokens) > self.context_tokens:
            raise DictateError("The text is too long for the language model's context.", "It is laid out by rules.")
        asked = frozenset(wanted)
        found: dict[int, LogProbabilities] = {}
        for first in range(0, len(tokens), BATCH_TOKENS):
            part = tokens[first : first + BATCH_TOKENS]
            found |= self._read(part, first, asked)
            self.tokens += part
        return found

    def _read(self, tokens: Sequence[int], first: int, asked: frozenset[int]) -> dict[int, LogProbabilities]:
        """Read one batch; its tokens have the indexes from `first` on."""
        batch = self._batch
        batch.n_tokens = len(tokens)
        for place, token in enumerate(tokens):
            batch.token[place] = token
            batch.pos[place] = len(self.tokens) + place
            batch.n_seq_id[place] = 1
            batch.seq_id[place][0] = 0
            batch.logits[place] = first + place in asked
        if llama.llama_decode(self._context, batch) != 0:
            llama.llama_memory_clear(self._memory, True)
            self.tokens.clear()
            raise DictateError("The language model could not read the text.", "It is laid out by rules.")
        places = (place for place in range(len(tokens)) if first + place in asked)
        return {first + place: self._log_probabilities(place) for place in places}

    def _log_probabilities(self, index: int) -> LogProbabilities:
        pointer = llama.llama_get_logits_ith(self._context, index)
        logits = np.ctypeslib.as_array(pointer, shape=(self.vocabulary_size,)).astype(np.float32)
        logits -= logits.max()
        logits -= np.log(np.exp(logits).sum())
        return logits


def _ignore(_level: int, _text: bytes, _data: Any) -> None:
    """llama.cpp writes pages about a model to standard error; failures reach us as status codes."""


_SILENT = llama.llama_log_callback(_ignore)
