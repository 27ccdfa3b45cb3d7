"""The engine worker: confined in its first statements, then llama.cpp; ends with its host."""

from secretaire.confinement.confine import confine

confine("engine")

import ctypes  # noqa: E402 - nothing else may be imported before the process is confined
import os  # noqa: E402
import threading  # noqa: E402
from queue import SimpleQueue  # noqa: E402

import llama_cpp.llama_cpp as llama  # noqa: E402

from secretaire.confinement.frames import Channel, ChannelClosed  # noqa: E402
from secretaire.confinement.worker_process import worker_connection  # noqa: E402
from secretaire.inference import wire  # noqa: E402
from secretaire.inference.engine_loop import EngineLoop, Input  # noqa: E402


@llama.llama_log_callback  # type: ignore[untyped-decorator]
def _silent(level: int, text: bytes, data: ctypes.c_void_p) -> None:
    """llama.cpp's log may hold content: it goes nowhere."""


def _receive(channel: Channel[wire.Question], questions: SimpleQueue[Input | None], stopped: set[int]) -> None:
    try:
        while True:
            question, descriptors = channel.receive()
            if isinstance(question, wire.Cancel):
                stopped.add(question.id)  # at once: the loop may be inside a load, and asks between two pieces of it
            questions.put((question, descriptors))
    except ChannelClosed:
        os._exit(0)  # nobody is left to answer; nothing here needs saving


def main() -> None:
    """Serve one host."""
    llama.llama_log_set(_silent, ctypes.c_void_p(0))
    llama.llama_backend_init()
    channel: Channel[wire.Question] = Channel(worker_connection(), wire.Question)
    questions: SimpleQueue[Input | None] = SimpleQueue()
    stopped: set[int] = set()
    channel.send(wire.Ready(0, "llama.cpp"))
    threading.Thread(target=_receive, args=(channel, questions, stopped), daemon=True).start()
    try:
        EngineLoop(questions, channel.send, stopped).run()
    except ChannelClosed:
        os._exit(0)


if __name__ == "__main__":
    main()
