"""The SQLCipher database under sqlite-utils: opening, transactions, copying.

``synchronous = FULL`` with a write-ahead log: a commit returns after the log is synced, so an acknowledged write
survives kill -9 and power loss (sqlite.org/pragma.html#pragma_synchronous).
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

import sqlcipher3.dbapi2 as sqlcipher
from sqlite_utils import Database

from secretaire.errors import Refused, TaskFailed, VaultClosed
from secretaire.vault.files import file_errors, spared, sync_directory, sync_file
from secretaire.vault.log import Log, look_at_log
from secretaire.vault.migrations import MIGRATIONS, SCHEMA_VERSION
from secretaire.vault.trouble import met_damage, translated, translation
from secretaire.whole_text import whole_in

Row = dict[str, Any]
Read = TypeVar("Read")

SETTINGS: tuple[str, ...] = (
    "PRAGMA temp_store = MEMORY",
    # One process has a vault open. The log's index then lives in our memory: no file for it, which a full disk refuses.
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
)

READ_ONLY_SETTINGS: tuple[str, ...] = (
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA query_only = ON",
)

PAGES_A_STEP = 512
"""Database pages copied before others get their turn: some ten milliseconds."""
TURN_S = 0.0005
"""Long enough for whoever waits to take the lock: this thread would else be the quicker one."""

_ORDERED_BY_ID = ("conversation", "message", "document", "extraction", "report", "translation", "job")


class Store:
    """One connection, used serially under one lock by whichever thread holds it.

    ``again`` opens another one: that which has met a damaged page is done for, though all others can still be read.
    """

    def __init__(self, connection: Any, again: Callable[[], Any] | None = None, *, read_only: bool = False) -> None:
        self._connection = connection
        self._again = again
        self.read_only = read_only
        self.lost_something = False
        """Whether the log that was there at opening held more than could be read (``log.py``)."""
        self.full = False
        """Whether a full disk left undone what opening does beside reading; the log is then read as it is."""
        self._done_for = False
        self._closed = False
        self._copying = False
        self._lock = threading.RLock()
        self._writing = threading.RLock()  # always taken before the other one

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Run a query. Raises VaultClosed (damaged), TaskFailed (the world)."""
        return self._read(_named, sql, values)

    def tuples(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run a query whose columns are named in it: the quick way to many rows. Raises as ``rows``."""
        return self._read(list, sql, values)

    def made(self, make: Callable[[tuple[Any, ...]], Read], sql: str, *values: object) -> list[Read]:
        """What is made of each row of a query, one after the other: no list of rows is kept. Raises as ``rows``."""
        return self._read(lambda cursor: list(map(make, cursor)), sql, values)

    def _read(self, take: Callable[[Any], list[Read]], sql: str, values: tuple[object, ...]) -> list[Read]:
        with self._lock:
            try:
                return self._true(take(self._execute(sql, values)))
            except (sqlcipher.Error, KeyError, ValueError) as error:  # zeros of a damaged page are no value of ours
                raise self._explained(error) from error

    def row(self, sql: str, *values: object) -> Row | None:
        """The first row of a query."""
        return next(iter(self.rows(sql, *values)), None)

    def told(self, sql: str) -> list[tuple[Any, ...]]:
        """What a check of the database has to say: damage is what it is about. Raises TaskFailed."""
        with self._lock, self._translated():
            return list(self._ready().execute(sql))

    def run(self, sql: str, *values: object) -> int:
        """Run one statement, in the transaction that is open or in its own; return the rows it changed."""
        with self._writing, self._lock:
            try:
                return int(self._execute(sql, values).rowcount)
            except sqlcipher.Error as error:
                raise self._explained(error) from error

    def _execute(self, sql: str, values: tuple[object, ...]) -> Any:
        connection = self._ready()
        try:
            return connection.execute(sql, values)
        except UnicodeEncodeError:
            return connection.execute(sql, whole_in(values))

    def _ready(self) -> Any:
        if self._done_for and self._again and not (self._copying or self._connection.in_transaction):
            self._connection.close()
            self._connection = self._again()
            self._done_for = False
        return self._connection

    def _true(self, rows: list[Read]) -> list[Read]:
        """What was read, unless a part of it stands for a damaged page. Raises VaultClosed("vault.damaged")."""
        if met_damage(self._connection):
            self._done_for = True
            raise VaultClosed("vault.damaged")
        return rows

    def _explained(self, error: Exception) -> Exception:
        if met_damage(self._connection):
            self._done_for = True
            return VaultClosed("vault.damaged")
        return translation(error)

    def _translated(self) -> AbstractContextManager[None]:
        return translated(self._explained)

    def setting(self, name: str, default: str = "") -> str:
        """A setting kept inside the database."""
        row = self.row("SELECT value FROM setting WHERE name = ?", name)
        return str(row["value"]) if row else default

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting inside the database."""
        self.run("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", name, value)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is committed, durably, or none of it."""
        with self._writing, self._lock, self._translated():
            if self._ready().in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # a full disk may have rolled back already
                    self._connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def unwritten(self) -> Iterator[None]:
        """Nobody else writes while this lasts: whoever wants to waits. Reading goes on."""
        with self._writing:
            yield

    @contextlib.contextmanager
    def attempt(self) -> Iterator[None]:
        """In a transaction: what is written inside is taken back alone where it fails (a savepoint)."""
        with self._lock, self._translated():
            self._connection.execute("SAVEPOINT attempt")
            try:
                yield
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK TO attempt")
                    self._connection.execute("RELEASE attempt")
                raise
            self._connection.execute("RELEASE attempt")

    def checkpoint(self) -> None:
        """Fold the log into the database and empty it: what was deleted is then in neither. Raises TaskFailed."""
        with self._lock, self._translated():
            self._ready().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextlib.contextmanager
    def sparing(self) -> Iterator[None]:
        """Do what a full disk may leave undone; ``full`` tells afterwards whether it did. Raises other TaskFailed."""
        self.full = True
        with spared():
            yield
            self.full = False

    @contextlib.contextmanager
    def still_open(self) -> Iterator[None]:
        """Nobody closes it while this lasts. Raises VaultClosed("vault.closed") where somebody has."""
        with self._lock:
            if self._closed:
                raise VaultClosed("vault.closed")
            yield

    def replace(self, other: Store) -> None:
        """Go on with another database; the one before is closed. Inside ``still_open``."""
        with self._lock:
            self.close()
            self._connection, self._again = other._connection, other._again
            self._done_for = self._closed = False

    def copy_to(self, target: Store, told: Callable[[int, int], None]) -> None:
        """Copy the database, some pages at a time; in between others may read and write (sqlite.org/backup.html).

        Each page is written under the target's key. What this connection writes meanwhile goes into the copy. ``told``
        hears pages done and in all. Raises TaskFailed.
        """

        def turn(_status: int, left: int, total: int) -> None:
            told(total - left, total)
            self._lock.release()
            time.sleep(TURN_S)
            self._lock.acquire()

        with self._lock, self._translated():
            source, self._copying = self._ready(), True
            try:
                source.backup(target._connection, pages=PAGES_A_STEP, progress=turn)
            finally:
                self._copying = False

    def close(self) -> None:
        """Fold the log into the database and close."""
        with self._lock:
            self._closed = True
            with contextlib.suppress(sqlcipher.Error):  # a full disk: the log stays, and is read at the next opening
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.close()


def _named(cursor: Any) -> list[Row]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def newest_id(store: Store) -> str:
    """The greatest id of what is shown in the order of ids; "" in an empty vault."""
    each = " UNION ALL ".join(f"SELECT max(id) AS id FROM {table}" for table in _ORDERED_BY_ID)  # noqa: S608 - our own
    row = store.row(f"SELECT max(id) AS id FROM ({each})")  # noqa: S608 - our own
    return str(row["id"] or "") if row else ""


def close_whole(store: Store, path: Path) -> None:
    """Close a database that is about to be renamed or copied: all of it is in the one file. Raises TaskFailed.

    Where a full disk kept the log from being folded in, the file alone would lack what the log holds.
    """
    try:
        store.checkpoint()
    finally:
        store.close()
    log = path.with_name(path.name + "-wal")
    with file_errors():
        if log.exists() and log.stat().st_size:
            raise TaskFailed("vault.no_space")


def make_database(unfinished: Path, path: Path, key: bytes) -> None:
    """Make an empty database under a name of its own, then give it its real one. Raises TaskFailed, Refused."""
    with file_errors():
        unfinished.touch(mode=0o600)  # its log takes the same mode
    close_whole(open_database(unfinished, key, new=True), unfinished)
    with file_errors():
        sync_file(unfinished)
        unfinished.rename(path)
        sync_directory(path.parent)


def remove_database(path: Path) -> None:
    """Remove a database with its log, if it is there. Raises OSError."""
    for each in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        each.unlink(missing_ok=True)


def open_database(path: Path, key: bytes, *, migrate: bool = True, read_only: bool = False, new: bool = False) -> Store:
    """Open the database with its raw 256-bit key and, with ``migrate``, bring its schema up to date.

    ``read_only`` opens what nobody changes meanwhile: no lock, no log, nothing written (sqlite.org/uri.html). An empty
    file is a database only where it is ``new``: SQLite would take one that lost its content for a new one.

    Raises:
        VaultClosed: damaged, or missing.
        Refused: the library offers no encryption; the vault was written by a newer version.
        TaskFailed: no space, no permission.
    """
    if not path.is_file():
        raise VaultClosed("vault.database_missing")
    if not new and not path.stat().st_size:
        raise VaultClosed("vault.damaged")

    def connection() -> Any:
        return _connected(path, key, migrate=migrate, read_only=read_only)

    with file_errors():
        log = Log() if read_only else look_at_log(path)
    store = Store(connection(), connection, read_only=read_only)
    if log != Log():
        with store.sparing():
            ((_busy, read, _folded),) = store.told("PRAGMA wal_checkpoint(PASSIVE)")
            store.lost_something = log.lost_something(read)
    return store


def _connected(path: Path, key: bytes, *, migrate: bool, read_only: bool) -> Any:
    with translated():
        connection = _connect(path, read_only=read_only)
    try:
        with translated(lambda error: _explained(connection, error)):
            _unlock(connection, key)
            for setting in READ_ONLY_SETTINGS if read_only else SETTINGS:
                connection.execute(setting)
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            if migrate:
                _bring_up_to_date(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _explained(connection: Any, error: Exception) -> Exception:
    return VaultClosed("vault.damaged") if met_damage(connection) else translation(error)


def open_to_look(path: Path, key: bytes) -> Store:
    """A database on a medium that refuses writing, where it is whole by itself and of this version's schema.

    Raises VaultClosed: ``vault.read_only_unfinished``, ``vault.read_only_older``, damaged.
    """
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise VaultClosed("vault.read_only_unfinished")
    store = open_database(path, key, migrate=False, read_only=True)
    if store.tuples("PRAGMA user_version") != [(SCHEMA_VERSION,)]:
        store.close()
        raise VaultClosed("vault.read_only_older")
    return store


def open_bare(path: Path, key: bytes) -> Store:
    """A database with its key, of which nothing was read yet: it may be damaged. Nothing is written. Raises Refused."""
    with translated():
        connection = _connect(path, read_only=True)
        _unlock(connection, key)
    return Store(connection, read_only=True)


def _connect(path: Path, *, read_only: bool) -> Any:
    if not read_only:
        return sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
    place = f"{path.absolute().as_uri()}?immutable=1"
    return sqlcipher.connect(place, uri=True, isolation_level=None, check_same_thread=False)


def _unlock(connection: Any, key: bytes) -> None:
    # Without SQLCipher the key pragma would be ignored and everything written in the clear.
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise Refused("vault.no_encryption")
    connection.execute("PRAGMA cipher_log_level = NONE")  # our own errors say it; SQLCipher would write to stderr
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA cipher_memory_security = OFF")  # claimed as best effort only, and costly


def _bring_up_to_date(connection: Any) -> None:
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found > SCHEMA_VERSION:
        raise Refused("vault.newer", found=found, known=SCHEMA_VERSION)
    if found < SCHEMA_VERSION:
        connection.execute("PRAGMA foreign_keys = OFF")
        MIGRATIONS.apply(Database(connection, execute_plugins=False))
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION:d}")
        connection.execute("PRAGMA foreign_keys = ON")
