"""One translation of SQLCipher's errors into ours, and the damage that it does not tell of itself."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from secretaire.errors import SecretaireError, TaskFailed, VaultClosed

_asked = itertools.count()


def met_damage(connection: Any) -> bool:
    """Whether this connection has read a page that is not what was written (PRAGMA cipher_status).

    Of such a page SQLCipher makes zeros. Where it is the last one that a long value runs over, SQLite takes these for
    the value's end and reports nothing; and later statements fail with codes that speak of other troubles (that the
    database is read-only, that the index of words can't be opened). The answer is part of the prepared statement, which
    is kept by its text: so the text is another one each time.
    """
    with contextlib.suppress(sqlcipher.Error):  # closed meanwhile
        return bool(connection.execute(f"PRAGMA cipher_status -- {next(_asked)}").fetchone() == ("0",))
    return False


def translation(error: Exception) -> Exception:
    """Ours for what is known trouble of the world; itself for a defect of ours."""
    return _known_trouble(str(error)) or error


@contextlib.contextmanager
def translated(explain: Callable[[Exception], Exception] = translation) -> Iterator[None]:
    """The one place where SQLCipher's errors become ours; what is no known trouble of the world is our defect."""
    try:
        yield
    except sqlcipher.Error as error:
        raise explain(error) from error


def _known_trouble(text: str) -> SecretaireError | None:
    if "is not a database" in text or "malformed" in text or "corrupt" in text:
        return VaultClosed("vault.damaged")
    if "is full" in text:
        return TaskFailed("vault.no_space")
    if "disk I/O" in text:
        return TaskFailed("vault.disk_error")
    if "readonly" in text or "unable to open" in text:
        return TaskFailed("vault.no_permission")
    if "closed database" in text:
        return VaultClosed("vault.closed")
    return None
