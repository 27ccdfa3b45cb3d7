from __future__ import annotations

import pytest

from secretaire.tasks.language.text_features import language_of, links, shared, stem, stems


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "chairs", "chaired"),
        ("en", "agencies", "agency"),
        ("de", "veröffentlicht", "veröffentlichen"),
        ("de", "Behörde", "Behörden"),
        ("de", "beigefügt", "beifügen"),
        ("de", "zugelassene", "zulassen"),
        ("fr", "ministères", "ministère"),
        ("fr", "l'État", "état"),
        ("fr", "trouve-t-on", "trouve"),
        ("fr", "emploie-t-il", "emploie"),
    ],
)
def test_inflected_words_share_a_stem(language: str, one: str, other: str) -> None:
    assert stems(one, language) == stems(other, language)


def test_different_words_do_not() -> None:
    assert stem("provider", "en") != stem("province", "en")
    assert stem("angehören", "de") != stem("anhören", "de")


def test_shared_counts_content_words_only() -> None:
    assert shared("The body of the agency", "an agency", "en") == 0.5
    assert shared("of the", "nothing", "en") == 1.0


def test_words_put_together_differently_are_not_linked() -> None:
    evidence = "Agencies publish the inventory each year after the council has approved the training of new managers."
    assert all(links("Agencies publish the inventory.", evidence, "en"))
    assert not any(links("Training agencies, managers publish.", evidence, "en"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the body of the agency has to be in the plan that it made", "en"),
        ("die Stelle muss in den Plan, den sie für die Behörde gemacht hat", "de"),
        ("le ministère a fait un plan pour les agents de l'État et pour tous", "fr"),
        ("Berlin Paris London", ""),
    ],
)
def test_a_language_is_told_by_its_small_words(text: str, language: str) -> None:
    assert language_of(text) == language
