"""EPUB, RTF, tables as text and Markdown: structure, order, what is hidden, and what is no such thing."""

# ruff: noqa: E501 - samples stand on one line

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from secretaire.records import PageStatus
from tests.documents.opening import CannotRead, hidden_in, notices_in, opened, read, text_of

CONTAINER = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
BOOK = """<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>A &amp; B</dc:title></metadata><manifest>
<item id="b" href="b%20c.xhtml" media-type="application/xhtml+xml"/><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>
<item id="n" href="n.xhtml" media-type="application/xhtml+xml"/><item id="m" href="missing.xhtml" media-type="application/xhtml+xml"/>
</manifest><spine><itemref idref="a"/><itemref idref="m"/><itemref idref="b"/><itemref idref="nowhere"/></spine></package>"""


def book(**files: str) -> bytes:
    made = io.BytesIO()
    contents = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": BOOK,
        "OPS/a.xhtml": "<html><head><title/><script src='x.js'/></head><body><h1>One</h1><p>First chapter.</p></body></html>",
        "OPS/b c.xhtml": "<html><body><h2>Two</h2><p>Second.</p><p style='display:none'>Unseen</p></body></html>",
        "OPS/n.xhtml": "<html><body><p>Not in the spine.</p></body></html>",
        **files,
    }
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    facts, pages = opened(book())
    assert (facts.media_type, facts.title) == ("application/epub+zip", "A & B")
    assert [(page.anchor, page.text, page.status) for page in pages] == [
        ("1. One", "One\n\nFirst chapter.", PageStatus.READ),
        ("2. missing.xhtml", "", PageStatus.UNREADABLE),
        ("3. Two", "Two\n\nSecond.", PageStatus.READ),
        ("4. nowhere", "", PageStatus.UNREADABLE),
        ("5. n.xhtml", "Not in the spine.", PageStatus.READ),
    ]
    assert hidden_in(pages) == {"hidden.not_shown": "Unseen"}
    assert notices_in(pages) == {"found.javascript"}


def test_protected_and_hostile_books_are_told() -> None:
    method = "<encryption><EncryptionMethod Algorithm='{}'/></encryption>"
    with pytest.raises(CannotRead, match="password_unsupported"):
        read(book(**{"META-INF/encryption.xml": method.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}))
    assert read(book(**{"META-INF/encryption.xml": method.format("http://www.idpf.org/2008/embedding")}))
    bomb = '<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;">]><package>&y;</package>'
    for package in (bomb, "<package>", "", "<a/>" * 3):
        with pytest.raises(CannotRead, match="damaged"):
            read(book(**{"OPS/book.opf": package}))


RTF = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset128 Mincho;}}"
    rb"{\colortbl;\red255\green255\blue255;\red0\green0\blue0;}{\stylesheet{\s1 heading 1;}}{\info{\title The title}}"
    rb"{\header Top of the page}\pard\s1 Heading\par\pard Stra\'dfe \u8364? {\f1\'c4\'e0}{\f2\'83e\'83X} {\cf1 white}{\v unseen}"
    rb"{\deleted gone}{\fs2 tiny}{\highlight2\cf1 shown}{\footnote A note.}{\*\annotation A remark.}\par"
    rb"\trowd\intbl a\cell b\cell\row\trowd\intbl c\cell d\cell\row\pard"
    rb"{\listtext\pard 1.\tab}item\par\pard{\field{\*\fldinst INCLUDEPICTURE x.png}{\fldrslt result}}"
    rb"{\object{\*\objdata 00}{\result object}}{\*\unknown skipped}{\pict\bin4 {{}}}End.}"
)


def test_rich_text_has_its_structure_and_what_it_hides_is_apart() -> None:
    facts, pages = opened(RTF)
    (page,) = pages
    assert facts.title == "The title"
    assert [(each.kind, page.text[each.start : each.end]) for each in page.structure] == [
        ("header", "Top of the page"),
        ("heading", "Heading"),
        ("footnote", "A note."),
        ("table", "a | b\nc | d"),
        ("item", "1.\titem"),
    ]
    assert "Straße € Даテス shown" in page.text
    assert page.text.endswith("resultobjectEnd.")
    assert hidden_in(pages) == {
        "hidden.white": "white", "hidden.not_shown": "unseen", "hidden.deleted": "gone", "hidden.tiny": "tiny",
        "hidden.comment": "A remark.",
    }  # fmt: skip
    assert notices_in(pages) == {"found.external_reference", "found.embedded_file"}


def test_broken_rich_text_is_read_as_far_as_it_goes() -> None:
    for at in range(5, len(RTF), 7):
        assert read(RTF[:at] + b"}" * 5 + rb"{\u-10179?\'" + RTF[at:])
    assert "word" in text_of(read(rb"{\rtf1 " + b"{" * 100_000 + b"word"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("coding", ["utf-8-sig", "cp1252", "utf-16"])
def test_tables_are_rows_under_their_header(delimiter: str, coding: str) -> None:
    rows = [["Name", "Größe", "Datum"], *([f"Müller {n}", f"{n},5", "1.1.2024"] for n in range(1, 251))]
    rows[2][0] = f'Lines\nand "quotes"{delimiter}'
    text = "\r\n".join(delimiter.join(quoted(cell, delimiter) for cell in row) for row in rows)
    facts, pages = opened(text.encode(coding))
    assert facts.media_type == "text/csv"
    assert [page.anchor for page in pages] == ["2–101", "102–201", "202–251"]
    found = [list(row) for page in pages for row in page.tables[0].rows[1:]]
    assert found == rows[1:]
    assert {page.tables[0].rows[0] for page in pages} == {tuple(rows[0])}


def quoted(cell: str, delimiter: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(each in cell for each in f'{delimiter}\n"') else cell


@pytest.mark.parametrize(
    "text",
    [
        "Dear Sir,\nI write to you,\nand so on,\n",
        "Apples, pears, and plums.\nRed, green, and blue.\nOne, two, and three.\n",
        "- first; second\n- third; fourth\n- fifth; sixth\n",
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n",
        "One line, with a comma",
        "Er kam; sie ging.\nEs regnete; wir blieben.\nDann kam die Sonne; alle gingen.\n",
        "§ 1 Abs. 2 Nr. 3, Satz 1 gilt.\n§ 2 Abs. 1 Nr. 2, Satz 4 gilt nicht.\n§ 3 Abs. 4, Satz 2 gilt auch.\n",
        '{"a": 1, "b": 2}\n{"a": 2, "b": 3}\n{"a": 4, "b": 5}\n',
    ],
)
def test_ordinary_text_is_no_table(text: str) -> None:
    assert opened(text.encode())[0].media_type != "text/csv"


def test_markdown_has_its_structure_and_its_text_as_written() -> None:
    text = (
        "---\ntitle: The title\n---\n# One\nText  with *marks*.\n\n\n- a\n  - b\n\n1. c\n\n> said\n\n```\ncode\n\n\nmore\n```\n\n"
        "| x | y |\n|---|---|\n| **1** | 2 |\n\nTwo\n---\n\n[^1]: A note.\n"
    )
    facts, (page,) = opened(text.encode())
    assert (facts.media_type, facts.title) == ("text/markdown", "The title")
    assert page.text == text.strip("\n")
    assert [(each.kind, each.level, page.text[each.start : each.end]) for each in page.structure] == [
        ("code", 1, "---\ntitle: The title\n---"),
        ("heading", 1, "# One"),
        ("item", 1, "- a"),
        ("item", 2, "- b"),
        ("item", 1, "1. c"),
        ("quote", 1, "> said"),
        ("code", 1, "```\ncode\n\n\nmore\n```"),
        ("table", 1, "| x | y |\n|---|---|\n| **1** | 2 |"),
        ("heading", 2, "Two\n---"),
        ("footnote", 1, "[^1]: A note."),
    ]
    assert page.tables[0].rows == (("x", "y"), ("1", "2"))


def test_the_corpus_has_rich_text_and_markdown(corpus: Path) -> None:
    for path in sorted((corpus / "rtf").iterdir()):
        pages = read(path.read_bytes())
        assert text_of(pages).strip(), path.name
        assert hidden_in(pages) == {}, path.name
    laws = read((corpus / "text" / "gesetz-ifg.md").read_bytes())
    assert sum(len(page.headings) for page in laws) > 15


def test_rows_may_lack_values_and_stay_a_table() -> None:
    rows = "Name;Amount;Date\nA;1;2024\nB;2\nC;3;2025\nD\nE;5;2026\n"
    facts, pages = opened(rows.encode())
    assert facts.media_type == "text/csv"
    assert "B | 2" in pages[0].text
