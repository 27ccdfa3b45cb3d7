"""ggml's backends: libraries beside llama.cpp's own, loaded at run time. Runs in the engine worker, before any model.

The build carries the CPU backend once for each generation of x86 processors. Each library says by a score what it
offers on this processor, and 0 where it would meet an illegal instruction (ggml's ``ggml_backend_score``); that score
asks only the processor, so the kernel's list of what programs may use (proc_cpuinfo(5)) has the first word here.
"""

from __future__ import annotations

import _ctypes
import ctypes
import functools
from dataclasses import dataclass
from pathlib import Path

from secretaire.inference.backend_files import gpu_backends, library_folder

# Each variant's instruction set as a user knows it, and the kernel's names of what it needs beyond the one before.
_VARIANTS: dict[str, tuple[str, str]] = {
    "x64": ("x86-64", ""),
    "sse42": ("SSE4.2", "sse4_2"),
    "sandybridge": ("AVX", "avx"),
    "ivybridge": ("AVX", "avx f16c"),
    "piledriver": ("AVX", "avx f16c fma"),
    "haswell": ("AVX2", "avx2 bmi2 f16c fma"),
    "alderlake": ("AVX2", "avx2 bmi2 f16c fma avx_vnni"),
    "skylakex": ("AVX-512", "avx512f avx512cd avx512vl avx512dq avx512bw"),
    "cannonlake": ("AVX-512", "avx512f avx512bw avx512vbmi"),
    "cascadelake": ("AVX-512", "avx512f avx512bw avx512_vnni"),
    "icelake": ("AVX-512", "avx512f avx512bw avx512vbmi avx512_vnni"),
    "cooperlake": ("AVX-512", "avx512f avx512bw avx512_vnni avx512_bf16"),
    "zen4": ("AVX-512", "avx512f avx512bw avx512vbmi avx512_vnni avx512_bf16"),
    "sapphirerapids": ("AMX", "avx512f avx512bw avx512_bf16 amx_tile amx_int8"),
}


class NoBackend(Exception):
    """The installation has no CPU backend that this processor can run."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The CPU backend in use: its name in the build ("" where there is only one) and its instruction set."""

    name: str
    instructions: str


@functools.cache
def ggml() -> ctypes.CDLL:
    """ggml's own library, with the signatures that this program calls."""
    library = ctypes.CDLL(str(library_folder() / "libggml.so"))
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    for name, result, arguments in (
        ("ggml_backend_load", pointer, [text]),
        ("ggml_backend_dev_count", ctypes.c_size_t, []),
        ("ggml_backend_dev_get", pointer, [ctypes.c_size_t]),
        ("ggml_backend_dev_name", text, [pointer]),
        ("ggml_backend_dev_description", text, [pointer]),
        ("ggml_backend_dev_type", ctypes.c_int, [pointer]),
        ("ggml_backend_dev_memory", None, [pointer, pointer, pointer]),
        ("ggml_backend_dev_backend_reg", pointer, [pointer]),
        ("ggml_backend_reg_name", text, [pointer]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def load_backends(*, gpu: bool, variant: str = "") -> Variant:
    """Load the GPU backends that are installed (if wanted), then the CPU's best; call it once.

    ``variant`` names one CPU variant instead of the best, for tests. Raises NoBackend.
    """
    if ggml().ggml_backend_dev_count():
        return Variant("", "")  # a build of llama.cpp that has its backend inside
    if gpu:
        for path in gpu_backends():
            ggml().ggml_backend_load(str(path).encode())  # without a driver it registers no device
    chosen = variant or best_variant()
    path = library_folder() / (f"libggml-cpu-{chosen}.so" if chosen else "libggml-cpu.so")
    if not ggml().ggml_backend_load(str(path).encode()):
        raise NoBackend
    return Variant(chosen, _VARIANTS[chosen][0] if chosen in _VARIANTS else "")


def best_variant() -> str:
    """The name of the variant with the highest score; "" where the build has none."""
    scores = {name: variant_score(name) for name in built_variants()}
    best = max(scores, key=scores.__getitem__, default="")
    return best if scores.get(best) else ""


def built_variants() -> list[str]:
    """The CPU variants that were built."""
    prefix = "libggml-cpu-"
    return sorted(path.stem.removeprefix(prefix) for path in library_folder().glob(f"{prefix}*.so"))


def variant_score(name: str) -> int:
    """How good a variant is for this processor; 0: it can't run here."""
    if not kernel_allows(name, _kernel_flags()):
        return 0
    ggml()  # a backend finds ggml's base because it is loaded already, not by a path of its own
    try:
        library = ctypes.CDLL(str(library_folder() / f"libggml-cpu-{name}.so"))
    except OSError:
        return 0
    try:
        return int(library.ggml_backend_score())
    finally:
        _ctypes.dlclose(library._handle)


def kernel_allows(name: str, flags: frozenset[str]) -> bool:
    """Whether the kernel lists all that a variant needs; where it lists nothing, or we know nothing, ggml decides."""
    _, needed = _VARIANTS.get(name, ("", ""))
    return not flags or flags.issuperset(needed.split())


@functools.cache
def _kernel_flags() -> frozenset[str]:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line.partition(":")[2].split() for line in lines if line.startswith("flags")), ()))
