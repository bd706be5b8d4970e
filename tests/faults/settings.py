"""The user's settings in a life."""

from __future__ import annotations

from dataclasses import replace

from dictate.asr.options import ACCURATE, AT_ONCE
from dictate.settings.settings import Settings
from dictate.text.layout.modes import Mode
from tests.faults.plan import Life

PIECE_PAUSE_MS = 800
"""Shorter than the product's, as the sentences are."""


def settings_for(life: Life) -> Settings:
    plain = Settings()
    return replace(
        plain,
        general=replace(plain.general, language="en"),
        hands_free=replace(plain.hands_free, continuous=life.continuous, pause_ms=PIECE_PAUSE_MS),
        recordings=replace(plain.recordings, keep_recordings_h=life.keep_recordings_h),
        privacy=replace(plain.privacy, keep_text_days=life.keep_text_days),
        text=replace(plain.text, mode=Mode.PARAGRAPHS.value, paragraphs_from_words=1) if life.formatter else plain.text,
        recognition=replace(plain.recognition, reading=ACCURATE if life.accurate else AT_ONCE),
    )
