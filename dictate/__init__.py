"""Dictate: hold a key, speak, let go, and the words stand in the focused window."""

import os

__version__ = "0.1.0"
APP_ID = "io.github.dictate_desktop.Dictate"

# Nothing leaves the machine. From 1.29 on, onnxruntime sends the process, the models and their timing to its maker and
# keeps a device identifier in the user's cache, unless it finds this when it is first loaded; faster-whisper loads it
# for its own detector, which the benchmark measures. Here, because this runs before it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
