"""DOCX: body, headers, footers and notes; comments, deleted and hidden text stay. Runs in the reader."""

from __future__ import annotations

from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.office import ooxml
from secretaire.documents.office.docx_document import Document
from secretaire.documents.reader.wire import UnitKind
from secretaire.documents.rewriting.docx_story import Story
from secretaire.documents.rewriting.package import PackageFile, Part, whole_archive
from secretaire.documents.rewriting.placed_xml import in_utf8, parse

_STORIES: tuple[tuple[str, UnitKind], ...] = (
    ("header", "header"), ("", "paragraph"), ("footnotes", "footnote"), ("endnotes", "footnote"), ("footer", "footer"),
)  # fmt: skip


def open_file(source: Source) -> PackageFile:
    """Raises CannotRead: ``damaged``, ``encrypted``, ``unpacks_too_large``."""
    whole_archive(source)
    package = ooxml.opened(source)
    if package is None:
        raise CannotRead("damaged")
    main = in_utf8(package.data(package.main))
    document = Document(package, parse(main))
    parts: list[Part] = []
    for relation, kind in _STORIES:
        names = package.related(package.main, relation) if relation else [package.main]
        for name in dict.fromkeys(names):
            if name not in package:
                continue
            data = main if name == package.main else in_utf8(package.data(name))
            parts.append(Part(package.entry(name), data, Story(data, document, kind).units()))
    return PackageFile(source, parts)
