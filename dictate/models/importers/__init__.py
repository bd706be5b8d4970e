"""Whisper checkpoints of every common format become CTranslate2 models here, without PyTorch.

A format module reads names, shapes and bytes and gives a `Checkpoint`; `completion` adds what it lacks; `ct2_writer`
streams it to disk. Nothing is ever unpickled or executed.
"""
