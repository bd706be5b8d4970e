"""Train a LoRA adapter for tiny.en on this processor: python -m tests.models_exact.adapter.train FOLDER

Runs in the environment of `make test-models`. The encoder stays as it is and hears a window of 10 s, as Dictate lets
it hear short speech: its output is computed once per sentence, and only the decoder is trained. Minutes, not hours.
--speech FOLDER mixes recordings of people in (manifest.jsonl with file, text, language, duration_s and speaker), so
that plain English is not forgotten.
"""

import argparse
import random
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from peft import LoraConfig, get_peft_model
from transformers import PreTrainedTokenizerFast, WhisperFeatureExtractor
from transformers.modeling_outputs import BaseModelOutput

from dictate.models.download import ensure_model
from dictate.models.importers import ct2_file
from tests.models_exact import reference
from tests.models_exact.adapter import people, sentences, speech

_START, _NO_TIMESTAMPS, _END = 50_257, 50_362, 50_256
_IGNORED = -100
_WINDOW_S = 10
_TOLD_EVERY = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the adapter goes")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--speech", type=Path, help="recordings of people to mix in")
    parser.add_argument("--times", type=int, default=4, help="how often each of them is heard in an epoch")
    arguments = parser.parse_args()
    torch.manual_seed(1)
    random.seed(1)
    began = time.monotonic()
    _tell("reading tiny.en", began)
    base = ensure_model("tiny.en").folder
    checkpoint = ct2_file.read(base)
    sizes = checkpoint.architecture
    generation = reference.generation_config(sizes.vocabulary_size, sizes.decoder_layers, sizes.decoder_heads)
    model = reference.huggingface_of(checkpoint, generation).float()
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(base / "tokenizer.json"))

    examples: list[tuple[torch.Tensor, list[int]]] = []
    encoder = model.model.encoder
    whole_table = encoder.embed_positions
    encoder.config.max_source_positions = _WINDOW_S * 50
    encoder.embed_positions = torch.nn.Embedding.from_pretrained(whole_table.weight[: _WINDOW_S * 50])
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        extractor = WhisperFeatureExtractor(chunk_length=_WINDOW_S)

        def heard(samples: NDArray[np.float32], text: str) -> tuple[torch.Tensor, list[int]]:
            features = extractor(samples, sampling_rate=speech.RATE_HZ, return_tensors="pt").input_features
            # OpenAI's order for English-only models: start, no timestamps, words, end.
            words = tokenizer.encode(f" {text}", add_special_tokens=False)
            return encoder(features).last_hidden_state[0], [_START, _NO_TIMESTAMPS, *words, _END]

        to_say = list(sentences.training())
        for number, spoken in enumerate(to_say, 1):
            examples.append(heard(speech.say(spoken, Path(folder)), spoken.text))
            if number % _TOLD_EVERY == 0 or number == len(to_say):
                _tell(f"{number} of {len(to_say)} sentences synthesized and heard", began)
        if arguments.speech is not None:
            for recording in people.training(arguments.speech, _WINDOW_S):
                examples += [heard(recording.samples(), recording.text)] * arguments.times
    encoder.config.max_source_positions, encoder.embed_positions = 1500, whole_table
    _tell(f"{len(examples)} examples", began)

    modules = r".*decoder.*(q_proj|k_proj|v_proj|out_proj|fc1|fc2)"
    adapted = get_peft_model(model, LoraConfig(r=16, lora_alpha=32, target_modules=modules))
    adapted.print_trainable_parameters()
    optimizer = torch.optim.AdamW([p for p in adapted.parameters() if p.requires_grad], lr=1e-3)
    steps = arguments.epochs * (len(examples) // arguments.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1e-3, total_steps=steps + 1)
    for epoch in range(arguments.epochs):
        random.shuffle(examples)
        losses = []
        for first in range(0, len(examples) - arguments.batch + 1, arguments.batch):
            loss = _loss(adapted, examples[first : first + arguments.batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            done = epoch * (steps // arguments.epochs) + len(losses)
            if done % _TOLD_EVERY == 0 or done == 1:
                _tell(f"step {done} of {steps}: loss {loss.item():.3f}", began)
        _tell(f"epoch {epoch + 1}: loss {sum(losses) / len(losses):.3f}", began)
    adapted.peft_config["default"].base_model_name_or_path = "openai/whisper-tiny.en"
    adapted.save_pretrained(arguments.folder)


def _tell(what: str, began: float) -> None:
    print(f"{time.monotonic() - began:4.0f} s  {what}", flush=True)


def _loss(model: torch.nn.Module, batch: list[tuple[torch.Tensor, list[int]]]) -> torch.Tensor:
    longest = max(len(tokens) for _, tokens in batch)
    hidden = torch.stack([hidden for hidden, _ in batch])
    inputs = torch.tensor([tokens[:-1] + [_END] * (longest - len(tokens)) for _, tokens in batch])
    # The model is told the first two tokens; it must find the words and the end, which ends the loops.
    labels = torch.tensor([[_IGNORED, *tokens[2:]] + [_IGNORED] * (longest - len(tokens)) for _, tokens in batch])
    output = model(encoder_outputs=BaseModelOutput(last_hidden_state=hidden), decoder_input_ids=inputs)
    return torch.nn.functional.cross_entropy(output.logits.transpose(1, 2), labels, ignore_index=_IGNORED)


if __name__ == "__main__":
    main()
