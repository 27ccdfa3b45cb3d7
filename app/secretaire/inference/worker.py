"""The engine worker: confined in its first statements, then llama.cpp; ends with its host."""

from secretaire.confinement.confine import confine

confine("engine")

import ctypes  # noqa: E402 - nothing else may be imported before the process is confined
import os  # noqa: E402
import re  # noqa: E402
import sys  # noqa: E402
import threading  # noqa: E402
from queue import SimpleQueue  # noqa: E402

import llama_cpp.llama_cpp as llama  # noqa: E402

from secretaire.confinement.frames import Channel, ChannelClosed  # noqa: E402
from secretaire.confinement.worker_arguments import parse  # noqa: E402
from secretaire.confinement.worker_process import worker_connection  # noqa: E402
from secretaire.inference import wire  # noqa: E402
from secretaire.inference.backends import Variant, load_backends  # noqa: E402
from secretaire.inference.engine_loop import EngineLoop, Input  # noqa: E402


@llama.llama_log_callback  # type: ignore[untyped-decorator]
def _silent(level: int, text: bytes, data: ctypes.c_void_p) -> None:
    """llama.cpp's log may hold content: it goes nowhere."""


def _receive(channel: Channel[wire.Question], questions: SimpleQueue[Input | None], loop: EngineLoop) -> None:
    try:
        while True:
            item = channel.receive()
            questions.put(item)
            loop.arrived(item[0])
    except ChannelClosed:
        os._exit(0)  # nobody is left to answer; nothing here needs saving


def _send(channel: Channel[wire.Question], answers: SimpleQueue[list[wire.Answer]]) -> None:
    """Answers go out while the next step is computed, not between two."""
    try:
        while True:
            channel.send_all(answers.get())
    except ChannelClosed:
        os._exit(0)


def _load_backends() -> Variant:
    """As the host's settings say: "gpu" lets GPUs in, "vulkan=0,1" names which of Vulkan's, "variant=" is for tests."""
    settings = parse(sys.argv).settings
    named = settings.get("vulkan", "")
    if re.fullmatch(r"\d{1,2}(,\d{1,2}){0,7}", named):
        os.environ["GGML_VK_VISIBLE_DEVICES"] = named
    return load_backends(gpu="gpu" in settings, variant=settings.get("variant", ""))


def main() -> None:
    """Serve one host."""
    llama.llama_log_set(_silent, ctypes.c_void_p(0))
    variant = _load_backends()
    llama.llama_backend_init()
    channel: Channel[wire.Question] = Channel(worker_connection(), wire.Question)
    questions: SimpleQueue[Input | None] = SimpleQueue()
    channel.send(wire.Ready(0, "llama.cpp"))
    answers: SimpleQueue[list[wire.Answer]] = SimpleQueue()
    loop = EngineLoop(questions, answers.put, variant)
    threading.Thread(target=_receive, args=(channel, questions, loop), daemon=True).start()
    threading.Thread(target=_send, args=(channel, answers), daemon=True).start()
    loop.run()


if __name__ == "__main__":
    main()
