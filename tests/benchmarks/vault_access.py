"""The vault's own calls against plain SQL: the same statements, library and settings, without a key."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from secretaire.identity import new_id, now
from secretaire.records import Conversation, Role
from secretaire.vault.compounds import parts_of
from secretaire.vault.database import SETTINGS
from secretaire.vault.normalise import fold
from secretaire.vault.stretching import Stretching
from secretaire.vault.vault import Vault
from tests.benchmarks.method import Row, compare
from tests.benchmarks.texts import words

PASSPHRASE, ROWS, CONVERSATION = "bench", 40_000, 200
_CHEAP = Stretching(memory_kib=64, passes=1)
_BRANCH = """WITH RECURSIVE upwards (id, parent, depth) AS (
    SELECT id, parent, 0 FROM message WHERE id = ?
    UNION ALL SELECT m.id, m.parent, depth + 1 FROM message m JOIN upwards u ON m.id = u.parent
) SELECT message.* FROM upwards JOIN message USING (id) ORDER BY depth DESC"""


def measure() -> Iterator[Row]:
    """Reads in the cache, point reads on a fresh connection, a whole scan, bulk insert, and a large original."""
    with TemporaryDirectory() as folder:
        directory, plain = Path(folder) / "vault", Path(folder) / "plain.sqlite"
        chats = _fill(directory)
        _without_key(directory, plain)
        yield _cached(directory, plain, chats)
        yield _points(directory, plain, chats)
        yield _scan(directory, plain)
        yield _inserts(Path(folder))
        yield _large_original(Path(folder))


def _texts(count: int) -> list[str]:
    everything = words()
    return [" ".join(everything[at * 37 % 9000 : at * 37 % 9000 + 30]) + f" {at}" for at in range(count)]


def _fill(directory: Path) -> list[str]:
    vault, _ = Vault.create(directory, PASSPHRASE, _CHEAP)
    texts, chats = iter(_texts(ROWS)), []
    for _ in range(ROWS // CONVERSATION):
        chat = Conversation(new_id(), "Chat", "", now())
        chats.append(chat.id)
        with vault.together():
            vault.add_conversation(chat)
            for _ in range(CONVERSATION):
                vault.add_message(chat.id, Role.USER, next(texts))
    vault.close()
    return chats


def _without_key(directory: Path, plain: Path) -> None:
    vault = Vault.unlock(directory, PASSPHRASE)
    vault._store.run("ATTACH DATABASE ? AS plain KEY ''", str(plain))
    vault._store.rows("SELECT sqlcipher_export('plain')")
    vault._store.run("DETACH DATABASE plain")
    vault.close()


def _connection(path: Path) -> Any:
    connection = sqlcipher.connect(str(path), isolation_level=None)
    for setting in SETTINGS:
        connection.execute(setting)
    return connection


def _timed(function: Callable[[], object]) -> float:
    began = time.perf_counter()
    function()
    return time.perf_counter() - began


def _cached(directory: Path, plain: Path, chats: list[str]) -> Row:
    vault, connection = Vault.unlock(directory, PASSPHRASE), _connection(plain)
    some = chats[:20]

    def sql() -> None:
        for chat in some:
            (head,) = connection.execute("SELECT head FROM conversation WHERE id = ?", (chat,)).fetchone()
            connection.execute(_BRANCH, (head,)).fetchall()

    row = compare(
        "vault: reading conversations that are in the page cache, against plain SQL without a key",
        lambda: _timed(lambda: [vault.messages(chat) for chat in some]),
        lambda: _timed(sql),
        unit="s",
        higher_is_better=False,
        bar=round(1 / 1.3, 3),
    )
    vault.close()
    connection.close()
    return row


def _points(directory: Path, plain: Path, chats: list[str]) -> Row:
    some = chats[::4]

    def ours() -> float:
        vault = Vault.unlock(directory, PASSPHRASE)
        took = _timed(lambda: [vault.conversation(chat) for chat in some])
        vault.close()
        return took

    def theirs() -> float:
        connection = _connection(plain)
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()

        def read() -> None:
            for chat in some:
                connection.execute("SELECT * FROM conversation WHERE id = ?", (chat,)).fetchone()
                connection.execute(
                    "SELECT document FROM conversation_document WHERE conversation = ?", (chat,)
                ).fetchall()

        took = _timed(read)
        connection.close()
        return took

    name = "vault: point reads on a fresh connection, against plain SQL without a key"
    return compare(name, ours, theirs, unit="s", higher_is_better=False, bar=round(1 / 2.5, 3))


def _scan(directory: Path, plain: Path) -> Row:
    statement = "SELECT sum(length(text)) AS n FROM message"

    def ours() -> float:
        vault = Vault.unlock(directory, PASSPHRASE)
        took = _timed(lambda: vault._store.rows(statement))
        vault.close()
        return took

    def theirs() -> float:
        connection = _connection(plain)
        took = _timed(lambda: connection.execute(statement).fetchone())
        connection.close()
        return took

    name = "vault: a scan of all messages on a fresh connection, against plain SQL without a key"
    return compare(name, ours, theirs, unit="s", higher_is_better=False, bar=round(1 / 4.5, 3))


def _inserts(folder: Path) -> Row:
    texts = _texts(4000)
    vault, _ = Vault.create(folder / "inserts", PASSPHRASE, _CHEAP)
    Vault.create(folder / "model", PASSPHRASE, _CHEAP)[0].close()
    _without_key(folder / "model", folder / "inserts.sqlite")
    connection = _connection(folder / "inserts.sqlite")

    def ours() -> None:
        chat = Conversation(new_id(), "Chat", "", now())
        with vault.together():
            vault.add_conversation(chat)
            for text in texts:
                vault.add_message(chat.id, Role.USER, text)

    def theirs() -> None:
        chat = new_id()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO conversation (id, title, marking, created_at) VALUES (?, '', '', ?)", (chat, now())
        )
        parent = None
        for text in texts:
            message = new_id()
            connection.execute(
                "INSERT INTO message (id, conversation, role, text, state, model, created_at, parent)"
                " VALUES (?, ?, 'user', ?, 'complete', '', ?, ?)",
                (message, chat, text, now(), parent),
            )
            connection.execute("UPDATE conversation SET head = ? WHERE id = ?", (message, chat))
            connection.execute(
                "INSERT INTO searchable (kind, owner, item, title, text, created_at)"
                " VALUES ('message', ?, ?, '', ?, ?)",
                (chat, message, text, now()),
            )
            folded = fold(text)
            connection.execute(
                "INSERT INTO words (rowid, normalised, parts) VALUES (last_insert_rowid(), ?, ?)",
                (folded, parts_of(folded, "")),
            )
            parent = message
        connection.execute("COMMIT")

    row = compare(
        "vault: adding messages in bulk, words indexed, against plain SQL without a key",
        lambda: _timed(ours),
        lambda: _timed(theirs),
        unit="s",
        higher_is_better=False,
        bar=round(1 / 1.8, 3),
    )
    vault.close()
    connection.close()
    return row


_STORE = """
import resource, sys
from pathlib import Path
from secretaire.confinement.sealed_file import seal_path
from secretaire.vault.vault import Vault
vault = Vault.unlock(Path(sys.argv[1]), "bench")
sealed = seal_path(Path(sys.argv[2]))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
vault.store_original(sealed, "")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def _large_original(folder: Path) -> Row:
    """How much the peak of resident memory grows while 500 MB are stored; the sealed copy is the import's, not ours."""
    file, megabytes, limit = folder / "large", 500, 32.0
    with file.open("wb") as large:
        for _ in range(megabytes):
            large.write(b"%PDF large original " * 52_429)

    def ours() -> float:
        directory = folder / f"large-{new_id()}"
        Vault.create(directory, PASSPHRASE, _CHEAP)[0].close()
        told = subprocess.run(
            [sys.executable, "-c", _STORE, directory, file], capture_output=True, check=True, text=True
        )
        for blob in (directory / "blobs").iterdir():
            blob.unlink()
        return max(0.1, int(told.stdout) / 1024)

    name = f"vault: storing an original of {megabytes} MB, growth of peak memory, against the limit"
    return compare(name, ours, lambda: limit, unit="MB", higher_is_better=False, bar=1.0, runs=3)
