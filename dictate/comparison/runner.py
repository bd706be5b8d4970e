"""Every model transcribes every recording, through the detector and the recognizer of dictation. Blocks its caller."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.audio.block import AudioBlock, seconds
from dictate.comparison.clips import Clip
from dictate.comparison.scores import ModelScore, Outcome, outcome_of
from dictate.comparison.verdict import Verdict, judge
from dictate.errors import DictateError
from dictate.models.progress import CancelledError, Observer, Stage, stop_if_cancelled
from dictate.session.transcription import FileTranscriber
from dictate.trial.check import MeasuredRecognizer
from dictate.vad.contract import SpeechGate, SpeechSegment
from dictate.wording.message import message


@dataclass(frozen=True)
class Contestant:
    """A model that takes part. `languages` are those it knows, empty for all; `base` is its base, if that does too."""

    name: str
    choice: ModelChoice
    request: RecognizerRequest
    languages: tuple[str, ...] = ()
    base: str = ""


@dataclass(frozen=True)
class Listening:
    """What every model hears with: the same for all."""

    recognizer: MeasuredRecognizer
    new_gate: Callable[[], SpeechGate]
    prepare: Callable[[SpeechSegment], SpeechSegment] = lambda segment: segment
    own_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class ComparisonResult:
    """The models in their order; `left_out` says for some why they have no score."""

    scores: tuple[ModelScore, ...]
    left_out: dict[str, str]
    verdict: Verdict


def run_comparison(
    contestants: Sequence[Contestant], clips: Sequence[Clip], listening: Listening, observer: Observer
) -> ComparisonResult:
    """Measure all. Raises DictateError without recordings or models, CancelledError; a model that fails is left out."""
    if not clips:
        raise DictateError("There is no recording to compare models with.", "Read some texts aloud first.")
    if not contestants:
        raise DictateError("No model is installed.", "Download one: dictate models download base")
    total = len(contestants) * len(clips)
    spoken = {clip.text.language for clip in clips}
    scores: list[ModelScore] = []
    left_out: dict[str, str] = {}
    for number, contestant in enumerate(contestants):
        strange = spoken - set(contestant.languages or spoken)
        if strange:
            left_out[contestant.name] = (
                f"It does not know the language of some recordings: {', '.join(sorted(strange))}."
            )
            continue
        try:
            scores.append(_score(contestant, clips, listening, _Part(observer, number * len(clips), total)))
        except CancelledError:
            raise
        except DictateError as error:
            left_out[contestant.name] = error.sentence
    observer.progress(Stage.COMPARING, total, total)
    return ComparisonResult(tuple(scores), left_out, judge(scores))


@dataclass(frozen=True)
class _Part:
    observer: Observer
    done: int
    total: int

    def heard(self, count: int) -> None:
        stop_if_cancelled(self.observer, message("The comparison"))
        self.observer.progress(Stage.COMPARING, self.done + count, self.total)


def _score(contestant: Contestant, clips: Sequence[Clip], listening: Listening, part: _Part) -> ModelScore:
    part.heard(0)
    in_use = listening.recognizer.load(contestant.choice)
    outcomes: list[Outcome] = []
    for count, clip in enumerate(clips, 1):
        outcomes.append(_hear(contestant, clip, listening))
        part.heard(count)
    usage = listening.recognizer.usage()
    return ModelScore(
        name=contestant.name,
        outcomes=tuple(outcomes),
        base=contestant.base,
        device=in_use.device,
        compute_type=in_use.compute_type,
        load_s=in_use.load_s,
        resident_mb=usage.resident_mb if usage else 0.0,
    )


def _hear(contestant: Contestant, clip: Clip, listening: Listening) -> Outcome:
    samples = clip.samples()
    transcriber = FileTranscriber(
        recognizer=listening.recognizer,
        choice=contestant.choice,
        request=replace(contestant.request, language=clip.text.language),
        prepare=listening.prepare,
    )
    gate = listening.new_gate()
    began = time.monotonic()
    transcripts = list(transcriber.transcripts([AudioBlock(0, samples)], gate))
    compute_s = time.monotonic() - began
    heard = " ".join(each.text.strip() for each in transcripts)
    return outcome_of(
        clip.name,
        clip.text,
        heard,
        audio_s=seconds(len(samples)),
        compute_s=compute_s,
        own_words=listening.own_words,
    )
