"""Vectors of texts, by models made for that (their file names a pooling). Runs in the engine worker."""

from __future__ import annotations

import llama_cpp.llama_cpp as llama
import numpy as np

from secretaire.inference.model import BATCH_TOKENS, Model


def embed(model: Model, text: str) -> list[float]:
    """The unit vector of a text; what exceeds the model's batch is cut off."""
    tokens = model.tokenize(text)[:BATCH_TOKENS]
    llama.llama_memory_clear(model.memory, True)
    llama.llama_set_embeddings(model.context, True)
    array = (llama.llama_token * len(tokens))(*tokens)
    try:
        llama.llama_encode(model.context, llama.llama_batch_get_one(array, len(tokens)))
        pointer = llama.llama_get_embeddings_seq(model.context, 0)
        vector = np.ctypeslib.as_array(pointer, shape=(llama.llama_model_n_embd(model.weights),)).astype(np.float64)
    finally:
        llama.llama_set_embeddings(model.context, False)
    length = float(np.linalg.norm(vector)) or 1.0
    return [float(value) for value in vector / length]
