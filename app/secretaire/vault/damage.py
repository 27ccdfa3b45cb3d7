"""Where a database is damaged: pages by SQLCipher's HMACs, tables by reading each of them through."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from secretaire.errors import VaultClosed
from secretaire.vault.database import Store, open_bare, open_database

_PAGE = re.compile(r"page (\d+)")


def damaged_pages(store: Store) -> list[int]:
    """The numbers of the pages whose HMAC is wrong (zetetic.net/sqlcipher/sqlcipher-api, cipher_integrity_check)."""
    told = [str(line) for (line,) in store.told("PRAGMA cipher_integrity_check")]
    return [int(found[1]) if (found := _PAGE.search(line)) else 0 for line in told]


def damaged_tables(path: Path, key: bytes) -> list[str]:
    """The tables that can't be read whole, themselves or in their indexes; "sqlite_schema" where none can be named.

    A damaged page that no table needs gives none.

    Each is read on a connection of its own: once a page has failed, SQLCipher fails others, too. What is still in the
    log counts for nothing here. Raises TaskFailed.
    """
    try:
        with contextlib.closing(open_database(path, key, migrate=False, read_only=True)) as store:
            tables = store.tuples("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    except VaultClosed:
        return ["sqlite_schema"]
    return [name for (name,) in tables if not _whole(path, key, name)]


def closed_pages(path: Path, key: bytes) -> list[int]:
    """``damaged_pages`` of a database that may be too damaged to be opened."""
    with contextlib.closing(open_bare(path, key)) as store:
        return damaged_pages(store)


def _whole(path: Path, key: bytes, table: str) -> bool:
    try:
        with contextlib.closing(open_database(path, key, migrate=False, read_only=True)) as store:
            return store.tuples(f'PRAGMA integrity_check("{table}")') == [("ok",)]
    except VaultClosed:
        return False
