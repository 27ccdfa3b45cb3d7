"""Boxes to tick of a PDF's form are told with whether they are ticked, however they are drawn."""

from __future__ import annotations

import pymupdf
import pytest

from tests.documents.opening import read


@pytest.mark.parametrize("drawn", [True, False])
def test_a_tick_stands_by_its_label(drawn: bool) -> None:
    file = pymupdf.open()
    page = file.new_page()
    page.insert_text((72, 60), "Does the household agree to what was asked?", fontsize=11)
    for row, (label, on) in enumerate((("I agree", True), ("I do not", False))):
        box = pymupdf.Widget()
        box.field_type, box.field_name = pymupdf.PDF_WIDGET_TYPE_CHECKBOX, f"box {row}"
        box.rect, box.field_value = pymupdf.Rect(72, 80 + 20 * row, 84, 92 + 20 * row), on
        page.add_widget(box)
        page.insert_text((90, 90 + 20 * row), label, fontsize=11)
    if not drawn:
        for each in page.widgets():
            for key in ("AP", "AS"):
                file.xref_set_key(each.xref, key, "null")
    (found,) = read(file.tobytes())
    assert [line.split("\t") for line in found.text.splitlines()[-2:]] == [["☒", "I agree"], ["☐", "I do not"]]
