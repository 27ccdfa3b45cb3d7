"""The fourth schema: originals, and what was read of them, belong to a content under a marking.

A vault that held one content under several markings keeps one file for them until the end of this unlocking; then each
gets a file and a key of its own (``Originals.part_originals``).
"""

from __future__ import annotations

from sqlite_utils import Database

from secretaire.identity import new_id
from secretaire.vault.normalise import fold

_STATEMENTS = (
    """CREATE TABLE blob_4 (
        content TEXT NOT NULL, marking TEXT NOT NULL, file TEXT NOT NULL, key BLOB NOT NULL, size INTEGER NOT NULL,
        PRIMARY KEY (content, marking)
    ) WITHOUT ROWID""",
    """INSERT INTO blob_4 SELECT DISTINCT b.content, d.marking, b.file, b.key, b.size
        FROM blob b JOIN document d ON d.content = b.content""",
    "DROP TABLE blob",
    "ALTER TABLE blob_4 RENAME TO blob",
    """CREATE TABLE document_4 (
        id TEXT PRIMARY KEY, content TEXT NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL, pages INTEGER,
        language TEXT NOT NULL, marking TEXT NOT NULL, imported_at TEXT NOT NULL, collection TEXT NOT NULL DEFAULT '',
        FOREIGN KEY (content, marking) REFERENCES blob (content, marking)
    ) WITHOUT ROWID""",
    """INSERT INTO document_4 SELECT id, content, name, media_type, pages, language, marking, imported_at, collection
        FROM document""",
    "DROP TABLE document",
    "ALTER TABLE document_4 RENAME TO document",
    "CREATE INDEX document_content ON document (content, marking)",
    """CREATE TABLE extraction_4 (
        id TEXT PRIMARY KEY, content TEXT NOT NULL, marking TEXT NOT NULL, reader TEXT NOT NULL,
        options TEXT NOT NULL, created_at TEXT NOT NULL, finished INTEGER NOT NULL DEFAULT 0,
        FOREIGN KEY (content, marking) REFERENCES blob (content, marking) ON DELETE CASCADE
    ) WITHOUT ROWID""",
    # The marking is that of the document under which its passages are found.
    """INSERT INTO extraction_4 SELECT id, content, coalesce(
        (SELECT d.marking FROM passage p JOIN searchable s ON s.kind = 'passage' AND s.item = p.id
            JOIN document d ON d.id = s.owner WHERE p.extraction = extraction.id LIMIT 1),
        (SELECT d.marking FROM document d WHERE d.content = extraction.content ORDER BY d.id DESC LIMIT 1)
    ), reader, options, created_at, finished FROM extraction""",
    "DROP TABLE extraction",
    "ALTER TABLE extraction_4 RENAME TO extraction",
    "CREATE INDEX extraction_content ON extraction (content, marking)",
)


def part_by_marking(database: Database) -> None:
    """Make the tables anew; what was read of a content is there once a marking afterwards."""
    for statement in _STATEMENTS:
        database.execute(statement)
    lacking = """SELECT DISTINCT e.id, d.marking FROM extraction e
        JOIN document d ON d.content = e.content AND d.marking != e.marking WHERE e.finished"""
    for row in list(database.query(lacking)):
        _read_under(database, row["id"], row["marking"])


def _read_under(database: Database, extraction: str, marking: str) -> None:
    """The same reading once more under another marking, findable there."""
    copy = new_id()
    database.execute(
        """INSERT INTO extraction SELECT ?, content, ?, reader, options, created_at, finished
            FROM extraction WHERE id = ?""",
        [copy, marking, extraction],
    )
    database.execute(
        """INSERT INTO page (extraction, number, body, status)
            SELECT ?, number, body, status FROM page WHERE extraction = ?""",
        [copy, extraction],
    )
    owner, name = database.execute(
        """SELECT d.id, d.name FROM document d JOIN extraction e ON e.content = d.content AND e.marking = d.marking
            WHERE e.id = ? ORDER BY d.id DESC LIMIT 1""",
        [copy],
    ).fetchone()
    for row in list(database.query("SELECT id FROM passage WHERE extraction = ? ORDER BY id", [extraction])):
        passage, original = new_id(), row["id"]
        database.execute(
            """INSERT INTO passage SELECT ?, ?, page, "start", "end", text, section FROM passage WHERE id = ?""",
            [passage, copy, original],
        )
        database.execute(
            "INSERT INTO vector SELECT ?, model, vector FROM vector WHERE passage = ?", [passage, original]
        )
        found = database.execute(
            "SELECT text, page, created_at, language, parts FROM searchable WHERE kind = 'passage' AND item = ?",
            [original],
        ).fetchone()
        database.execute(
            "INSERT INTO searchable (kind, owner, item, title, marking, text, page, created_at, language, parts)"
            " VALUES ('passage', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [owner, passage, name, marking, *found],
        )
        database.execute(
            "INSERT INTO words (rowid, normalised, parts) VALUES (last_insert_rowid(), ?, ?)",
            [fold(found[0]), found[4]],
        )
