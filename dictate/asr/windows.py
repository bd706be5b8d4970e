"""Whisper one window at a time: every call below faster-whisper's `transcribe` is in this module.

Whisper was trained on windows of 30 s. Its encoder takes shorter ones at a fraction of the work: CTranslate2 accepts
any length up to 3000 frames and raises ValueError beyond. With too little silence after the speech the decoder loops,
so nothing leaves the engine that `dictate.asr.guard` has not seen.

Runs in the worker process only.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.feature_extractor import FeatureExtractor
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_compression_ratio, get_suppressed_tokens, merge_punctuations

from dictate.asr.decoding import AlignedWord, DecodedWindow, DecodingRequest, EncodedWindow
from dictate.asr.guard import repeat_begins
from dictate.asr.window_policy import FRAMES_PER_S
from dictate.audio.block import RATE_HZ, Samples

_SAMPLES_PER_FRAME = RATE_HZ // FRAMES_PER_S
_DEFAULT_SUPPRESSION = -1
_TEXT_CONTEXT = 448

# As in faster-whisper's own defaults: these belong to the word after, those to the word before.
_PREPENDED_PUNCTUATION = "\"'“¿([{-"
_APPENDED_PUNCTUATION = "\"'.。,，!！?？:：”)]}、"


@dataclass(frozen=True)
class _Written:
    """Tokens, and the sum of their log-probabilities."""

    tokens: list[int]
    log_probability: float
    no_speech_probability: float

    def until(self, end: int) -> "_Written":
        share = end / len(self.tokens)
        return replace(self, tokens=self.tokens[:end], log_probability=self.log_probability * share)


class WhisperWindows:
    """The Windows port for a CTranslate2 Whisper model.

    Raises what CTranslate2 raises: RuntimeError, ValueError, MemoryError.
    """

    def __init__(self, folder: Path, device: str, compute_type: str, threads: int) -> None:
        self._whisper = WhisperModel(
            str(folder), device=device, compute_type=compute_type, cpu_threads=threads, local_files_only=True
        )
        self._extractor = self._whisper.feature_extractor
        mel_bins = self._whisper.model.n_mels
        if len(self._extractor.mel_filters) != mel_bins:
            # A 128-bin model whose preprocessor_config.json is missing, as transformers 5 leaves it.
            self._extractor = FeatureExtractor(feature_size=mel_bins)
        # The guard's last resort draws words at random: the same ones each time.
        ctranslate2.set_random_seed(0)
        self._tokenizers: dict[str, Tokenizer] = {}
        self._suppressed: dict[str, list[int]] = {}

    @property
    def compute_type(self) -> str:
        """What CTranslate2 really runs, which may differ from what was asked for."""
        return str(self._whisper.model.compute_type)

    @property
    def device(self) -> str:
        return str(self._whisper.model.device)

    @property
    def multilingual(self) -> bool:
        return bool(self._whisper.model.is_multilingual)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._whisper.supported_languages)

    def encode(self, samples: Samples, frames: int) -> EncodedWindow:
        """Encode the samples, followed by digital silence, in a window of so many frames."""
        padding = max(_SAMPLES_PER_FRAME, (frames + 1) * _SAMPLES_PER_FRAME - len(samples))
        features = self._extractor(samples, padding=padding)[:, :frames]
        encoding = self._whisper.encode(np.ascontiguousarray(features, dtype=np.float32))
        return EncodedWindow(encoding, frames, min(len(samples) / RATE_HZ, frames / FRAMES_PER_S))

    def decode(self, window: EncodedWindow, request: DecodingRequest) -> DecodedWindow:
        tokenizer = self._tokenizer(request.language)
        prompt = self._whisper.get_prompt(
            tokenizer,
            tokenizer.encode(" " + request.prompt.strip()) if request.prompt.strip() else [],
            without_timestamps=True,
            hotwords=request.hotwords.strip() or None,
        )
        sampling = (
            {"sampling_topk": 0, "sampling_temperature": request.temperature, "beam_size": 1}
            if request.temperature > 0
            else {"beam_size": request.beam_size}
        )
        likely_tokens = min(request.token_cap, request.likely_tokens or request.token_cap)
        written = self._written(window, prompt, likely_tokens, request.language, sampling)
        repeat = None
        if len(written.tokens) == likely_tokens < request.token_cap:
            # A running `generate` cannot be stopped, and one that goes in circles would do so up to the cap.
            repeat = repeat_begins(written.tokens)
            if repeat is not None:
                written = written.until(repeat)
            else:
                # From its beginning, because CTranslate2 writes timestamps where a text goes on without them.
                written = self._written(window, prompt, request.token_cap, request.language, sampling)
        text = str(tokenizer.decode(written.tokens))
        return DecodedWindow(
            text=text,
            tokens=tuple(written.tokens),
            ended=repeat is None and len(written.tokens) < request.token_cap,
            # The score is the mean over the tokens without the end of text; Whisper's figure counts that one too.
            average_log_probability=written.log_probability / (len(written.tokens) + 1),
            no_speech_probability=written.no_speech_probability,
            compression_ratio=get_compression_ratio(text.strip()) if text.strip() else 0.0,
        )

    def align(self, window: EncodedWindow, decoded: DecodedWindow, language: str) -> list[AlignedWord]:
        """When each word was said, from the decoder's cross-attention.

        Empty for a model that lists no alignment heads.
        """
        tokenizer = self._tokenizer(language)
        spoken = [token for token in decoded.tokens if token < tokenizer.eot]
        if not spoken:
            return []
        try:
            found = self._whisper.find_alignment(
                tokenizer, [spoken], window.encoding, round(window.speech_s * FRAMES_PER_S)
            )[0]
        except ValueError:
            return []
        merge_punctuations(found, _PREPENDED_PUNCTUATION, _APPENDED_PUNCTUATION)
        return [
            AlignedWord(
                word["word"],
                min(float(word["start"]), window.speech_s),
                min(float(word["end"]), window.speech_s),
                float(word["probability"]),
            )
            for word in found
            if word["word"]
        ]

    def language_probabilities(self, window: EncodedWindow) -> dict[str, float]:
        """How probable each language is; empty for a model that lists no languages."""
        try:
            found = self._whisper.model.detect_language(window.encoding)[0]
        except IndexError:
            # config.json has `lang_ids: []`, as the official converter leaves it with transformers 5.
            return {}
        return {token[2:-2]: float(probability) for token, probability in found}

    def _written(
        self, window: EncodedWindow, prompt: list[int], cap: int, language: str, options: dict[str, Any]
    ) -> _Written:
        result = self._whisper.model.generate(
            window.encoding,
            [prompt],
            max_length=_max_length(cap, len(prompt)),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed[language],
            **options,
        )[0]
        tokens = result.sequences_ids[0]
        return _Written(tokens, result.scores[0] * len(tokens), float(result.no_speech_prob))

    def _tokenizer(self, language: str) -> Tokenizer:
        if language not in self._tokenizers:
            tokenizer = Tokenizer(self._whisper.hf_tokenizer, self.multilingual, task="transcribe", language=language)
            self._tokenizers[language] = tokenizer
            self._suppressed[language] = list(get_suppressed_tokens(tokenizer, [_DEFAULT_SUPPRESSION]))
        return self._tokenizers[language]


def _max_length(token_cap: int, prompt_length: int) -> int:
    """CTranslate2's max_length for so many new tokens.

    It writes min(max_length / 2, max_length - prompt) of them: half of Whisper's text context is for what came before.
    """
    return min(_TEXT_CONTEXT, max(2 * token_cap, prompt_length + token_cap))
