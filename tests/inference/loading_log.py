"""What llama.cpp logs while it loads a model, in a process of its own: ``python -m tests.inference.loading_log ID``."""

from __future__ import annotations

import ctypes
import subprocess
import sys

from secretaire.governance.models import find_model


def loading_log(model_id: str) -> str:
    """The whole log."""
    command = [sys.executable, "-m", "tests.inference.loading_log", str(find_model(model_id).path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def main() -> None:
    """Load a file as the engine does, and print."""
    import llama_cpp.llama_cpp as llama

    from secretaire.inference import wire
    from secretaire.inference.backends import load_backends
    from secretaire.inference.loading import LoadProgress
    from secretaire.inference.model import Model

    @llama.llama_log_callback  # type: ignore[untyped-decorator]
    def show(level: int, text: bytes, data: ctypes.c_void_p) -> None:
        sys.stdout.write(text.decode("utf-8", "replace"))

    llama.llama_log_set(show, ctypes.c_void_p(0))
    load_backends(gpu=False)
    with open(sys.argv[1], "rb") as file:
        question = wire.Load(1, "", 512, device="cpu")
        Model(file.fileno(), question, LoadProgress(lambda _done: None, lambda: False)).close()


if __name__ == "__main__":
    main()
