from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secretaire.records import Role
from secretaire.vault.normalise import fold, normalise
from secretaire.vault.query import parse_query, snippet_of
from secretaire.vault.search import Filters
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
        ("haushalt", True),
        ("Landes", True),
        ("haush*", True),
        ("halt", False),
        ('"haushalt gilt"', False),
        ('"landeshaushalt gilt"', True),
        ("informationsfreiheit", True),
        ("aujourd'hui", True),
        ("l’été", True),
        ("ete", True),
        ("déléguée", True),
    ],
)
def test_words_are_found_as_people_type_them(vault: Vault, query: str, found: bool) -> None:
    text = "Die Verträge sind einzuhalten. Lange Straße. Il faut que l'État aime le cœur. Der Landeshaushalt gilt."
    text += " Das Informationsfreiheitsgesetz. Aujourd’hui, l'été de la Déléguée."
    examples.import_text(vault, text)
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
    assert [hit.snippet for hit in vault.search("", Filters(kinds=["message"]))] == ["newest", "older"]


def test_passages_of_one_extraction_are_ranked(vault: Vault) -> None:
    _, mine = examples.import_text(vault, "Data governance needs a data governance body.")
    examples.import_text(vault, "Data governance elsewhere.")
    ranked = vault.search_passages([mine.id], ["governance", "body", "?"], 5)
    assert len(ranked) == 1
    assert ranked[0][1] > 0
    assert vault.search_passages([mine.id], ["?!"], 5) == []


def test_a_snippet_ends_with_a_whole_word() -> None:
    text = "word " * 38 + "a administration of everything"
    for shift in range(8):
        snippet, highlights = snippet_of("x" * shift + text, parse_query("admin* word"))
        assert ("x" * shift + text)[len(snippet) : len(snippet) + 1] in ("", " ")
        assert all(snippet[start:end] in ("word", "admin", "x" * shift + "word") for start, end in highlights)


# -- narrowing, ranking, forgetting ---------------------------------------------------------------------------------
def test_a_search_is_narrowed(vault: Vault) -> None:
    document, _ = examples.import_text(vault, "Die Frist für den Vertrag endet.", marking="VS-NfD")
    vault.update_document(replace(document, language="de", collection="Verträge"))
    chat = examples.conversation()
    vault.add_conversation(chat)
    vault.add_message(chat.id, Role.USER, "Welche Frist hat der Vertrag?")

    def kinds(**narrow: Any) -> set[str]:
        return {hit.kind for hit in vault.search("frist vertrag", Filters(**narrow))}

    assert kinds() == {"passage", "message"}
    assert kinds(kinds=["message"]) == {"message"}
    assert kinds(marking="VS-NfD") == {"passage"}
    assert kinds(marking="") == {"message"}
    assert kinds(language="de") == {"passage"} == kinds(collection="Verträge")
    assert kinds(language="fr") == set() == kinds(collection="Anderes")
    today = chat.created_at[:10]
    assert kinds(since=today, until=today) == {"passage", "message"}
    assert kinds(since="2999-01-01") == set() == kinds(until="1999-12-31")


def test_the_best_find_comes_first(vault: Vault) -> None:
    chat = examples.conversation()
    vault.add_conversation(chat)
    best = vault.add_message(chat.id, Role.USER, "Vertrag, Vertrag und noch ein Vertrag")
    for number in range(5):
        vault.add_message(chat.id, Role.USER, f"Ein langer Text {number} über vieles, der einen Vertrag nur streift.")
    for exact in (False, True):
        assert vault.search("vertrag", exact=exact)[0].item == best.id


def _segments(vault: Vault) -> bytes:
    return b"".join(bytes(row["block"]) for row in vault._store.rows("SELECT block FROM words_data"))


def test_deleted_words_are_gone_from_the_index_itself(vault: Vault) -> None:
    chat = examples.conversation()
    vault.add_conversation(chat)
    vault.add_message(chat.id, Role.USER, "Kanarienvogel im Flur")
    assert b"kanarienvogel" in _segments(vault)
    vault.delete_conversation(chat.id)
    assert b"kanarien" not in _segments(vault)


@given(st.lists(st.text(max_size=40), max_size=8))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_index_is_sound_whatever_is_stored_and_deleted(vault: Vault, texts: list[str]) -> None:
    kept, gone = examples.conversation(), examples.conversation()
    for chat in (kept, gone):
        vault.add_conversation(chat)
        for text in texts:
            vault.add_message(chat.id, Role.USER, text)
    vault.delete_conversation(gone.id)
    assert all(finding.faults == 0 for finding in vault.verify())
    vault.delete_conversation(kept.id)
    assert vault._store.row("SELECT count(*) AS n FROM words_docsize") == {"n": 0}


@given(st.text(max_size=100))
def test_folding_with_and_without_the_way_back_is_one(text: str) -> None:
    assert fold(text) == normalise(text)[0]


# -- compounds ------------------------------------------------------------------------------------------------------
def test_a_word_is_found_in_compounds_after_what_holds_it_whole(vault: Vault) -> None:
    chat = examples.conversation()
    vault.add_conversation(chat)
    whole = vault.add_message(chat.id, Role.USER, "Irgendwo in einem langen Text steht der Haushalt neben anderem.")
    part = vault.add_message(chat.id, Role.USER, "Bundeshaushalt, Landeshaushalt.")
    assert [hit.item for hit in vault.search("haushalt")] == [whole.id, part.id]
    plan = vault.add_message(chat.id, Role.USER, "Der Haushaltsplan für Haushaltspläne.")
    assert [hit.item for hit in vault.search("Haushaltsplan")] == [plan.id]
    assert {hit.item for hit in vault.search("haushalt", exact=True)} == {whole.id, part.id, plan.id}


def test_the_part_is_highlighted_in_the_original(vault: Vault) -> None:
    examples.import_text(vault, "Über den Bundeshaushalt und die Rathäuser, GESETZESENTWÜRFE und das Gesetz.")
    marked = {
        query: [hit.snippet[start:end] for hit in vault.search(query) for start, end in hit.highlights]
        for query in ("haushalt", "haus", "gesetz", "bundes*")
    }
    assert marked == {
        "haushalt": ["haushalt"],
        "haus": ["häuser"],
        "gesetz": ["GESETZES", "Gesetz"],
        "bundes*": ["Bundes"],
    }


def test_highlights_never_overlap(vault: Vault) -> None:
    examples.import_text(vault, "Der Haushaltsplan.")
    (hit,) = vault.search("haushalt haushaltsplan plan haush*")
    assert [hit.snippet[start:end] for start, end in hit.highlights] == ["Haushaltsplan"]


def test_compounds_of_other_languages_are_left_alone(vault: Vault) -> None:
    document, _ = examples.import_text(vault, "Bundeshaushalt")
    vault.update_document(replace(document, language="en"))
    assert vault.search("haushalt") == []
    assert vault.search("bundeshaushalt")
    vault.update_document(replace(document, language="de"))
    assert vault.search("haushalt")
    vault.delete_document(document.id)
    assert b"haush" not in _segments(vault)


def test_passages_are_found_by_parts_of_their_words(vault: Vault) -> None:
    _, mine = examples.import_text(vault, "Der Bundeshaushalt ist beschlossen.")
    assert vault.search_passages([mine.id], ["haushalt"], 5)[0][0].text == "Der Bundeshaushalt ist beschlossen."


def test_an_index_made_anew_knows_the_parts(vault: Vault) -> None:
    examples.import_text(vault, "Der Bundeshaushalt ist beschlossen.")
    vault._store.run("INSERT INTO words (words) VALUES ('delete-all')")
    assert not vault.search("haushalt")
    vault.verify()
    assert vault.search("haushalt")
