from __future__ import annotations

import json

from dictate.history.export import export
from dictate.history.record import HistoryRecord

SEGMENTS = json.dumps([{"start_s": 0.5, "end_s": 2.0, "text": "One."}, {"start_s": 3, "end_s": 4.25, "text": "Two."}])
NEWER = HistoryRecord("b", 2000.0, 5.0, "One. Two. ", "One. Two.", segments=SEGMENTS)
OLDER = HistoryRecord("a", 1000.0, 10.0, "Grüße.", "Grüße.", segments='[{"start_s":0,"end_s":1,"text":"Grüße."}]')
RECORDS = [NEWER, OLDER]


def test_text_has_a_line_for_each_oldest_first() -> None:
    assert export(RECORDS, "text") == "Grüße.\nOne. Two.\n"


def test_markdown_has_a_heading_for_each() -> None:
    document = export(RECORDS, "markdown")
    assert document.count("## 1970-01-01") == 2
    assert document.endswith("One. Two.\n")


def test_json_comes_back_with_everything() -> None:
    first, second = json.loads(export(RECORDS, "json"))
    assert first["text"] == "Grüße."
    assert second["segments"][1]["text"] == "Two."
    assert second["delivery"] == "pending"


def test_webvtt_differs_in_its_first_line_and_the_decimal_sign() -> None:
    first, *cues = export(RECORDS, "vtt").split("\n\n")
    assert first == "WEBVTT"
    assert cues[2] == "00:00:13.000 --> 00:00:14.250\nTwo.\n"


def test_srt_places_segments_one_recording_after_another() -> None:
    assert export(RECORDS, "srt").split("\n\n")[2] == "3\n00:00:13,000 --> 00:00:14,250\nTwo.\n"
