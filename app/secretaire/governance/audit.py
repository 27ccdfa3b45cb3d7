"""The audit log: an append-only file of sealed entries, chained by a key that moves on after each (docs/audit.md).

Entries can be added while the vault is locked: what that needs lies beside the log, and it neither reads entries nor
vouches for earlier ones. Each entry's MAC is under a key of its own; the next key is derived from it and the old one
forgotten (forward integrity: Bellare and Yee, 1997; Schneier and Kelsey, 1999). Bodies are sealed to the vault's audit
key: only the open vault, or an auditor whose key the policy names, reads them. An entry tells who did what with which
model and marking, never content.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import getpass
import hashlib
import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from secretaire.errors import TaskFailed
from secretaire.identity import now
from secretaire.whole_text import as_json

LOG, STATE, LOCK = "log.jsonl", "state.json", "lock"
_APPENDING = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
_START_MAC = bytes(32)
_LONGEST_LINE = 64 * 1024

Value = str | int | float | bool


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happened. ``event`` is a code such as "vault.unlocked"; ``params`` hold no content and no file names."""

    number: int
    at: str
    event: str
    params: dict[str, Value] = {}
    user: str = ""


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: Annotated[int, msgspec.Meta(ge=0)]
    sealed: bytes
    mac: bytes


class _State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the next entry needs: its number, its key, the MAC before it, and whom to seal it to."""

    number: int
    key: bytes
    before: bytes
    reader: bytes


class Secrets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What reads and verifies a log; kept inside the vault. ``first`` is the first entry's key."""

    first: bytes
    private: bytes


class Anchor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far the log had come when the vault last looked; kept inside the vault."""

    number: int
    mac: bytes


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found. ``broken`` is the number of the first entry that is not what was written, or None.

    ``fault``: "" (sound), "missing", "unreadable", "changed" (edited, inserted, reordered or dropped in between),
    "cut" (entries at the end are gone), "rolled_back" (the whole log is older than the vault remembers).
    """

    entries: int
    fault: str = ""
    broken: int | None = None


class AuditLog:
    """Appending to a vault's log; needs no secret. All methods raise TaskFailed("governance.audit_unwritable")."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def begin(cls, folder: Path) -> tuple[AuditLog, Secrets]:
        """Start a log in an empty folder; the secrets go into the vault."""
        private = X25519PrivateKey.generate()
        secrets = Secrets(os.urandom(32), private.private_bytes_raw())
        log = cls(folder)
        with log._writing():
            (folder / LOG).touch(mode=0o600)
            log._save(_State(0, secrets.first, _START_MAC, private.public_key().public_bytes_raw()))
        return log, secrets

    @property
    def begun(self) -> bool:
        """Whether there is a log to append to."""
        return (self._folder / STATE).exists()

    def note(self, event: str, **params: Value) -> None:
        """Append an entry, durably."""
        with self._writing():
            state = self._caught_up(self._state())
            entry = Entry(state.number, now(), event, params, _user())
            sealed = _seal(state.reader, state.number, as_json(entry))
            mac = _mac(state.key, state.number, state.before, sealed)
            self._append(msgspec.json.encode(_Line(state.number, sealed, mac)) + b"\n")
            self._save(_State(state.number + 1, _next(state.key), mac, state.reader))

    def _caught_up(self, state: _State) -> _State:
        """After a cut between entries and the state behind them: the entries count, as far as they are ours."""
        last = _last_number(self._folder / LOG)
        if last is None or last < state.number:
            return state  # as it nearly always is: without reading the log
        for line in _lines(self._folder / LOG):
            if line is not None and line.number == state.number <= last:
                if not hmac.compare_digest(line.mac, _mac(state.key, line.number, state.before, line.sealed)):
                    break  # not ours: the verification will tell
                state = _State(state.number + 1, _next(state.key), line.mac, state.reader)
        return state

    def _append(self, line: bytes) -> None:
        descriptor = os.open(self._folder / LOG, _APPENDING, 0o600)
        try:
            _drop_half_line(descriptor)
            if os.write(descriptor, line) != len(line):
                raise OSError("short write")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _state(self) -> _State:
        try:
            return msgspec.json.decode((self._folder / STATE).read_bytes(), type=_State)
        except ValueError as error:
            raise TaskFailed("governance.audit_damaged") from error

    def _save(self, state: _State) -> None:
        """Replace the state, durably: with the folder synced, a power cut leaves it one entry behind at most."""
        temporary, data = self._folder / f"{STATE}.new", msgspec.json.encode(state)
        temporary.unlink(missing_ok=True)  # it may be a link to something else
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            if os.write(descriptor, data) != len(data):
                raise OSError("short write")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.replace(self._folder / STATE)
        _sync_folder(self._folder)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """One process at a time; what the file system refuses becomes TaskFailed."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            descriptor = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)
        except OSError as error:
            raise TaskFailed("governance.audit_unwritable") from error


def read_log(folder: Path, secrets: Secrets) -> list[Entry]:
    """All entries that can be read, in order; what was changed is left out (``verify`` tells)."""
    opened = (_opened(line, secrets) for line in _lines(folder / LOG) if line is not None)
    return [entry for entry in opened if entry is not None]


def verify_log(folder: Path, secrets: Secrets, anchor: Anchor | None) -> Verified:
    """Follow the chain from its first key to the state beside the log, and compare it with what the vault remembers.

    Finds edits, deletions, insertions, reordering and truncation by anyone who has not held the state beside the log
    at the time of the entry concerned. A log put back whole, with its state, is found as far as the vault has seen
    further; where the whole vault is put back with it, nothing on this machine can tell.
    """
    lines = list(_lines(folder / LOG))
    keys, before = [secrets.first], _START_MAC
    macs: list[bytes] = []
    for number, line in enumerate(lines):
        if line is None and number == len(lines) - 1:
            break  # a line that a cut left half written was never acknowledged
        if line is None or line.number != number or not _genuine(line, keys[-1], before, secrets):
            return Verified(number, "changed", number)
        before = line.mac
        keys.append(_next(keys[-1]))
        macs.append(line.mac)
    return Verified(len(macs), *_end_fault(folder, keys, macs, anchor))


def _end_fault(folder: Path, keys: list[bytes], macs: list[bytes], anchor: Anchor | None) -> tuple[str, int | None]:
    """``keys`` are the chain's, one more than ``macs``: the last is the next entry's."""
    if anchor is not None and anchor.number > len(macs):
        return ("missing" if not macs else "rolled_back"), len(macs)
    if anchor is not None and anchor.number and macs[anchor.number - 1] != anchor.mac:
        return "changed", anchor.number - 1
    try:
        state = msgspec.json.decode((folder / STATE).read_bytes(), type=_State)
    except (OSError, ValueError):
        return "unreadable", len(macs)
    # A power cut may leave a state from before the last entries, which are all there: what was cut off is known by a
    # state that is ahead of the log.
    known = 0 <= state.number <= len(macs) and hmac.compare_digest(state.key, keys[state.number])
    return ("", None) if known else ("cut", len(macs))


def anchor_of(folder: Path) -> Anchor | None:
    """Where the log stands now, for the vault to remember; None where there is none."""
    try:
        state = msgspec.json.decode((folder / STATE).read_bytes(), type=_State)
    except (OSError, ValueError):
        return None
    return Anchor(state.number, state.before)


def _genuine(line: _Line, key: bytes, before: bytes, secrets: Secrets) -> bool:
    mac = _mac(key, line.number, before, line.sealed)
    return hmac.compare_digest(mac, line.mac) and _opened(line, secrets) is not None


def _drop_half_line(descriptor: int) -> None:
    """A line that a cut left half written was never acknowledged: it makes room for the next one."""
    size = os.fstat(descriptor).st_size
    tail = os.pread(descriptor, _LONGEST_LINE, max(0, size - _LONGEST_LINE))
    if tail and not tail.endswith(b"\n"):
        os.ftruncate(descriptor, size - len(tail) + tail.rfind(b"\n") + 1)


def _lines(path: Path) -> Iterator[_Line | None]:
    """The lines of a log; None for one that cannot be read. The last is left out where it is empty."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        while data := file.readline(_LONGEST_LINE):
            if not data.strip():
                continue
            try:
                yield msgspec.json.decode(data, type=_Line)
            except ValueError:
                yield None


def _last_number(path: Path) -> int | None:
    """The number of the last whole line; None where there is none."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _LONGEST_LINE))
            data = file.read().rpartition(b"\n")[0]  # behind the last newline: half a line at most
    except FileNotFoundError:
        return None
    with contextlib.suppress(ValueError):
        return msgspec.json.decode(data.rpartition(b"\n")[2], type=_Line).number
    return None


def _sync_folder(folder: Path) -> None:
    """Make new and renamed names durable (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _next(key: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"secretaire audit chain 1").derive(key)


def _mac(key: bytes, number: int, before: bytes, sealed: bytes) -> bytes:
    return hmac.new(key, number.to_bytes(8, "big") + before + sealed, hashlib.sha256).digest()


def _seal(reader: bytes, number: int, body: bytes) -> bytes:
    ephemeral = X25519PrivateKey.generate()
    public = ephemeral.public_key().public_bytes_raw()
    cipher = AESGCM(_agreed(ephemeral.exchange(X25519PublicKey.from_public_bytes(reader)), public, reader))
    return public + cipher.encrypt(bytes(12), body, number.to_bytes(8, "big"))  # a fresh key: its first nonce


def _opened(line: _Line, secrets: Secrets) -> Entry | None:
    private = X25519PrivateKey.from_private_bytes(secrets.private)
    public, reader = line.sealed[:32], private.public_key().public_bytes_raw()
    try:
        key = _agreed(private.exchange(X25519PublicKey.from_public_bytes(public)), public, reader)
        body = AESGCM(key).decrypt(bytes(12), line.sealed[32:], line.number.to_bytes(8, "big"))
        return msgspec.json.decode(body, type=Entry)
    except (InvalidTag, ValueError):
        return None


def _agreed(shared: bytes, ephemeral: bytes, reader: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"secretaire audit entry 1").derive(shared + ephemeral + reader)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name
        return str(os.getuid())


def encode(value: Secrets | Anchor) -> str:
    """As text, for a setting of the vault."""
    return base64.b64encode(msgspec.msgpack.encode(value)).decode()


def decode_secrets(text: str) -> Secrets:
    """The reverse of ``encode``."""
    return msgspec.msgpack.decode(base64.b64decode(text), type=Secrets)


def decode_anchor(text: str) -> Anchor:
    """The reverse of ``encode``."""
    return msgspec.msgpack.decode(base64.b64decode(text), type=Anchor)
