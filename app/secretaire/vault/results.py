"""Reports (summaries, answers) and translations, saved as they grow."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from secretaire.records import Report, Segment, TextState, Translation
from secretaire.vault.database import Store
from secretaire.vault.index import Searchable, forget, index
from secretaire.whole_text import packed

_REPORT = msgspec.msgpack.Decoder(Report)
_TRANSLATION = msgspec.msgpack.Decoder(Translation)


class Results:
    """What the machine wrote about documents and texts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def save_report(self, report: Report) -> None:
        """Insert or replace a report with its sentences and citations; called as it grows."""
        with self._store.transaction():
            self._store.run(
                "INSERT INTO report (id, kind, state, created_at, body) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body",
                *(report.id, report.kind, report.state.value, report.created_at, packed(report)),
            )
            for document in report.documents:
                self._store.run("INSERT OR IGNORE INTO report_document VALUES (?, ?)", report.id, document.id)
            if report.state is not TextState.STREAMING:
                index(self._store, [_findable_report(report)])

    def report(self, id: str) -> Report | None:
        """One report."""
        row = self._store.row("SELECT body FROM report WHERE id = ?", id)
        return _REPORT.decode(row["body"]) if row else None

    def reports(self, document: str | None = None) -> list[Report]:
        """Newest first; of one document, or all."""
        if document is None:
            rows = self._store.rows("SELECT body FROM report ORDER BY id DESC")
        else:
            rows = self._store.rows(
                "SELECT r.body FROM report r JOIN report_document d ON d.report = r.id WHERE d.document = ?"
                " ORDER BY r.id DESC",
                document,
            )
        return [_REPORT.decode(row["body"]) for row in rows]

    def delete_report(self, id: str) -> None:
        """Remove a report and its words in the index."""
        self._delete("report", id)

    def delete_translation(self, id: str) -> None:
        """Remove a translation, its segments in the memory, and its words in the index."""
        self._delete("translation", id)

    def _delete(self, kind: str, id: str) -> None:
        with self._store.transaction():
            forget(self._store, "kind = ? AND item = ?", kind, id)
            self._store.run(f"DELETE FROM {kind} WHERE id = ?", id)  # noqa: S608 - our own two words
            self._store.run("DELETE FROM job WHERE id = ?", id)
        self._store.checkpoint()  # the log holds pages from before

    def save_translation(self, translation: Translation) -> None:
        """Insert or replace a translation; called as it grows."""
        with self._store.transaction():
            self._store.run(
                "INSERT INTO translation (id, state, source_language, target_language, created_at, body)"
                " VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body",
                *(translation.id, translation.state.value, translation.source_language),
                *(translation.target_language, translation.created_at, packed(translation)),
            )
            self._store.run("DELETE FROM segment WHERE translation = ?", translation.id)
            for position, segment in enumerate(translation.segments):
                # What the checks found wrong, and what was only copied, is no memory to draw on.
                if segment.origin != "model" or segment.warnings or segment.target == segment.source:
                    continue
                self._store.run(
                    "INSERT INTO segment (translation, position, source, target, model) VALUES (?, ?, ?, ?, ?)",
                    *(translation.id, position, segment.source, segment.target, translation.model.sha256),
                )
            if translation.state is not TextState.STREAMING:
                index(self._store, [_findable_translation(translation)])

    def translation(self, id: str) -> Translation | None:
        """One translation."""
        row = self._store.row("SELECT body FROM translation WHERE id = ?", id)
        return _TRANSLATION.decode(row["body"]) if row else None

    def translations(self) -> list[Translation]:
        """All translations, newest first."""
        return [
            _TRANSLATION.decode(row["body"])
            for row in self._store.rows("SELECT body FROM translation ORDER BY id DESC")
        ]

    def remembered(self, source: str, source_language: str, target_language: str, model: str) -> Segment | None:
        """An exact match from earlier translations by the same model (its SHA-256): origin "memory", match 100, the
        newest first. Nobody confirms a segment, so another model's word for it is never taken."""
        row = self._store.row(
            "SELECT s.target FROM segment s JOIN translation t ON t.id = s.translation"
            " WHERE s.source = ? AND t.source_language = ? AND t.target_language = ? AND s.model = ?"
            " AND s.model != '' AND s.target != ''"
            " ORDER BY t.id DESC LIMIT 1",
            *(source, source_language, target_language, model),
        )
        return Segment(source, row["target"], "memory", 100) if row else None

    def interrupt_streaming_results(self) -> None:
        """Close what a dead process left growing; what it holds is kept."""
        streaming = TextState.STREAMING.value
        for row in self._store.rows("SELECT body FROM report WHERE state = ?", streaming):
            self.save_report(replace(_REPORT.decode(row["body"]), state=TextState.INTERRUPTED))
        for row in self._store.rows("SELECT body FROM translation WHERE state = ?", streaming):
            self.save_translation(replace(_TRANSLATION.decode(row["body"]), state=TextState.INTERRUPTED))


def _findable_report(report: Report) -> Searchable:
    text = "\n".join([report.question, *(sentence.text for sentence in report.sentences)]).strip()
    title = ", ".join(document.name for document in report.documents)
    return Searchable("report", report.id, report.id, title, text, None, report.created_at, report.marking)


def _findable_translation(translation: Translation) -> Searchable:
    text = "\n".join(f"{segment.source}\n{segment.target}" for segment in translation.segments)
    title = f"{translation.source_language} → {translation.target_language}"
    about = translation.id
    return Searchable("translation", about, about, title, text, None, translation.created_at, translation.marking)
