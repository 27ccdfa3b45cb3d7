"""A new database key: everything is written again under it, the old key and what it opened become worthless.

The database is copied into the next generation, page by page, and synced; one header write then switches key and
database together (docs/vault-format.md). A cut at any instant leaves either the old vault or the new one, whole; what
the other leaves behind is removed at the next unlocking.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from secretaire.errors import SecretaireError, TaskFailed
from secretaire.identity import now
from secretaire.vault import header as headers
from secretaire.vault import slots
from secretaire.vault.blobs import Originals, documents_of, reseal
from secretaire.vault.contents import DATABASE
from secretaire.vault.database import Store, close_whole, open_database, remove_database
from secretaire.vault.files import file_errors, sync_directory, sync_file
from secretaire.vault.header import Header
from secretaire.vault.keys import Keys, note_generation
from secretaire.vault.secrets import Typed
from secretaire.vault.slots import Slot
from secretaire.vault.stretching import KEY_BYTES, Stretching

UNFINISHED = "creating.sqlite"
"""The name of a database until it is whole."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Rotated:
    """What came of a rotation: the new recovery code, and the slots that opened the old key only.

    ``damaged`` are the ids of documents whose originals could not be read, and were left as they are.
    """

    recovery_code: str
    dropped: tuple[str, ...]
    damaged: tuple[str, ...] = ()


class Rotation(Keys, Originals):
    """Rotating an open vault's key."""

    def rotate(
        self,
        passphrase: str,
        how: Stretching | None = None,
        *,
        originals: bool = True,
        progress: Progress = lambda _stage, _done, _total: None,
    ) -> Rotated:
        """Write everything again under a new database key; ``originals`` too, each under a new key of its own.

        The passphrase (one that opens the vault now) and escrow keys open the new one; there is a new recovery code.
        Whoever else had a way in needs a new one: that is what a rotation is for. ``progress`` hears "database" (in
        pages) and "originals". Whoever wants to write meanwhile waits, since the new database would lack it. An
        original that is damaged stays as it is, under its own key, for it may be mended yet.

        Raises:
            VaultClosed: the passphrase is wrong; closed meanwhile. TaskFailed: no space. The vault is as it was then.
        """
        with self._changing():
            self._opened_by(Typed(passphrase), "passphrase")
            return self._rotate(passphrase, how or self.stretching, progress, originals=originals)

    def _rotate(self, passphrase: str, how: Stretching, progress: Progress, *, originals: bool) -> Rotated:
        key, generation = secrets.token_bytes(KEY_BYTES), self._header.generation + 1
        kept, code = self._slots_for(key, passphrase, how)
        header = Header(
            headers.FORMAT_VERSION, self.id, generation, f"db-{generation}.sqlite", self._header.created_at, tuple(kept)
        )
        dropped = ended_by_rotation([slot.kind for slot in self._header.slots])
        try:
            damaged = self._write_again(header, key, progress, originals=originals)
        except BaseException:
            with contextlib.suppress(SecretaireError):  # closed, a full disk: the next opening removes what is new
                self._take_back()
            raise
        with self._store.still_open():  # else another process may have the vault open already
            self._switch(header, key)
            self._store.replace(open_database(self.directory / header.database, key))
        self.clear_up()
        self.sweep()
        return Rotated(code, dropped, documents_of(self._store, damaged))

    def _switch(self, header: Header, key: bytes) -> None:
        """From the first header written on, the new database is the one that counts, whatever becomes of the second."""
        try:
            headers.write_both(self.directory, header, key)
        except TaskFailed:
            if headers.read_headers(self.directory)[0].header.generation != header.generation:
                self.clear_up()
                raise
        self._header, self._key = header, key

    def _take_back(self) -> None:
        with self._store.still_open():
            self.clear_up()
        self.sweep()

    def clear_up(self) -> None:
        """Remove what a rotation, or one that was cut off, left behind."""
        with file_errors():
            for path in self.directory.glob("*.sqlite"):
                if DATABASE.fullmatch(path.name) and path.name != self._header.database:
                    remove_database(path)
            sync_directory(self.directory)

    def _slots_for(self, key: bytes, passphrase: str, how: Stretching) -> tuple[list[Slot], str]:
        recovery, code = slots.recovery_slot(key, self.id, now())
        chosen = slots.passphrase_slot(key, passphrase, self.id, how, now())
        return [chosen, recovery, *self.escrow_again(key)], code

    def _write_again(self, header: Header, key: bytes, progress: Progress, *, originals: bool) -> list[str]:
        unfinished = self.directory / UNFINISHED
        with file_errors():
            remove_database(unfinished)
            unfinished.touch(mode=0o600)
        fresh = open_database(unfinished, key, migrate=False, new=True)
        try:
            self._store.copy_to(fresh, lambda done, total: progress("database", done, total))
            note_generation(fresh, header.generation)
            damaged = self._reseal_all(fresh, progress) if originals else []
        finally:
            close_whole(fresh, unfinished)
        with file_errors():
            sync_file(unfinished)
            unfinished.rename(self.directory / header.database)
            sync_directory(self.directory)
        return damaged

    def _reseal_all(self, fresh: Store, progress: Progress) -> list[str]:
        """Each original under a key of its own; the files of those that can't be read, which keep theirs."""
        rows, damaged = fresh.rows("SELECT content, marking, file, key FROM blob"), []
        for number, row in enumerate(rows):
            progress("originals", number, len(rows))
            try:
                turn = partial(progress, "originals", number, len(rows))
                file, key = reseal(self._blobs, row["file"], row["key"], turn)
            except TaskFailed as failure:
                if failure.code != "vault.blob_damaged":
                    raise
                damaged.append(row["file"])
                continue
            fresh.run(
                "UPDATE blob SET file = ?, key = ? WHERE content = ? AND marking = ?",
                *(file, key, row["content"], row["marking"]),
            )
        progress("originals", len(rows), len(rows))
        return damaged


def ended_by_rotation(kinds: Sequence[str]) -> tuple[str, ...]:
    """Which of a vault's ways in a rotation ends for good: all but one passphrase, the code it renews, escrow keys."""
    others = (kind for kind in kinds if kind in ("keyring", "key_file", "shares"))
    return ("passphrase",) * (kinds.count("passphrase") - 1) + tuple(others)
