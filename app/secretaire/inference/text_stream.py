"""Tokens to text: characters whole across tokens, and no beginning of a stop string let through too early."""

from __future__ import annotations

import codecs
from collections.abc import Sequence


class TextStream:
    """Collects the bytes of tokens; ``add`` returns the text that is safe to show."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = [stop for stop in stops if stop]
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self.stopped = False

    def add(self, data: bytes, *, last: bool = False) -> str:
        """More bytes in, text out; after a stop string nothing comes any more."""
        if self.stopped:
            return ""
        self._held += self._decoder.decode(data, last)
        cut = min((at for stop in self._stops if (at := self._held.find(stop)) >= 0), default=-1)
        if cut >= 0:
            self.stopped = True
            shown, self._held = self._held[:cut], ""
            return shown
        keep = 0 if last else self._longest_beginning()
        shown, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return shown

    def _longest_beginning(self) -> int:
        """How much of the end of what is held could be the beginning of a stop string."""
        return max(
            (n for stop in self._stops for n in range(1, len(stop)) if self._held.endswith(stop[:n])),
            default=0,
        )
