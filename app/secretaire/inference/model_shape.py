"""A model's shape from its GGUF header, read by ggml's own parser (gguf.h). Runs in the engine worker.

Call it only on a file whose header ``gguf_header.check_header`` has found sound.
"""

from __future__ import annotations

import ctypes
import functools
import os
import re

from secretaire.inference.backend_files import library_folder
from secretaire.inference.placement import ModelShape

_LAYER = re.compile(r"blk\.(\d+)\.")
_OUTPUT = ("output.weight", "output_norm.weight")
_GETTERS = {  # by gguf_type
    4: ("gguf_get_val_u32", ctypes.c_uint32),
    5: ("gguf_get_val_i32", ctypes.c_int32),
    10: ("gguf_get_val_u64", ctypes.c_uint64),
    11: ("gguf_get_val_i64", ctypes.c_int64),
}
_MOST_LAYERS = 4096


class _Parameters(ctypes.Structure):
    _fields_ = (("no_alloc", ctypes.c_bool), ("context", ctypes.c_void_p))


@functools.cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(str(library_folder() / "libggml-base.so"))
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int64
    for name, result, arguments in (
        ("gguf_init_from_file_ptr", pointer, [pointer, _Parameters]),
        ("gguf_free", None, [pointer]),
        ("gguf_find_key", number, [pointer, text]),
        ("gguf_get_kv_type", ctypes.c_int, [pointer, number]),
        ("gguf_get_val_str", text, [pointer, number]),
        ("gguf_get_n_tensors", number, [pointer]),
        ("gguf_get_tensor_name", text, [pointer, number]),
        ("gguf_get_tensor_size", ctypes.c_size_t, [pointer, number]),
        ("gguf_get_tensor_ne", ctypes.POINTER(number), [pointer, number]),
        *((getter, result, [pointer, number]) for getter, result in _GETTERS.values()),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def model_shape(descriptor: int) -> ModelShape | None:
    """The shape of the model in this file, or None where its header does not tell."""
    standard = ctypes.CDLL(None)
    standard.fdopen.restype, standard.fclose.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    duplicate = os.dup(descriptor)
    os.lseek(duplicate, 0, os.SEEK_SET)
    file = standard.fdopen(duplicate, b"rb")
    try:
        header = _library().gguf_init_from_file_ptr(file, _Parameters(True, None))
    finally:
        standard.fclose(file)
    if not header:
        return None
    try:
        return _shape(header)
    finally:
        _library().gguf_free(header)


def _shape(header: int) -> ModelShape | None:
    key = _library().gguf_find_key(header, b"general.architecture")
    if key < 0 or _library().gguf_get_kv_type(header, key) != 8:  # GGUF_TYPE_STRING
        return None
    architecture = _library().gguf_get_val_str(header, key).decode("utf-8", "replace")

    def number(name: str, otherwise: int) -> int:
        return _number(header, f"{architecture}.{name}", otherwise)

    count, embedding = number("block_count", 0), number("embedding_length", 0)
    heads = number("attention.head_count", 1)
    if not 0 < count <= _MOST_LAYERS or embedding <= 0 or heads <= 0:
        return None
    layers, output, vocabulary = _weights(header, count)
    return ModelShape(
        layers=tuple(layers),
        output=output,
        embedding=embedding,
        heads=heads,
        kv_heads=number("attention.head_count_kv", heads),
        key_length=number("attention.key_length", embedding // heads),
        value_length=number("attention.value_length", embedding // heads),
        feed_forward=number("feed_forward_length", 4 * embedding),
        vocabulary=vocabulary,
    )


def _weights(header: int, count: int) -> tuple[list[int], int, int]:
    """Bytes of each layer, bytes of the output (the embedding's own where both are one), and the vocabulary."""
    layers, output, embeddings, vocabulary = [0] * count, 0, 0, 0
    own_output = False
    for index in range(_library().gguf_get_n_tensors(header)):
        name = _library().gguf_get_tensor_name(header, index).decode("utf-8", "replace")
        size = _library().gguf_get_tensor_size(header, index)
        layer = _LAYER.match(name)
        if layer is not None and int(layer[1]) < count:
            layers[int(layer[1])] += size
        elif name in _OUTPUT:
            output += size
            own_output = own_output or name == _OUTPUT[0]
        elif name == "token_embd.weight":
            embeddings, vocabulary = size, _library().gguf_get_tensor_ne(header, index)[1]
    return layers, output + (0 if own_output else embeddings), vocabulary


def _number(header: int, name: str, otherwise: int) -> int:
    key = _library().gguf_find_key(header, name.encode())
    getter = _GETTERS.get(_library().gguf_get_kv_type(header, key)) if key >= 0 else None
    if getter is None:
        return otherwise  # missing, or one number a layer
    return max(0, int(getattr(_library(), getter[0])(header, key)))
