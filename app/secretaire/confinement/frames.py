"""Length-framed msgspec messages over a socketpair: the only way a worker and the host talk.

A frame is a 4-byte little-endian length and that many bytes of MessagePack. Both sides bound the length before they
allocate. Descriptors travel beside the first byte of a frame (SCM_RIGHTS, unix(7)).
"""

from __future__ import annotations

import array
import contextlib
import math
import os
import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec

from secretaire.whole_text import packed

MAX_FRAME = 48 * 1024 * 1024
MAX_DESCRIPTORS = 4

_LENGTH = struct.Struct("<I")
_CHUNK = 1024 * 1024
_AHEAD = 16 * 1024

_LOOK_S = 0.25
"""How often a waiting receiver asks whether it is over."""

Incoming = TypeVar("Incoming")


class ChannelClosed(Exception):
    """The other side closed the channel, or sent what is not a frame of this wire."""


class _Deadline:
    """When a receiver gives up: at a time, or when it is told to. A peer that sends bit by bit wins nothing."""

    def __init__(self, timeout_s: float | None, over: Callable[[], bool] | None) -> None:
        now = time.monotonic()
        self.never = timeout_s is None and over is None
        self._end = math.inf if timeout_s is None else now + timeout_s
        self._over = over
        self._look = now + _LOOK_S

    def pause_s(self) -> float:
        """How long to wait for bytes before ``check``."""
        return max(0.0, min(self._end, self._look) - time.monotonic())

    def check(self) -> None:
        """Raises TimeoutError when it is time."""
        now = time.monotonic()
        if now >= self._end:
            raise TimeoutError
        if now >= self._look:
            self._look = now + _LOOK_S
            if self._over is not None and self._over():
                raise TimeoutError


@cache
def decoder(incoming: object) -> msgspec.msgpack.Decoder[Any]:
    """What takes frames of one wire apart; made once, which takes as long as a small message's way."""
    return msgspec.msgpack.Decoder(incoming)


class Channel(Generic[Incoming]):
    """One end of a wire. ``incoming`` is the closed, tagged union of what this end may receive.

    Any thread may send; one thread at a time receives. Closing wakes a receiver in another thread.
    """

    def __init__(self, connection: socket.socket, incoming: object, *, ahead: bool = False) -> None:
        """``ahead``: take from the socket what is there, several small frames in one call. Not for a wire on which
        descriptors come: they would be taken for those of the frame before."""
        self._connection = connection
        self._ahead = ahead
        self._taken = bytearray()
        self._decoder: msgspec.msgpack.Decoder[Incoming] = decoder(incoming)
        self._send_lock = threading.Lock()
        self._closed = False

    def send(self, message: msgspec.Struct, descriptors: Sequence[int] = ()) -> None:
        """Send one frame, whole; thread-safe. Raises ChannelClosed, ValueError (frame too large)."""
        self._send(self._frame(message), descriptors)

    def send_all(self, messages: Sequence[msgspec.Struct]) -> None:
        """Send frames together, so that the peer is woken once; thread-safe. Raises what ``send`` does."""
        self._send(b"".join(map(self._frame, messages)), ())

    def _frame(self, message: msgspec.Struct) -> bytes:
        body = packed(message)
        if len(body) > MAX_FRAME:
            raise ValueError("frame exceeds the wire's bounds")
        return _LENGTH.pack(len(body)) + body

    def _send(self, data: bytes, descriptors: Sequence[int]) -> None:
        if len(descriptors) > MAX_DESCRIPTORS:
            raise ValueError("frame exceeds the wire's bounds")
        frame = memoryview(data)
        with self._send_lock:
            try:
                if descriptors:
                    sent = socket.send_fds(self._connection, [frame], list(descriptors))
                    frame = frame[sent:]
                self._connection.sendall(frame)
            except (OSError, ValueError) as error:
                raise ChannelClosed from error

    def receive(
        self, timeout_s: float | None = None, over: Callable[[], bool] | None = None
    ) -> tuple[Incoming, list[int]]:
        """Wait for one frame and its descriptors, which the caller now owns.

        Raises:
            ChannelClosed: the peer closed, or sent a frame that is too long or not of this wire.
            TimeoutError: nothing whole came within ``timeout_s``, or before ``over`` (which is asked now and then) said
                so; the channel is then out of step: close it.
        """
        deadline = _Deadline(timeout_s, over)
        descriptors: list[int] = []
        try:
            header = self._read(_LENGTH.size, deadline, descriptors)
            (length,) = _LENGTH.unpack(header)
            if length > MAX_FRAME:
                raise ChannelClosed("frame too long")
            return self._decoder.decode(self._read(length, deadline, descriptors)), descriptors
        except (
            msgspec.MsgspecError,
            UnicodeDecodeError,
            RecursionError,
        ) as error:  # all that decoding raises on bad bytes
            _close_all(descriptors)
            raise ChannelClosed("not a frame of this wire") from error
        except (ChannelClosed, TimeoutError):
            _close_all(descriptors)
            raise

    def _read(self, count: int, deadline: _Deadline, descriptors: list[int]) -> bytearray:
        # Grown as bytes arrive, never allocated on the peer's word alone.
        data, self._taken = self._taken, bytearray()
        while len(data) < count:
            self._wait(deadline)
            deadline.check()
            wanted = count - len(data)
            try:
                chunk, fresh = _receive_some(self._connection, min(max(wanted, _AHEAD * self._ahead), _CHUNK))
            except OSError as error:
                raise ChannelClosed from error
            descriptors.extend(fresh)
            if not chunk or len(descriptors) > MAX_DESCRIPTORS * (not self._ahead):
                raise ChannelClosed("closed by the other side")
            data += chunk
        if len(data) > count:
            self._taken = data[count:]
            del data[count:]
        return data

    def _wait(self, deadline: _Deadline) -> None:
        if deadline.never:
            return
        poller = select.poll()
        try:
            poller.register(self._connection, select.POLLIN)
        except ValueError as error:
            raise ChannelClosed from error
        while not poller.poll(deadline.pause_s() * 1000):
            deadline.check()

    def is_quiet(self, seconds: float) -> bool:
        """Whether nothing comes within some time: neither a frame nor the peer's end."""
        poller = select.poll()
        poller.register(self._connection, select.POLLIN)
        return not self._taken and not poller.poll(seconds * 1000)

    def close(self) -> None:
        """Close this end, waking whoever receives; idempotent."""
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(OSError):  # the peer was gone before us
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()


def _receive_some(connection: socket.socket, count: int) -> tuple[bytes, list[int]]:
    fresh = array.array("i")
    space = socket.CMSG_SPACE(MAX_DESCRIPTORS * fresh.itemsize)
    chunk, ancillary, _, _ = connection.recvmsg(count, space, socket.MSG_CMSG_CLOEXEC)
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            fresh.frombytes(data[: len(data) - len(data) % fresh.itemsize])
    return chunk, list(fresh)


def _close_all(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
