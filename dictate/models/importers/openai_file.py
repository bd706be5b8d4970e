"""OpenAI's own checkpoints (.pt): a table of sizes and a table of tensors."""

from pathlib import Path

from dictate.models.importers import names, pickle_file
from dictate.models.importers.checkpoint import Checkpoint, SideFiles, checkpoint
from dictate.models.importers.errors import NotImportableError
from dictate.wording.message import message


def read(path: Path) -> Checkpoint:
    """The model in a .pt file with OpenAI's or Hugging Face's names of tensors. Raises NotImportableError."""
    model = pickle_file.read(path)
    tensors = {names.from_openai(names.bare(name)): tensor for name, tensor in model.tensors.items()}
    if not tensors:
        raise NotImportableError(message("{file} holds no weights.", file=path.name))
    return checkpoint(tensors, SideFiles(), "PyTorch checkpoint", _heads(model.values.get("dims")))


def holds_whisper(path: Path) -> bool:
    """Whether the tensors of a Whisper can be read in a PyTorch file."""
    try:
        return any(name.endswith("encoder.conv1.weight") for name in pickle_file.read(path).tensors)
    except NotImportableError:
        return False


def _heads(sizes: object) -> tuple[int, int] | None:
    if not isinstance(sizes, dict):
        return None
    audio, text = sizes.get("n_audio_head"), sizes.get("n_text_head")
    return (audio, text) if type(audio) is int and type(text) is int else None
