"""When a GPU fails, its answers go on in a CPU worker: what counts as such a failure, and what has been made so far.

Greedy answers go on as they would have, up to what two devices round differently; sampled ones draw their random
numbers from the seed's beginning again.
"""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.errors import SecretaireError, WorkerDied
from secretaire.inference import wire
from secretaire.inference.interface import AdapterUse, Priority, Request, Turn

_NOTES = {
    "inference.out_of_memory": "gpu_out_of_memory",
    "inference.decode_failed": "gpu_lost",
    "inference.device_lost": "gpu_lost",
}


def device_failure(error: SecretaireError) -> str:
    """The note (``LoadedModel.note``) for an error that a GPU may be to blame for; "" for another error."""
    return "gpu_lost" if isinstance(error, WorkerDied) else _NOTES.get(error.code, "")


class Progress:
    """A request, the tokens that were made for it, and how much of their text has been shown."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._tokens: list[int] = []
        self._shown = 0

    def take(self, written: wire.Written) -> None:
        """More of it arrived."""
        self._tokens += written.tokens
        self._shown += len(written.text)

    def question(self, id: int) -> wire.Generate:
        """Ask for what is missing."""
        request, sampling = self._request, self._request.sampling
        return wire.Generate(
            id=id,
            turns=wire_turns(request.turns),
            begun=request.begun,
            max_tokens=request.max_tokens,
            temperature=sampling.temperature,
            top_k=sampling.top_k,
            top_p=sampling.top_p,
            min_p=sampling.min_p,
            repeat_penalty=sampling.repeat_penalty,
            seed=sampling.seed,
            stop=list(request.stop),
            grammar=request.grammar,
            background=request.priority is Priority.BACKGROUND,
            logprobs=request.logprobs,
            schema=request.schema,
            adapters=wire_adapters(request.adapters),
            resumed=list(self._tokens),
            resumed_shown=self._shown,
            draft=request.draft,
        )


def wire_turns(turns: Sequence[Turn]) -> list[wire.WireTurn]:
    """Turns as the wire has them."""
    return [wire.WireTurn(turn.role.value, turn.text) for turn in turns]


def wire_adapters(adapters: Sequence[AdapterUse]) -> list[wire.WireAdapter]:
    """Adapters as the wire has them."""
    return [wire.WireAdapter(adapter.id, adapter.scale) for adapter in adapters]
