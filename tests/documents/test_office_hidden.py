"""Hidden text in office files: every trick is found and told, and what is seen stays seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from secretaire.documents.wire import WhyHidden
from tests.documents.office_reading import read
from tests.documents.office_tricks import SECRET, SEEN, all_tricks

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
