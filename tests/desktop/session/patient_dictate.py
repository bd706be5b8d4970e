"""`dictate` with ten times the patience for a model: emulated processors on a busy machine read one in minutes."""

import runpy

from dictate.asr import client

client._LOAD_TIMEOUT_S *= 10

if __name__ == "__main__":
    runpy.run_module("dictate", run_name="__main__", alter_sys=True)
