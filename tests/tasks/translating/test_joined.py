from __future__ import annotations

from dataclasses import replace

from secretaire.records import ModelUsed, Segment, TextState, Timing, Translation
from secretaire.tasks.exporting.export_texts import translation_blocks
from secretaire.tasks.translating.translate import joined

SEGMENTS = (
    Segment("A <1>new</1> rule.", "Eine <1>neue</1> Regel.", "model", 0),
    Segment("Yes.<2/>", "Ja.<2/>", "model", 0),
)
MADE = Translation(
    "id", "en", "de", SEGMENTS, ("", " ", "\n"), ModelUsed("", "", False), Timing(), TextState.COMPLETE, "", "2026"
)


def test_what_is_copied_of_a_file_s_translation_holds_no_inline_tags() -> None:
    assert joined(MADE) == "Eine neue Regel. Ja.\n"


def test_what_is_exported_of_a_file_s_translation_holds_no_inline_tags() -> None:
    said = " ".join(text for block in translation_blocks(MADE) for text in (block.text, *block.cells))
    assert "neue Regel" in said
    assert "<" not in said


def test_signs_that_are_no_tags_stay() -> None:
    other = replace(MADE, segments=(Segment("a < 1", "a < 1 <b>", "model", 0), SEGMENTS[1]))
    assert joined(other).startswith("a < 1 <b> Ja.")
