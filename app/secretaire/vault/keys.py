"""The key slots of an open vault: list, add, remove, change.

Every change writes both headers with the next generation and notes it in the database, so that headers from before
it, put back by someone, are noticed at the next unlocking.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from secretaire.errors import TaskFailed, UsageError, VaultClosed
from secretaire.identity import now
from secretaire.vault import header as headers
from secretaire.vault import slots
from secretaire.vault.database import Store
from secretaire.vault.escrow import Recipient
from secretaire.vault.header import Header
from secretaire.vault.secrets import Secret, Typed
from secretaire.vault.slots import Slot
from secretaire.vault.stretching import Stretching

if TYPE_CHECKING:
    from secretaire.vault.system_keyring import Keyring  # which imports much

GENERATION = "header generation"
"""The setting that notes which generation the headers have reached."""
MOST_SLOTS = 32


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """What can be told of a slot. ``detail``: "2/3" of shares, an escrow key's fingerprint, a function's cost."""

    id: str
    kind: slots.Kind
    created_at: str
    detail: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A way in that opens nothing yet, and the lines that people are to keep of it (a code, a share each).

    ``database`` is the one whose key it is to.
    """

    slot: Slot = field(repr=False)
    lines: tuple[str, ...] = field(repr=False)
    database: str


class Keys:
    """The ways into an open vault."""

    def __init__(self, directory: Path, header: Header, key: bytes, store: Store) -> None:
        self.directory = directory
        self._header, self._key = header, key
        self._store = store
        self.stretching = Stretching()
        """How passphrases are stretched that are set from now on."""

    @property
    def id(self) -> str:
        """The vault's own id."""
        return self._header.id

    @property
    def key_slots(self) -> list[SlotFacts]:
        """Every way in."""
        return [facts_of(slot) for slot in self._header.slots]

    def add_passphrase(self, passphrase: str, how: Stretching | None = None) -> SlotFacts:
        """One more passphrase. Raises UsageError (empty), TaskFailed."""
        with self._changing():
            return self._add(slots.passphrase_slot(self._key, passphrase, self.id, how or self.stretching, now()))

    def change_passphrase(self, old: str, new: str, how: Stretching | None = None) -> SlotFacts:
        """Put a new passphrase in the place of an old one, in one write.

        Raises:
            VaultClosed: ``vault.wrong_secret``, no passphrase slot opens with the old one.
            UsageError: the new one is empty.
        """
        with self._changing():
            before = self._opened_by(Typed(old), "passphrase")
            fresh = slots.passphrase_slot(self._key, new, self.id, how or self.stretching, now())
            self._write([fresh if slot is before else slot for slot in self._header.slots])
        return facts_of(fresh)

    def new_recovery_code(self) -> str:
        """A fresh recovery code to print, in the place of all earlier ones."""
        prepared = self.prepare_recovery_code()
        self.put_prepared(prepared)
        return prepared.lines[0]

    def prepare_recovery_code(self) -> Prepared:
        """A recovery code that opens nothing until ``put_prepared``; the earlier one does until then."""
        with self._changing():
            fresh, code = slots.recovery_slot(self._key, self.id, now())
            database = self._header.database
        return Prepared(fresh, (code,), database)

    def prepare_shares(self, threshold: int, members: int) -> Prepared:
        """Shares that open nothing until ``put_prepared``; earlier ones do until then. Raises UsageError."""
        with self._changing():
            fresh, mnemonics = slots.shares_slot(self._key, self.id, now(), threshold, members)
            database = self._header.database
        return Prepared(fresh, tuple(mnemonics), database)

    def put_prepared(self, prepared: Prepared) -> SlotFacts:
        """Let it open the vault, in the place of all others of its kind.

        Raises TaskFailed: the world; ``vault.prepared_for_another_key``, a rotation came between.
        """
        with self._changing():
            if prepared.database != self._header.database:
                raise TaskFailed("vault.prepared_for_another_key")
            self._put_in_place(prepared.slot)
        return facts_of(prepared.slot)

    def add_key_file(self) -> bytes:
        """What a new key file is to hold. The caller stores it; it is told this once."""
        with self._changing():
            fresh, data = slots.random_slot("key_file", self._key, self.id, now())
            self._add(fresh)
        return data

    def add_shares(self, threshold: int, members: int) -> list[str]:
        """A line of words for each member, in the place of all earlier shares. Raises UsageError."""
        prepared = self.prepare_shares(threshold, members)
        self.put_prepared(prepared)
        return list(prepared.lines)

    def add_escrow(self, recipient: Recipient) -> SlotFacts:
        """Let an organisation's key open the vault; once a key."""
        with self._changing():
            for slot in self._header.slots:
                if slot.recipient == recipient.der:
                    return facts_of(slot)
            return self._add(slots.escrow_slot(self._key, self.id, now(), recipient))

    def keep_in_keyring(self, keyring: Keyring) -> SlotFacts:
        """Let the system's keyring open the vault on this machine. Raises TaskFailed("vault.no_keyring")."""
        with self._changing():
            fresh, secret = slots.random_slot("keyring", self._key, self.id, now())
            keyring.keep(self.id, secret)  # first: a slot without its secret helps nobody
            self._put_in_place(fresh)
        return facts_of(fresh)

    def remove_slot(self, id: str, keyring: Keyring | None = None) -> None:
        """Take a way in away; of a keyring's slot also what the keyring holds, where it is passed in.

        Whoever copied the headers before still has the old slot: only a rotation makes it worthless.

        Raises:
            TaskFailed: ``vault.no_such_slot``.
            UsageError: ``vault.last_slot`` when nothing that opens it by itself would be left.
        """
        with self._changing():
            gone = [slot for slot in self._header.slots if slot.id == id]
            if not gone:
                raise TaskFailed("vault.no_such_slot")
            left = [slot for slot in self._header.slots if slot.id != id]
            if not any(slot.kind in slots.BY_ITSELF for slot in left):
                raise UsageError("vault.last_slot")
            self._write(left)
        if keyring is not None and gone[0].kind == "keyring":
            keyring.forget(self.id)

    def escrow_again(self, key: bytes) -> list[Slot]:
        """Another database key, for the same escrow keys."""
        held = [slot.recipient for slot in self._header.slots if isinstance(slot.recipient, bytes)]
        return [slots.escrow_slot(key, self.id, now(), Recipient(recipient)) for recipient in held]

    def opens(self, secret: Secret) -> SlotFacts | None:
        """Which slot a secret opens, if any: a rehearsal that changes nothing."""
        for slot in self._header.slots:
            if slots.unwrap(slot, secret, self.id) == self._key:
                return facts_of(slot)
        return None

    def _changing(self) -> AbstractContextManager[None]:
        """One at a time, and none beside a rotation: a slot is to the key that counts when it is written."""
        return self._store.unwritten()

    def _opened_by(self, secret: Secret, kind: slots.Kind) -> Slot:
        for slot in self._header.slots:
            if slot.kind == kind and slots.unwrap(slot, secret, self.id) == self._key:
                return slot
        raise VaultClosed("vault.wrong_secret")

    def _put_in_place(self, fresh: Slot) -> None:
        """A slot in the place of all others of its kind."""
        self._write([*(slot for slot in self._header.slots if slot.kind != fresh.kind), fresh])

    def _add(self, slot: Slot) -> SlotFacts:
        self._write([*self._header.slots, slot])
        return facts_of(slot)

    def _write(self, wanted: Iterable[Slot]) -> None:
        kept = tuple(wanted)
        if len(kept) > MOST_SLOTS:
            raise UsageError("vault.too_many_slots", most=MOST_SLOTS)
        self._put(
            msgspec.structs.replace(
                self._header, version=headers.FORMAT_VERSION, generation=self._header.generation + 1, slots=kept
            )
        )

    def _put(self, header: Header) -> None:
        with self._store.still_open():  # else another process may have the vault open already
            try:
                headers.write_both(self.directory, header, self._key)
            except TaskFailed:
                if headers.read_headers(self.directory)[0].header.generation == header.generation:
                    self._header = header  # one of the two is written, and it is the one that counts
                raise
            self._header = header
            note_generation(self._store, header.generation)


def note_generation(store: Store, generation: int) -> None:
    """Remember that the headers have come this far; nothing is written where that is known."""
    if store.setting(GENERATION) != str(generation):
        store.set_setting(GENERATION, str(generation))


def check_generation(store: Store, header: Header) -> None:
    """Raises VaultClosed("vault.header_rolled_back") for headers from before a change that the database knows of."""
    if header.generation < int(store.setting(GENERATION, "0")):
        raise VaultClosed("vault.header_rolled_back")


def facts_of(slot: Slot) -> SlotFacts:
    """What can be told of a slot without its secret."""
    created_at = slot.created_at if isinstance(slot.created_at, str) else ""
    return SlotFacts(slot.id, slot.kind, created_at, _detail(slot))


def _detail(slot: Slot) -> str:
    if isinstance(slot.threshold, int):
        return f"{slot.threshold}/{slot.members}"
    if isinstance(slot.recipient, bytes):
        return Recipient(slot.recipient).fingerprint
    if slot.kind != "passphrase":
        return ""
    if slot.function == "pbkdf2":
        return f"PBKDF2-HMAC-SHA-512, {slot.passes}"
    return f"Argon2id, {slot.memory_kib // 1024} MiB × {slot.passes}"
