"""Length-framed msgspec messages over a socketpair: the only way a worker and the host talk.

A frame is a 4-byte little-endian length and that many bytes of MessagePack. Both sides bound the length before they
allocate. Descriptors travel beside the first byte of a frame (SCM_RIGHTS, unix(7)).
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Generic, TypeVar

import msgspec

MAX_FRAME = 48 * 1024 * 1024

Incoming = TypeVar("Incoming")


class ChannelClosed(Exception):  # noqa: N818 - not an error on its own: the peer ended
    """The other side closed the channel, or sent what is not a frame of this wire."""


class Channel(Generic[Incoming]):
    """One end of a wire. ``incoming`` is the closed, tagged union of what this end may receive."""

    def __init__(self, connection: socket.socket, incoming: type[Incoming]) -> None:
        raise NotImplementedError

    def send(self, message: msgspec.Struct, descriptors: Sequence[int] = ()) -> None:
        """Send one frame, whole; thread-safe. Raises ChannelClosed."""

    def receive(self, timeout_s: float | None = None) -> tuple[Incoming, list[int]]:
        """Wait for one frame and its descriptors. Raises ChannelClosed, TimeoutError."""
        raise NotImplementedError

    def close(self) -> None: ...
