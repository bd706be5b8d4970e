import pytest

from dictate.bench import stock
from dictate.bench.stock import StockSettings, stock_that_runs


def test_without_onnxruntime_the_library_is_measured_without_its_own_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock, "find_spec", lambda _: None)
    assert stock_that_runs() == [StockSettings.DEFAULT, StockSettings.BEST]


def test_with_onnxruntime_every_way_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock, "find_spec", lambda name: name)
    assert stock_that_runs() == list(StockSettings)
