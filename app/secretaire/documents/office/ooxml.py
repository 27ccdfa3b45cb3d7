"""Office Open XML packages (ECMA-376 part 2): parts, relationships, properties, dangers. Runs in the reader."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.formats.source import CannotRead, Readable, Source
from secretaire.documents.office import beside
from secretaire.documents.office.embedded import with_embedded
from secretaire.documents.office.guarded_xml import Tree, parse
from secretaire.documents.office.office_archive import Parts, Remembered, Salvaged, parts_of
from secretaire.documents.office.office_text import Damage, OfficeFile
from secretaire.documents.reader.wire import FailureCode, MediaType, NoticeCode

MakePieces = Callable[["Package", Element, Damage], Iterable[Piece]]

_MAIN_PARTS = ("word/document.xml", "ppt/presentation.xml", "xl/workbook.xml")
_BROUGHT: dict[str, NoticeCode] = {
    "vbaProject": "macro",
    "wordVbaData": "macro",
    "xlMacrosheet": "macro",
    "xlIntlMacrosheet": "macro",
    "control": "active_content",
    "webextension": "active_content",
    "attachedTemplate": "external_template",
    "ctrlProp": "form",
    "connections": "external_reference",
    "queryTable": "external_reference",
}
_EMBEDDED = ("oleObject", "package", "aFChunk")
_BY_NAME: dict[str, NoticeCode] = {"vbaproject.bin": "macro", "vbadata.xml": "macro"}


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part refers to: ``kind`` is its type's last word; ``target`` a part's name, or an address elsewhere."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """An open package."""

    def __init__(self, parts: Parts) -> None:
        self.parts = Remembered(parts)
        self._names = {name.replace("\\", "/").lstrip("/").casefold(): name for name in parts.names}
        self._relationships: dict[str, dict[str, Relationship]] = {}
        self._shared: dict[str, Element | None] = {}
        self.cut_off = isinstance(parts, Salvaged)

    @cached_property
    def main(self) -> str:
        """The main part's name, "" where there is none."""
        try:
            targets = [each.target for each in self.relationships("").values() if each.kind == "officeDocument"]
        except CannotRead:
            targets = []
        return next((name for name in (*targets, *_MAIN_PARTS) if name in self), "")

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._names

    def data(self, name: str) -> bytes:
        """A part's bytes. Raises CannotRead."""
        return self.parts.read(self.entry(name))

    def entry(self, name: str) -> str:
        """A part's name as the archive has it. Raises CannotRead for one that is not there."""
        if name not in self:
            raise CannotRead("damaged")
        return self._names[name.casefold()]

    def tree(self, name: str) -> Tree:
        """A part as a tree. Raises CannotRead."""
        return parse(self.data(name))

    def root(self, name: str) -> Element | None:
        """A part's root that may be missing or damaged without harm to the rest."""
        try:
            return self.tree(name).root if name in self else None
        except CannotRead as error:
            if error.code == "unpacks_too_large":
                raise
            return None

    def shared(self, name: str) -> Element | None:
        """The same of a part that many others refer to (a layout, a theme): parsed once, and not to be changed."""
        if name not in self._shared:
            self._shared[name] = self.root(name)
        return self._shared[name]

    def relationships(self, part: str) -> dict[str, Relationship]:
        """By their ids; "" for the package's own. Raises CannotRead."""
        if part not in self._relationships:
            folder, name = posixpath.split(part)
            root = self.root(posixpath.join(folder, "_rels", f"{name}.rels"))
            found = {} if root is None else {each.id: each for each in _relationships(root, folder)}
            self._relationships[part] = found
        return self._relationships[part]

    def target(self, part: str, id: str | None) -> str:
        """The part that an id names, or ""."""
        found = self.relationships(part).get(id or "")
        return found.target if found and not found.external else ""

    def related(self, part: str, kind: str) -> list[str]:
        """The parts of one kind that a part refers to."""
        return [each.target for each in self.relationships(part).values() if each.kind == kind and not each.external]

    def notices(self, *parts: str) -> tuple[NoticeCode, ...]:
        """What these parts bring along or refer to outside of the file."""
        found = (_notice(each) for part in parts for each in self.relationships(part).values())
        return tuple(dict.fromkeys(notice for notice in found if notice))

    def other_notices(self, but: Collection[str] = ()) -> tuple[NoticeCode, ...]:
        """The same of all parts that aren't among ``but``, and of what no part refers to."""
        owners = [_owner(name) for name in self._names.values() if name.endswith(".rels")]
        found = self.notices(*(owner for owner in owners if owner not in but))
        orphans = (code for end, code in _BY_NAME.items() if any(name.endswith(end) for name in self._names))
        return tuple(dict.fromkeys((*found, *orphans)))

    def embedded(self) -> list[tuple[str, bytes | FailureCode]]:
        """The files in it, by their parts' names, or why they can't be unpacked."""
        names: dict[str, None] = {}
        for owner in (_owner(name) for name in self._names.values() if name.endswith(".rels")):
            if "/charts/" not in f"/{owner}":  # a chart shows the numbers of its workbook
                found = self.relationships(owner).values()
                names |= dict.fromkeys(each.target for each in found if each.kind in _EMBEDDED and not each.external)
        return [(name, self._unpacked(name)) for name in names]

    def _unpacked(self, name: str) -> bytes | FailureCode:
        try:
            return self.data(name)
        except CannotRead as error:
            return error.code

    @cached_property
    def title(self) -> str:
        """The document's own title."""
        return self._property("dc:title")

    def _property(self, name: str) -> str:
        for part in self.related("", "core-properties"):
            root = self.shared(part)
            found = None if root is None else root.find(name)
            if found is not None:
                return "".join(found.itertext()).strip()
        return ""

    def properties(self) -> Iterator[Piece]:
        """What its properties say: nobody sees it in the document."""
        names = ("dc:subject", "cp:keywords", "dc:description", "cp:category", "cp:contentStatus")
        said = [self._property(name) for name in names]
        for part in self.related("", "custom-properties"):
            root = self.root(part)
            own = [] if root is None else ["".join(each.itertext()).strip() for each in root]
            said += [text for text in own if " " in text]  # identifiers and switches are no text
        yield from (Piece(text, hidden="metadata") for text in said if text)
        yield Piece(self.title, hidden="metadata", beside=True)


def opened(source: Source) -> Package | None:
    """The package that this is, whole or cut off; None for other files."""
    parts = parts_of(source)
    return None if parts is None else Package(parts)


def kind_of(package: Package) -> str:
    """ "word", "ppt" or "xl", whatever the file's name says; "" for others."""
    if not package.main:
        return ""
    said = _content_type(package, package.main)
    if said:
        known = {"word": ("wordprocessingml", "ms-word"), "ppt": ("presentationml", "powerpoint")}
        known["xl"] = ("spreadsheetml", "ms-excel")
        return next((kind for kind, words in known.items() if any(word in said for word in words)), "")
    return package.main.split("/")[0] if package.main in _MAIN_PARTS else ""


def _content_type(package: Package, part: str) -> str:
    root = package.root("[Content_Types].xml")
    for each in () if root is None else root.iter("ct:Override"):
        if each.get("PartName", "").lstrip("/").casefold() == part.casefold():
            said = each.get("ContentType", "").casefold()
            return said if said.endswith("xml") else "binary"
    return ""


def _relationships(root: Element, folder: str) -> Iterator[Relationship]:
    for each in root.iter("rel:Relationship"):
        target = each.get("Target", "")
        external = each.get("TargetMode", "").casefold() == "external"
        if not external:
            path = unquote(target.split("#")[0]).replace("\\", "/")
            target = posixpath.normpath(path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path))
        yield Relationship(each.get("Id", ""), each.get("Type", "").rsplit("/", 1)[-1], target, external)


def _owner(name: str) -> str:
    """The part whose relationships stand in ``folder/_rels/part.rels``."""
    folder, file = posixpath.split(name)
    return posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))


def _notice(each: Relationship) -> NoticeCode | None:
    if each.external:
        if each.kind == "hyperlink":
            return "javascript" if each.target.strip().casefold().startswith("javascript:") else None
        outside: dict[str, NoticeCode] = {"image": "remote_image", "attachedTemplate": "external_template"}
        return outside.get(each.kind, "external_reference")
    return _BROUGHT.get(each.kind)


def office_file(source: Source, media_type: MediaType, pieces: MakePieces) -> Readable:
    """Open a package as one of the formats: ``pieces`` reads its main part, and notes where something is damaged.

    The files in it are further pages.

    Raises CannotRead: ``damaged``, ``unpacks_too_large``, ``password_unsupported``.
    """
    package = opened(source)
    if package is None:
        raise CannotRead("damaged")
    tree = package.tree(package.main)
    damage = Damage()
    if package.cut_off or not tree.whole:
        damage.cut_off()
    unread = beside.unread(package.parts)
    own = OfficeFile(media_type, pieces(package, tree.root, damage), package.title, damage, unread)
    return with_embedded(source, own, package.embedded())


def is_kind(source: Source, kind: str) -> bool:
    """Whether a file is a package whose main part is of this kind ("word", "ppt", "xl"), with macros or without."""
    package = opened(source)
    return package is not None and kind_of(package) == kind
