"""Dictate: hold a key, speak, let go, and the words stand in the focused window."""

import os

__version__ = "0.1.0"
APP_ID = "io.github.dictate_desktop.Dictate"

# Nothing leaves the machine. From 1.29 on, onnxruntime sends the process, the models and their timing to its maker and
# keeps a device identifier in the user's cache, unless it finds this when it is first loaded; the detector and
# faster-whisper load it, in several processes. Here, because this runs before any of them.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
