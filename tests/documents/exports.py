"""An export with everything that may stand in one, hostile texts included, and what is told of it."""

from __future__ import annotations

from dataclasses import replace

from secretaire.documents.blocks import About, Block, BlockKind, Look, Mark
from secretaire.records import ModelUsed, Provenance, SourceUsed

TYPES = {
    "md": "text/markdown",
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
}
MARKING = "VS – NUR FÜR DEN DIENSTGEBRAUCH"
HOSTILE = "A *bold* <script>alert(1)</script> &amp; title ]]> \x07\x00 \u202etxt.exe"
ARABIC = "زيارة المكتب في 3 مايو (ABC) غدا."
HEBREW = "שלום עולם 12 abc"
SENTENCES = ("Die Frist endet am 3. Mai ◐", "L’autorité publie sa décision", "Agencies appoint an officer")
QUOTES = ("The period ends on 3 May.", "The authority publishes\nits decision.", ARABIC)
PROVENANCE = Provenance(
    id="01935f00-0000-7000-8000-000000000000",
    kind="summary",
    made_by="ai",
    models=(ModelUsed("qwen <2.5>", "a" * 64, True),),
    made_at="2026-11-27T10:00:00Z",
    exported_at="2026-11-28T10:00:00Z",
    generator="Secretaire 0.1.0",
    marking=MARKING,
    sources=(SourceUsed('report "one" & <two>.pdf', "f" * 64),),
    share_by_people=0.0,
)
ABOUT = About(HOSTILE, "de", "Mit KI erstellt", "Seite {page} von {pages}", PROVENANCE)


def about(**changed: object) -> About:
    """What stands around an export, with another provenance."""
    return replace(ABOUT, provenance=replace(PROVENANCE, **changed))  # type: ignore[arg-type]


def blocks() -> list[Block]:
    """Every kind of block, links both ways, three languages and two directions."""
    made = [
        Block(BlockKind.TITLE, HOSTILE),
        Block(BlockKind.PARAGRAPH, "1. not a list\n# not a heading  two spaces\ttab | & _ * `"),
    ]
    for number, text in enumerate(SENTENCES, start=1):
        place = f"[S. {number}]"
        start = len(text) + 1
        mark = Mark(start, start + len(place), Look.LINK, f"q{number}")
        made.append(
            Block(BlockKind.ITEM, f"{text} {place}", number=number, anchor=f"s{number}", marks=(mark,), language="de")
        )
    made += [
        Block(BlockKind.ITEM, "a finding", level=2),
        Block(BlockKind.CONTINUED, "more of the finding", level=2),
        Block(BlockKind.ITEM, HEBREW),
        Block(BlockKind.HEADING, "Quellen", level=2, anchor="sources"),
    ]
    for number, quote in enumerate(QUOTES, start=1):
        back = Mark(0, 1, Look.LINK, f"s{number}")
        made.append(Block(BlockKind.PARAGRAPH, f"{number} S. {number}", anchor=f"q{number}", marks=(back,)))
        made.append(Block(BlockKind.QUOTE, quote, language="ar" if quote is ARABIC else "en"))
    looks = (
        Mark(0, 6, Look.STRONG),
        Mark(3, 12, Look.EMPHASIS),
        Mark(13, 17, Look.CODE),
        Mark(0, 4, Look.LINK, "none"),
    )
    made += [
        Block(BlockKind.PARAGRAPH, "strong emphasis code", marks=looks),
        Block(BlockKind.CODE, "x = 1\n  y = '```'"),
        Block(BlockKind.HEADING, "Seiten", level=2),
        Block(BlockKind.ROW, cells=("Seite", "Status", "Zitiert"), head=True),
        Block(BlockKind.ROW, cells=("1–8", "=1+1 gelesen | x", "1, 2"), marks=(Mark(0, 1, Look.LINK, "s1", 2),)),
        Block(BlockKind.ROW, cells=("9", ARABIC)),
    ]
    return made
