"""What texts, slides and sheets of OpenDocument share: opening, pages' headers and footers. Runs in the reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.office import beside, looks
from secretaire.documents.office.guarded_xml import down
from secretaire.documents.office.office_text import Damage, as_kind, unshown
from secretaire.documents.opendocument import odf
from secretaire.documents.opendocument.odf import Package
from secretaire.documents.opendocument.odf_story import Place, Story
from secretaire.documents.opendocument.odf_styles import Look, Styles, length, lies_on
from secretaire.documents.reader.wire import BlockKind

_PAGE = (595.0, 842.0)
_MARGINS: tuple[tuple[str, BlockKind], ...] = (
    ("style:header", "header"), ("style:header-left", "header"), ("style:header-first", "header"),
    ("style:footer", "footer"), ("style:footer-left", "footer"), ("style:footer-first", "footer"),
)  # fmt: skip


@dataclass(frozen=True)
class Document:
    """An open document: its body, and how to read it and the pages' own parts."""

    package: Package
    content: Element
    body: Element
    styles_part: Element | None
    story: Story
    damage: Damage

    @property
    def title(self) -> str:
        """The document's own title."""
        return self.package.title

    @property
    def unread(self) -> Iterator[str]:
        """What parts say that nothing asked for."""
        return beside.unread(self.package.parts)

    def opening(self) -> Iterator[Piece]:
        """What was found and not followed, and what its properties say."""
        yield Piece(notices=self.package.notices(self.content, self.styles_part))
        yield from self.package.properties()

    def masters(self) -> dict[str, Element]:
        """The master pages by their names."""
        found = down(self.styles_part, "office:master-styles")
        return {} if found is None else {each.get("style:name", ""): each for each in found.iter("style:master-page")}

    @cached_property
    def hidden_layers(self) -> frozenset[str]:
        """The layers that aren't shown."""
        found = down(self.styles_part, "office:master-styles", "draw:layer-set")
        layers = () if found is None else found.findall("draw:layer")
        return frozenset(
            each.get("draw:name", "") for each in layers if each.get("draw:display") in ("none", "printer")
        )

    def pages_story(self) -> Story:
        """Reads what stands in the styles' part: its automatic styles are its own."""
        return Story(self.package, Styles(self.styles_part, self.styles_part))

    def layout(self, master: Element | None) -> tuple[tuple[float, float], int]:
        """A page's size in points, and its colour."""
        automatic = down(self.styles_part, "office:automatic-styles")
        wanted = None if master is None else master.get("style:page-layout-name")
        for each in () if automatic is None else automatic.iter("style:page-layout"):
            if wanted and each.get("style:name") == wanted:
                properties = each.find("style:page-layout-properties")
                if properties is not None:
                    size = length(properties.get("fo:page-width")), length(properties.get("fo:page-height"))
                    own = Look(ground=looks.colour(properties.get("fo:background-color")))
                    return (size[0] or _PAGE[0], size[1] or _PAGE[1]), lies_on(own, looks.WHITE) or looks.WHITE
        return _PAGE, looks.WHITE

    def margins(self, masters: list[Element], kind: BlockKind) -> Iterator[Piece]:
        """The headers, or the footers, of master pages, each text once; those that are switched off apart."""
        story = self.pages_story()
        said: set[str] = set()
        for master in masters:
            for name, of_kind in _MARGINS:
                for each in master.findall(name) if of_kind == kind else ():
                    off = each.get("style:display") == "false"
                    for piece in as_kind(
                        unshown(story.blocks(each, Place(looks.WHITE)), "not_shown" if off else None), kind
                    ):
                        if piece.written not in said:
                            yield piece
                        said.add(piece.written)


def opened(source: Source, body: str) -> Document:
    """Raises CannotRead: ``damaged``, ``password_unsupported``, ``unpacks_too_large``."""
    package = odf.opened(source)
    if package is None:
        raise CannotRead("damaged")
    package.refuse_encrypted()
    tree = package.tree("content.xml")
    found = down(tree.root, "office:body", body)
    if found is None:
        raise CannotRead("damaged")
    damage = Damage()
    if package.cut_off or not tree.whole:
        damage.cut_off()
    styles = package.root("styles.xml")
    return Document(package, tree.root, found, styles, Story(package, Styles(styles, tree.root)), damage)
