"""The benchmark itself: every recording through every system in turn, so that all meet the same machine."""

from collections.abc import Callable, Sequence

from dictate.bench.measured import OURS, Comparison
from dictate.bench.ours import OurPipeline
from dictate.bench.recordings import Recording, until_key_up
from dictate.bench.stock import Stock, StockModel, StockSettings
from dictate.settings.settings import Settings
from dictate.wiring.wiring import GateMaker, model_choice, recognizer_request
from dictate.wording.message import message

Progress = Callable[[str], None]
"""Told in a few words what begins now; they can be translated."""


def compare(
    settings: Settings, recordings: Sequence[Recording], stock_settings: Sequence[StockSettings], progress: Progress
) -> Comparison:
    """Measure the model that `settings` name. Raises DictateError.

    Our pipeline replays each recording in real time; the stock library gets the same samples when the key goes up.
    """
    choice = model_choice(settings)
    language = recognizer_request(settings).language
    new_gate = GateMaker()
    with OurPipeline(settings, choice, new_gate) as ours:
        progress(message("Loading {model}…", model=choice.name))
        comparison = Comparison(ours.load())
        with Stock(StockModel(choice, comparison.model), language) as stock:
            if stock_settings:
                comparison.stock_version = stock.load()
            for number, recording in enumerate(recordings, 1):
                samples = until_key_up(recording.samples(), new_gate(settings))
                place = f"{choice.name} {number}/{len(recordings)} {recording.name}"
                progress(message("{place}: Dictate", place=place))
                comparison.add(OURS, ours.run(recording, samples))
                for each in stock_settings:
                    progress(message("{place}: faster-whisper, {settings}", place=place, settings=each.value))
                    comparison.add(each.value, stock.run(each, recording, samples))
    return comparison
