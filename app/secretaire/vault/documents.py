"""Documents, their extractions, pages and passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from secretaire.identity import now
from secretaire.records import Document, Extraction, Origin, Page, Passage
from secretaire.vault.blobs import UNUSED
from secretaire.vault.database import Row, Store
from secretaire.vault.index import Searchable, forget, index, index_again
from secretaire.vault.search import passage_of
from secretaire.whole_text import packed

_READING = "(SELECT id FROM job WHERE kind = 'import')"
_UNREAD = f"""SELECT id FROM document WHERE id NOT IN {_READING}
    AND (content, marking) NOT IN (SELECT content, marking FROM extraction WHERE finished)"""  # noqa: S608 - our own text
_HALF = f"""SELECT id FROM extraction WHERE NOT finished
    AND (content, marking) NOT IN (SELECT content, marking FROM document WHERE id IN {_READING})"""  # noqa: S608 - our own text
_EQUAL = "o.content = d.content AND o.marking = d.marking"
_PAGE = msgspec.msgpack.Decoder(Page)


class Documents:
    """What was imported, and what was read of it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add_document(self, document: Document) -> None:
        """Store a document whose original is stored already."""
        self._store.run(
            "INSERT INTO document (id, content, name, media_type, pages, language, marking, imported_at,"
            " collection) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(document.id, document.content, document.name, document.media_type),
            *(document.pages, document.language, document.marking, document.imported_at, document.collection),
        )

    def update_document(self, document: Document) -> None:
        """Replace what may change of a document: name, pages, language, collection.

        Its marking stays: it decides under which key the original lies.
        """
        with self._store.transaction():
            before = self.document(document.id)
            self._store.run(
                "UPDATE document SET name = ?, pages = ?, language = ?, collection = ? WHERE id = ?",
                *(document.name, document.pages, document.language, document.collection, document.id),
            )
            self._store.run(
                "UPDATE searchable SET title = ?, language = ? WHERE owner = ?",
                *(document.name, document.language, document.id),
            )
            if before is not None and before.language != document.language:
                index_again(self._store, document.id)

    def documents(self) -> list[Document]:
        """All documents, newest first."""
        return [_document(row) for row in self._store.rows("SELECT * FROM document ORDER BY id DESC")]

    def document(self, id: str) -> Document | None:
        """One document."""
        row = self._store.row("SELECT * FROM document WHERE id = ?", id)
        return _document(row) if row else None

    def document_by_content(self, content: str, marking: str) -> Document | None:
        """The newest document with these bytes under a marking."""
        sql = "SELECT * FROM document WHERE content = ? AND marking = ? ORDER BY id DESC LIMIT 1"
        row = self._store.row(sql, content, marking)
        return _document(row) if row else None

    def documents_with(self, extraction: Extraction) -> list[Document]:
        """The documents that an extraction was read for: those with its bytes under its marking, oldest first."""
        sql = "SELECT * FROM document WHERE content = ? AND marking = ? ORDER BY id"
        rows = self._store.rows(sql, extraction.content, extraction.marking)
        return [_document(row) for row in rows]

    def delete_document(self, id: str) -> None:
        """Remove a document, the reports about it, and all that was read of it.

        Where another document has its bytes under its marking, what was read stays, and is found under that one.

        The blob's key goes with its row; the file itself is swept at the next opening at the latest.
        """
        with self._store.transaction():
            about = "SELECT report FROM report_document WHERE document = ?"
            forget(self._store, f"kind = 'report' AND item IN ({about})", id)
            self._store.run(f"DELETE FROM report WHERE id IN ({about})", id)  # noqa: S608 - our own text
            self._hand_over(id)
            forget(self._store, "owner = ?", id)
            self._store.run("DELETE FROM document WHERE id = ?", id)
            self._store.run("DELETE FROM job WHERE id = ?", id)
            self._store.run(UNUSED)
        self._store.checkpoint()  # the log holds pages from before

    def _hand_over(self, id: str) -> None:
        """Let passages be found under the newest other document that they are read of, too."""
        heir = self._store.row(
            f"SELECT o.id, o.name FROM document d JOIN document o ON {_EQUAL} AND o.id != d.id"  # noqa: S608 - our own text
            " WHERE d.id = ? ORDER BY o.id DESC LIMIT 1",
            id,
        )
        if heir:
            self._store.run(
                "UPDATE searchable SET owner = ?, title = ? WHERE owner = ? AND kind = 'passage'",
                *(heir["id"], heir["name"], id),
            )

    def add_extraction(self, extraction: Extraction) -> None:
        """Begin an extraction; it counts only once it is finished."""
        self._store.run(
            "INSERT INTO extraction (id, content, marking, reader, options, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            *(extraction.id, extraction.content, extraction.marking),
            *(extraction.reader, extraction.options, extraction.created_at),
        )

    def finish_extraction(self, id: str) -> None:
        """Declare an extraction whole; from now on it never changes."""
        self._store.run("UPDATE extraction SET finished = 1 WHERE id = ?", id)

    def retire_extraction(self, id: str, *, cited: bool) -> None:
        """Another extraction takes this one's place: nothing finds its passages any more. What is ``cited`` stays."""
        with self._store.transaction():
            forget(self._store, "kind = 'passage' AND item IN (SELECT id FROM passage WHERE extraction = ?)", id)
            self._store.run("DELETE FROM passage WHERE extraction = ?", id)
            if not cited:
                self._store.run("DELETE FROM extraction WHERE id = ?", id)

    def extraction_of(self, document: Document, *, finished: bool = True) -> Extraction | None:
        """The newest finished extraction of a document, or the one that is under way."""
        sql = "SELECT * FROM extraction WHERE content = ? AND marking = ? AND finished = ? ORDER BY id DESC LIMIT 1"
        row = self._store.row(sql, document.content, document.marking, int(finished))
        return _extraction(row) if row else None

    def extractions_of(self, document: Document) -> list[Extraction]:
        """All finished extractions of a document, oldest first: where vaults were merged there are several."""
        sql = "SELECT * FROM extraction WHERE content = ? AND marking = ? AND finished ORDER BY id"
        return [_extraction(row) for row in self._store.rows(sql, document.content, document.marking)]

    def extraction(self, id: str) -> Extraction | None:
        """One extraction, finished or not."""
        row = self._store.row("SELECT * FROM extraction WHERE id = ?", id)
        return _extraction(row) if row else None

    def discard_unfinished(self) -> None:
        """Remove extractions that a dead process left half done, and documents of which nothing else was read.

        What a job is still reading stays.
        """
        with self._store.transaction():
            forget(self._store, f"owner IN ({_UNREAD})")
            self._store.run(f"DELETE FROM document WHERE id IN ({_UNREAD})")  # noqa: S608 - our own text
            passages = f"SELECT id FROM passage WHERE extraction IN ({_HALF})"  # noqa: S608 - our own text
            forget(self._store, f"kind = 'passage' AND item IN ({passages})")
            self._store.run(f"DELETE FROM extraction WHERE id IN ({_HALF})")  # noqa: S608 - our own text

    def add_page(self, extraction: str, page: Page) -> None:
        """Store a page of an unfinished extraction."""
        self._store.run(
            "INSERT INTO page (extraction, number, body, status) VALUES (?, ?, ?, ?)",
            *(extraction, page.number, packed(page), page.status.value),
        )

    def replace_page(self, extraction: str, page: Page) -> None:
        """Put a page in the place of what was stored of it, while its extraction is unfinished."""
        self._store.run(
            "UPDATE page SET body = ?, status = ? WHERE extraction = ? AND number = ?"
            " AND extraction IN (SELECT id FROM extraction WHERE NOT finished)",
            *(packed(page), page.status.value, extraction, page.number),
        )

    def pages(self, extraction: str) -> list[Page]:
        """All pages in order."""
        rows = self._store.rows("SELECT body FROM page WHERE extraction = ? ORDER BY number", extraction)
        return [_page(row["body"]) for row in rows]

    def read_shares(self) -> dict[tuple[str, str], tuple[int, int]]:
        """For each content (SHA-256) and marking: its newest finished extraction's pages, and how many are whole."""
        rows = self._store.rows(
            """SELECT e.content, e.marking, e.id, count(*) AS pages, sum(p.status IN ('read', 'ocr', 'blank')) AS whole
               FROM extraction e JOIN page p ON p.extraction = e.id WHERE e.finished GROUP BY e.id ORDER BY e.id"""
        )
        return {(row["content"], row["marking"]): (row["pages"], row["whole"]) for row in rows}

    def origins(self, collection: str) -> dict[str, Origin]:
        """Where a collection's documents came from, by path."""
        rows = self._store.rows("SELECT path, document, size, modified FROM origin WHERE collection = ?", collection)
        return {row["path"]: Origin(**row) for row in rows}

    def keep_origin(self, collection: str, origin: Origin) -> None:
        """Remember where a document came from, in place of what came from there before."""
        self._store.run(
            "INSERT OR REPLACE INTO origin (collection, path, document, size, modified) VALUES (?, ?, ?, ?, ?)",
            *(collection, origin.path, origin.document, origin.size, origin.modified),
        )

    def documents_in(self, collection: str) -> list[Document]:
        """The documents of a collection, oldest first."""
        rows = self._store.rows("SELECT * FROM document WHERE collection = ? ORDER BY id", collection)
        return [_document(row) for row in rows]

    def page(self, extraction: str, number: int) -> Page | None:
        """One page."""
        row = self._store.row("SELECT body FROM page WHERE extraction = ? AND number = ?", extraction, number)
        return _page(row["body"]) if row else None

    def add_passages(self, passages: Sequence[Passage]) -> None:
        """Store passages and make them findable under the newest document that they are read of."""
        with self._store.transaction():
            owners = {passage.span.extraction: self._owner(passage.span.extraction) for passage in passages}
            for passage in passages:
                span = passage.span
                self._store.run(
                    'INSERT INTO passage (id, extraction, page, "start", "end", text, section)'
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    *(passage.id, span.extraction, span.page, span.start, span.end, passage.text, passage.section),
                )
            index(self._store, [_searchable(passage, owners[passage.span.extraction]) for passage in passages])

    def _owner(self, extraction: str) -> Document | None:
        row = self._store.row(
            f"SELECT o.* FROM document o JOIN extraction d ON {_EQUAL} WHERE d.id = ?"  # noqa: S608 - our own text
            " ORDER BY o.id DESC LIMIT 1",
            extraction,
        )
        return _document(row) if row else None

    def passage(self, id: str) -> Passage | None:
        """One passage."""
        row = self._store.row("SELECT * FROM passage WHERE id = ?", id)
        return passage_of(row) if row else None

    def passages(self, extraction: str) -> list[Passage]:
        """The passages of an extraction in reading order."""
        sql = 'SELECT * FROM passage WHERE extraction = ? ORDER BY page, "start"'
        return [passage_of(row) for row in self._store.rows(sql, extraction)]


def _searchable(passage: Passage, owner: Document | None) -> Searchable:
    found = Searchable("passage", "", passage.id, "", passage.text, passage.span.page, now())
    if owner is None:
        return found
    return replace(found, owner=owner.id, title=owner.name, marking=owner.marking, language=owner.language)


def _document(row: Row) -> Document:
    return Document(**row)


def _page(body: bytes) -> Page:
    try:
        return _PAGE.decode(body)
    except msgspec.ValidationError:  # a page that the first version stored: its words are objects with boxes
        older = msgspec.msgpack.decode(body)
        older["words"] = [[word["start"], word["end"], *word["box"]] for word in older["words"]]
        return msgspec.convert(older, Page)


def _extraction(row: Row) -> Extraction:
    about = (row["id"], row["content"], row["reader"], row["options"], row["created_at"])
    return Extraction(*about, row["marking"])
