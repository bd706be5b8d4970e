"""Every test of the user interface runs without a display."""

from __future__ import annotations

import os

from tests.garbage import collected_between_tests, garbage_of_windows

__all__ = ["collected_between_tests", "garbage_of_windows"]

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["LANGUAGE"] = "en"
