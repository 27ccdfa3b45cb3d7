from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secretaire.records import Role
from secretaire.vault.normalise import normalise
from secretaire.vault.search import parse_query, snippet_of
from secretaire.vault.vault import Vault
from tests.vault import examples


@given(st.text(max_size=200))
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    folded, origins = normalise(text)
    assert len(origins) == len(folded) + 1
    assert origins == sorted(origins)
    assert all(0 <= origin <= len(text) for origin in origins)


@given(st.text(max_size=100))
def test_folding_ignores_case_and_normal_form(text: str) -> None:
    assert normalise(unicodedata.normalize("NFC", text))[0] == normalise(unicodedata.normalize("NFD", text))[0]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Verträge", True),
        ("vertraege", True),
        ("VERTRAGE", True),
        ("vertr*", True),
        ("vertr", False),
        ("strasse", True),
        ("Straße", True),
        ("etat", True),
        ("État", True),
        ('"sind einzuhalten"', True),
        ('"einzuhalten sind"', False),
        ("verträge mond", False),
        ("cœur", True),
        ("coeur", True),
    ],
)
def test_words_are_found_as_people_type_them(vault: Vault, query: str, found: bool) -> None:
    examples.import_text(vault, "Die Verträge sind einzuhalten. Lange Straße. Il faut que l'État aime le cœur.")
    assert bool(vault.search(query)) is found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(alphabet="abc\"*()-+:^ANDORNEAR{}\\' äß.", max_size=30))
def test_no_query_is_an_error(vault: Vault, query: str) -> None:
    vault.search(query)


def test_snippets_are_cut_from_the_original_with_its_highlights(vault: Vault) -> None:
    examples.import_text(vault, "Vorher " * 60 + "stehen Verträge und Straßen da. " + "Nachher " * 60)
    (hit,) = vault.search("strassen vertraege")
    assert [hit.snippet[start:end] for start, end in hit.highlights] == ["Verträge", "Straßen"]
    assert len(hit.snippet) <= 200


def test_nothing_sought_lists_the_newest(vault: Vault) -> None:
    chat = examples.conversation()
    vault.add_conversation(chat)
    vault.add_message(chat.id, Role.USER, "older")
    vault.save_translation(examples.translation())
    vault.add_message(chat.id, Role.USER, "newest")
    assert [hit.kind for hit in vault.search("")] == ["message", "translation", "message"]
    assert [hit.snippet for hit in vault.search("", kinds=["message"])] == ["newest", "older"]


def test_passages_of_one_extraction_are_ranked(vault: Vault) -> None:
    _, mine = examples.import_text(vault, "Data governance needs a data governance body.")
    examples.import_text(vault, "Data governance elsewhere.")
    ranked = vault.search_passages(mine.id, ["governance", "body", "?"], 5)
    assert len(ranked) == 1
    assert ranked[0][1] > 0
    assert vault.search_passages(mine.id, ["?!"], 5) == []


def test_a_snippet_ends_with_a_whole_word() -> None:
    text = "word " * 38 + "a administration of everything"
    for shift in range(8):
        snippet, highlights = snippet_of("x" * shift + text, parse_query("admin* word"))
        assert ("x" * shift + text)[len(snippet) : len(snippet) + 1] in ("", " ")
        assert all(snippet[start:end] in ("word", "admin", "x" * shift + "word") for start, end in highlights)
