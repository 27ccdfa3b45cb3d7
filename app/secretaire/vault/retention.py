"""What is older than a rule allows: found by kind, age and marking; deleting it is the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from secretaire.vault.database import Store

Kind = Literal["conversation", "document", "report", "translation"]

# A conversation is as old as its newest message; a result bears its marking in the index.
_AGED: dict[Kind, str] = {
    "conversation": """SELECT c.id, c.marking,
        coalesce((SELECT max(m.created_at) FROM message m WHERE m.conversation = c.id), c.created_at) AS aged
        FROM conversation c""",
    "document": "SELECT id, marking, imported_at AS aged FROM document",
    "report": "SELECT item AS id, marking, created_at AS aged FROM searchable WHERE kind = 'report'",
    "translation": "SELECT item AS id, marking, created_at AS aged FROM searchable WHERE kind = 'translation'",
}


class Retention:
    """Finding what has had its time."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def ids_beginning(self, start: str) -> list[str]:
        """The ids of things and jobs that begin so, in order."""
        each = " UNION ".join(f"SELECT id FROM {table}" for table in (*_AGED, "job"))  # noqa: S608 - our own
        sql = f"SELECT id FROM ({each}) WHERE substr(id, 1, length(?)) = ? ORDER BY id"  # noqa: S608 - our own
        return [str(row["id"]) for row in self._store.rows(sql, start, start)]

    def expired(self, kind: Kind, before: str, markings: Sequence[str] = ()) -> list[str]:
        """The ids of a kind that are from before a time (ISO 8601, UTC), with one of these markings, or with any."""
        sql = f"SELECT id, marking FROM ({_AGED[kind]}) WHERE aged < ? ORDER BY id"  # noqa: S608 - our own text
        return [row["id"] for row in self._store.rows(sql, before) if not markings or row["marking"] in markings]
