"""The models that the app uses for a text's layout: a language model, which can more, or sentence embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dictate.errors import DictateError
from dictate.llm import embedding_file, gguf
from dictate.llm.formatter_model import BY_RULES, FormatterModel
from dictate.llm.options import LanguageModelOptions
from dictate.llm.rewriting import accepted, instruction_for
from dictate.text.languages import language_table
from dictate.text.layout.paragraphs import Evidence
from dictate.text.rewriting import RewriteMode
from dictate.wording.message import message
from dictate.workers.supervisor import Supervisor


class LanguageModelScorer(FormatterModel):
    """A `dictate.text.layout.paragraphs.GapScorer`, `PunctuationScorer` and `Rewriter` with a GGUF model."""

    def __init__(
        self, path: Path, options: LanguageModelOptions | None = None, supervisor: Supervisor | None = None
    ) -> None:
        """Raises DictateError when the file is no usable language model."""
        options = options or LanguageModelOptions()
        self._file = gguf.inspect(path)
        context = options.context_tokens
        if self._file.trained_context:
            context = min(context, self._file.trained_context)
        load_request = {"do": "load", "path": str(path), "context_tokens": context, "threads": options.threads}
        super().__init__(self._file.name, load_request, options, supervisor)

    @property
    def file(self) -> gguf.LanguageModelFile:
        return self._file

    def evidence(self, language_code: str) -> Evidence:
        """See GapScorer: what a model knows of a language is not known."""
        return Evidence.LANGUAGE_MODEL

    def punctuated(self, words: Sequence[str], pauses_s: Sequence[float]) -> list[str]:
        """See dictate.text.punctuation.PunctuationScorer. Raises DictateError when there is no answer in the time that
        the options allow.
        """
        self._check_length(len(words))
        asked = {"do": "punctuate", "words": list(words), "pauses_s": list(pauses_s)}
        written = self._ask(asked, self._options.longest_wait_s).get("words")
        if not isinstance(written, list) or not all(isinstance(word, str) for word in written):
            raise DictateError("The language model's answer makes no sense.", BY_RULES)
        return written

    def rewritten(self, content: str, mode: RewriteMode, wish: str, language_code: str) -> str:
        """See dictate.text.rewriting.Rewriter."""
        if not self._file.has_chat_template:
            raise DictateError(
                message(
                    "The text was not rewritten: the language model {file} takes no instructions.", file=self._file.name
                ),
                "Choose an instruct model.",
            )
        self._check_length(len(content.split()))
        asked = {"do": "answer", "instruction": instruction_for(mode, wish), "text": content}
        answer = self._ask(asked, self._options.longest_rewriting_s).get("answer")
        if not isinstance(answer, str):
            raise DictateError("The text was not rewritten: the language model's answer makes no sense.")
        return accepted(content, answer, mode, language_table(language_code))


class EmbeddingScorer(FormatterModel):
    """A `dictate.text.layout.paragraphs.GapScorer` with sentence embeddings, in the languages that they know."""

    def __init__(
        self, weights: Path, options: LanguageModelOptions | None = None, supervisor: Supervisor | None = None
    ) -> None:
        """Raises DictateError when the file belongs to no usable embedding model."""
        self._file = embedding_file.inspect(weights)
        load_request = {"do": "load_embeddings", "path": str(weights)}
        super().__init__(weights.parent.name, load_request, options or LanguageModelOptions(), supervisor)

    def evidence(self, language_code: str) -> Evidence | None:
        """See GapScorer."""
        return Evidence.EMBEDDINGS if language_code in self._file.languages else None


def opened(path: Path, options: LanguageModelOptions | None = None) -> LanguageModelScorer | EmbeddingScorer:
    """The model in the file that `dictate.llm.models.model_file` found. Raises DictateError when it is none."""
    if path.name == embedding_file.WEIGHTS:
        return EmbeddingScorer(path, options)
    return LanguageModelScorer(path, options)
