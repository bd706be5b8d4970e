"""The end of an utterance: what its journal keeps and what the user is told. Called on the session thread."""

from dictate.audio.contract import UtteranceState
from dictate.events import Cancelled, Finished, HeardNothing, Problem
from dictate.session.dictation import Phase
from dictate.session.utterance import Utterance
from dictate.wording.message import joined, message


def conclude(utterance: Utterance) -> Finished | Cancelled | HeardNothing | Problem:
    """Close the journal of a final utterance and return the event that tells about it."""
    notes = [*utterance.notes, *utterance.state.problems]
    if utterance.gate_problem is not None:
        notes.append(utterance.gate_problem.problem)
    if utterance.journal.problem:
        notes.append(utterance.journal.problem)
    match utterance.state.phase:
        case Phase.DONE:
            return _done(utterance, notes)
        case Phase.CANCELLED:
            _close_journal(utterance, UtteranceState.CANCELLED, keep=utterance.sample_count > 0)
            return Cancelled(utterance.id)
        case Phase.SILENT:
            return _silent(utterance)
        case _ if _is_safe(utterance):
            # Nobody could type it, but every word is in the history: there is nothing to recover.
            _close_journal(utterance, UtteranceState.DONE, keep=_keeps_audio(utterance))
            return Problem(joined(*notes), "", utterance.id)
        case _:
            _close_journal(utterance, UtteranceState.SET_ASIDE, keep=utterance.sample_count > 0)
            # Where the disk was full there is no recording to keep.
            kept = message("The recording is kept.") if utterance.sample_count and not utterance.journal.problem else ""
            return Problem(joined(*notes), kept, utterance.id)


def _done(utterance: Utterance, notes: list[str]) -> Finished:
    report, job = utterance.state.report, utterance.delivery
    assert report is not None
    assert job is not None
    is_safe = _is_safe(utterance)
    state = UtteranceState.DONE if is_safe else UtteranceState.SET_ASIDE
    _close_journal(utterance, state, keep=_keeps_audio(utterance) or not is_safe)
    notes.extend(job.notes)
    if report.reason:
        notes.append(report.reason)
    return Finished(utterance.id, job.text, report.route, joined(*notes))


def _is_safe(utterance: Utterance) -> bool:
    """Where a segment was given up or the text is not on disk, the audio is all that is left of the words."""
    return utterance.delivery is not None and utterance.delivery.is_saved and not utterance.state.failed


def _keeps_audio(utterance: Utterance) -> bool:
    return utterance.settings.recordings.keep_recordings_h > 0


def _silent(utterance: Utterance) -> HeardNothing | Problem:
    if utterance.gate_problem is not None:
        _close_journal(utterance, UtteranceState.SET_ASIDE, keep=True)
        return Problem(utterance.gate_problem.problem, utterance.gate_problem.mend, utterance.id)
    loud = utterance.levels.was_loud
    _close_journal(utterance, UtteranceState.SILENT, keep=loud)
    # A microphone that was heard a piece ago may well be silent now: some filter noise down to zeros.
    if utterance.is_later_piece or not utterance.levels.was_digital_silence:
        return HeardNothing(utterance.id, loud)
    device = utterance.recording.device if utterance.recording else message("The microphone")
    return Problem(
        message("{device} delivered nothing but digital silence.", device=device),
        "It is probably muted or switched off: unmute it or choose another one.",
        utterance.id,
    )


def _close_journal(utterance: Utterance, state: UtteranceState, *, keep: bool) -> None:
    utterance.journal.set_state(state)
    utterance.journal.close(keep=keep)
