"""Which of ggml's backends are installed: a look at file names, so that host and worker alike may ask."""

from __future__ import annotations

import functools
from importlib.util import find_spec
from pathlib import Path

GPU_BACKENDS = ("cuda", "hip", "sycl", "vulkan")
"""In the order they are loaded in: a maker's own comes before the general one."""


@functools.cache
def library_folder() -> Path:
    """Where llama.cpp's libraries lie; the package is found, not imported."""
    found = find_spec("llama_cpp")
    return Path(found.origin).parent / "lib" if found and found.origin else Path()


def gpu_backends() -> list[Path]:
    """The libraries of the GPU backends that are installed."""
    paths = [library_folder() / f"libggml-{name}.so" for name in GPU_BACKENDS]
    return [path for path in paths if path.exists()]
