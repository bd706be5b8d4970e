"""How an utterance begins, and what of it is delivered. Session thread."""

import time
import uuid

from dictate.asr.contract import ModelChoice
from dictate.asr.options import ACCURATE
from dictate.audio.block import RATE_HZ
from dictate.session.delivery import Compose, DeliveryJob
from dictate.session.dispatch import Dispatch
from dictate.session.group_desk import GroupDesk
from dictate.session.parts import Parts
from dictate.session.recognition import RecognitionQueue
from dictate.session.segment_desk import SegmentDesk
from dictate.session.trace import Trace
from dictate.session.utterance import Utterance
from dictate.settings.settings import Settings
from dictate.text.transcript import Transcript
from dictate.vad.open_gate import open_gate_for_all


def new_utterance(
    parts: Parts,
    recognition: RecognitionQueue,
    settings: Settings,
    choice: ModelChoice,
    *,
    profile: str = "",
    hears_all: bool = False,
) -> Utterance:
    """An utterance that begins now, with a name that sorts by time. Its journal is open when this returns.

    `profile` is that of the key that was pressed; `hears_all` takes everything for speech.
    Raises DictateError when the gate cannot be made.
    """
    utterance_id = f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:8]}"
    started_at = time.time()
    trace = Trace()
    gate = open_gate_for_all(settings.gate) if hears_all else parts.new_gate(settings)
    dispatch = Dispatch(
        utterance_id=utterance_id,
        queue=recognition,
        choice=choice,
        request=parts.request(settings),
        languages=settings.general.languages,
        prepare=parts.prepare(settings),
        trace=trace,
    )
    desk = GroupDesk(dispatch) if settings.recognition.reading == ACCURATE else SegmentDesk(dispatch)
    journal = parts.journal.open(utterance_id, started_at)
    return Utterance(utterance_id, started_at, settings, choice, gate, journal, desk, trace, profile=profile)


def delivery_of(utterance: Utterance, compose: Compose, transcripts: tuple[Transcript, ...]) -> DeliveryJob:
    """The job that saves and types the words of `utterance`."""
    # Without the utterance in it, which has the job: a circle would keep its audio until all cycles are looked for.
    typing = utterance.settings.typing
    return DeliveryJob(
        utterance_id=utterance.id,
        compose=compose,
        transcripts=transcripts,
        started_at=utterance.started_at,
        duration_s=utterance.sample_count / RATE_HZ,
        model=utterance.written_by or utterance.choice.name,
        typing=lambda: typing,
        profile=utterance.profile,
        keep_text=utterance.settings.privacy.keep_text_days > 0,
        audio_file=utterance.id if utterance.settings.recordings.keep_recordings_h else "",
    )
