"""OpenAI's names of Whisper's tensors (also whisper.cpp's), Hugging Face's, and what training puts before them."""

import re

# transformers and Lightning; DistributedDataParallel; torch.compile; PEFT.
_WRAPPERS = re.compile(r"(model\.|module\.|_orig_mod\.|base_model\.model\.)+")
_BLOCK = re.compile(r"(encoder|decoder)\.blocks\.(\d+)\.(.+)\.(weight|bias)")
_IN_BLOCK = {
    "attn.query": "self_attn.q_proj",
    "attn.key": "self_attn.k_proj",
    "attn.value": "self_attn.v_proj",
    "attn.out": "self_attn.out_proj",
    "attn_ln": "self_attn_layer_norm",
    "cross_attn.query": "encoder_attn.q_proj",
    "cross_attn.key": "encoder_attn.k_proj",
    "cross_attn.value": "encoder_attn.v_proj",
    "cross_attn.out": "encoder_attn.out_proj",
    "cross_attn_ln": "encoder_attn_layer_norm",
    "mlp.0": "fc1",
    "mlp.2": "fc2",
    "mlp_ln": "final_layer_norm",
}
_OUTSIDE = {
    "encoder.positional_embedding": "encoder.embed_positions.weight",
    "encoder.ln_post.weight": "encoder.layer_norm.weight",
    "encoder.ln_post.bias": "encoder.layer_norm.bias",
    "decoder.positional_embedding": "decoder.embed_positions.weight",
    "decoder.token_embedding.weight": "decoder.embed_tokens.weight",
    "decoder.ln.weight": "decoder.layer_norm.weight",
    "decoder.ln.bias": "decoder.layer_norm.bias",
    "decoder.proj.weight": "proj_out.weight",
}


def bare(name: str) -> str:
    """A tensor's name without the wrappers that the model was trained in, one inside the other as they may be."""
    match = _WRAPPERS.match(name)
    return name[match.end() :] if match else name


def from_openai(name: str) -> str:
    """Hugging Face's name of a tensor that OpenAI names `name`; a name that is neither is returned as it is."""
    if name in _OUTSIDE:
        return _OUTSIDE[name]
    match = _BLOCK.fullmatch(name)
    if match is None or match[3] not in _IN_BLOCK:
        return name
    return f"{match[1]}.layers.{match[2]}.{_IN_BLOCK[match[3]]}.{match[4]}"
