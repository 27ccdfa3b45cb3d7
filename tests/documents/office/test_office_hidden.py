"""Hidden text in office files: every trick is found and told, and what is seen stays seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from secretaire.documents.reader.wire import WhyHidden
from tests.documents.office.office_files import cell, docx, pptx, shape, xlsx
from tests.documents.office.office_reading import read
from tests.documents.office.office_tricks import SECRET, SEEN, all_tricks

TRICKS = all_tricks()


@pytest.mark.parametrize(("name", "data", "why"), TRICKS, ids=[name for name, _, _ in TRICKS])
def test_hidden_text_is_found_and_kept_apart(name: str, data: bytes, why: WhyHidden) -> None:
    pages = read(data)
    shown = "\n".join(page.text for page in pages)
    found = {(each.text.replace("\u200b", "").strip(), each.why) for page in pages for each in page.hidden}
    if why == "zero_width":  # it is seen, and told
        assert ("ignore", "hidden.zero_width") in found
        assert SECRET in shown
    else:
        assert any(SECRET in text and reason == f"hidden.{why}" for text, reason in found), found
        assert SECRET not in shown
    if name != "pptx: hidden slide" and "text in" not in name:
        assert SEEN in shown


FILLED = '<a:solidFill><a:srgbClr val="{}"/></a:solidFill>'
SHADED = '<w:style w:type="table" w:styleId="T"><w:tcPr><w:shd w:val="clear" w:fill="003366"/></w:tcPr></w:style>'
WHITE_CELL = f'<w:tc><w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>{SECRET}</w:t></w:r></w:p></w:tc>'
HARMLESS = {
    "docx: white on a table style's shade": docx(
        f'<w:tbl><w:tblPr><w:tblStyle w:val="T"/></w:tblPr><w:tr>{WHITE_CELL}</w:tr></w:tbl>', styles=SHADED
    ),
    "docx: letters a little closer": docx(
        f'<w:p><w:r><w:rPr><w:spacing w:val="-10"/></w:rPr><w:t>{SECRET}</w:t></w:r></w:p>'
    ),
    "pptx: white on blue": pptx(
        shape(SECRET, f"<a:rPr>{FILLED.format('FFFFFF')}</a:rPr>", FILLED.format("0000FF"), x=2_000_000)
    ),
    "xlsx: a rule for other numbers": xlsx(
        f'<sheetData><row r="1">{cell("A1", SECRET)}</row></sheetData><conditionalFormatting sqref="A1">'
        '<cfRule type="cellIs" operator="lessThan" dxfId="0"><formula>5</formula></cfRule></conditionalFormatting>',
        styles='<dxfs><dxf><font><color rgb="FFFFFFFF"/></font></dxf></dxfs>',
    ),
    "xlsx: white on a rule's blue": xlsx(
        f'<sheetData><row r="1">{cell("A1", SECRET)}</row></sheetData><conditionalFormatting sqref="A1">'
        '<cfRule type="expression" dxfId="0"><formula>LEN(A1)&gt;0</formula></cfRule></conditionalFormatting>',
        styles='<dxfs><dxf><font><color rgb="FFFFFFFF"/></font><fill><patternFill><bgColor rgb="FF0000AA"/></patternFill></fill></dxf></dxfs>',
    ),
    "xlsx: white where a rule says so": xlsx(
        f'<sheetData><row r="1">{cell("A1", SECRET)}</row></sheetData><conditionalFormatting sqref="A1">'
        '<cfRule type="expression" dxfId="0"><formula>A1=""</formula></cfRule></conditionalFormatting>',
        styles='<dxfs><dxf><font><color rgb="FFFFFFFF"/></font></dxf></dxfs>',
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_seen_is_no_false_alarm(name: str) -> None:
    pages = read(HARMLESS[name])
    assert SECRET in "\n".join(page.text for page in pages)
    assert [each for page in pages for each in page.hidden] == []


def test_ordinary_documents_raise_no_alarm(corpus: Path) -> None:
    """Looked at by hand: these few are really hidden; comments, descriptions and properties are no alarm."""
    alarms = {}
    for folder in ("docx", "odt", "pptx", "odp-ods", "xlsx"):
        for path in sorted((corpus / folder).iterdir()):
            quiet = ("hidden.alternative", "hidden.metadata", "hidden.comment")
            hidden = [each for page in read(path.read_bytes()) for each in page.hidden if each.why not in quiet]
            if hidden:
                alarms[path.name] = sorted({each.why for each in hidden})
    assert alarms == {
        "delins.docx": ["hidden.deleted"],  # tracked changes
        "digital-rail-proposal-en.docx": ["hidden.not_shown"],  # headers of even pages, which there are not
        "digital-rail-proposal-fr.docx": ["hidden.not_shown"],
        "federal-plain-language-guidelines.docx": ["hidden.invisible"],  # two vanished list items
        "testODFwithOOo3.odt": ["hidden.deleted"],
        "xlsx_01.xlsx": ["hidden.not_shown"],  # its fourth sheet is hidden
    }
