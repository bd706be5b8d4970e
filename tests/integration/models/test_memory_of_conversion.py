"""A conversion holds a few pieces of a tensor, never the model."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dictate.models.store import ModelStore
from tests.integration.models.checkpoints import huggingface_of

_MEASURED = """
import sys
from pathlib import Path
from dictate.models.adding import AddRequest, add
from dictate.models.importers.ct2_writer import Quantization
from dictate.models.store import ModelStore

def anonymous_kb():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1])

class Watch:
    peak = 0
    def progress(self, stage, done, total):
        Watch.peak = max(Watch.peak, anonymous_kb())
    def notice(self, sentence): pass
    def cancelled(self): return False

before = anonymous_kb()
add(AddRequest(sys.argv[1], "mine", Quantization(sys.argv[3])), ModelStore(Path(sys.argv[2])), Watch())
print((Watch.peak - before) * 1024)
"""


@pytest.mark.parametrize("quantization", ["int8", "float16", "float32"])
def test_the_peak_stays_below_the_largest_tensor(
    quantization: str, published: ModelStore, store: ModelStore, tmp_path: Path
) -> None:
    source = huggingface_of(published.get("base").folder, tmp_path / "base")
    command = [sys.executable, "-c", _MEASURED, str(source), str(store.root), quantization]
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    largest_tensor = 51_865 * 512 * 2
    # The goal is 1.3 times the largest tensor and the output beside it; there is no reason to come near it.
    assert 0 < int(result.stdout) < 1.3 * largest_tensor
    print(f"{quantization}: {int(result.stdout) / 1e6:.0f} MB above the program, tensor {largest_tensor / 1e6:.0f} MB")
