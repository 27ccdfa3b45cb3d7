from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.documents.language import detect
from secretaire.documents.sentences import segment


def split(text: str, language: str = "") -> list[str]:
    return [text[start:end] for start, end in segment(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("Nach § 3 Abs. 2 Nr. 3 BGB gilt das. Die Klage ist begründet.", "de", 2),
        ("Vgl. Urt. v. 3. Mai 2012 a.a.O. Die Revision bleibt erfolglos.", "de", 2),
        ("Das gilt z. B. für Behörden. Sie müssen prüfen.", "de", 2),
        ("Am 3. Mai wurde entschieden. Der Senat folgt dem.", "de", 2),
        ("M. Dupont est arrivé. Il a lu l'art. 5 du code.", "fr", 2),
        ("The U.S. Senate met. Mr. Smith spoke.", "en", 2),
        ("See Sec. 4 of the Act. It applies, e.g. to data.", "en", 2),
        ("Is it true? Yes! It is.", "en", 3),
        ("He said “stop.” Then he left.", "en", 2),
        ("One paragraph\n\nAnother one", "en", 2),
        ("The list:\n• first\n• second", "en", 3),
        ("The steps:\na. First do this.\nb. Then do that.", "en", 3),
        ("Es gilt Art. 5 Nr.\n3) und sonst nichts.", "de", 1),
        ("Die Frist für die Anträge, die das Amt gesetzt hat, endete also\n19. März 2024 um zwölf Uhr.", "de", 1),
        ("Darüber haben die 2. Kammer und die\n3. Kammer des Gerichts verschieden entschieden.", "de", 1),
        ("Nach Auffassung des 1. Senats und,\n2. Senat folgend, der Literatur gilt das.", "de", 1),
        ("Die Ausgaben des Landes stiegen stärker als geplant, denn schon\n1. Quartal und Mai waren teuer.", "de", 1),
        ("Le règlement est applicable à compter du\n1er janvier 2024 dans tous les services.", "fr", 1),
        ("Termine\n19. März Abgabe der Unterlagen\n3. April Prüfung im Amt", "de", 3),
        ("Geprüft wurden alle Anträge der letzten drei Monate\n1. Fristen\n2. Zuständigkeit", "de", 3),
        ("Es fehlt die Zustimmung für den Gartenweg 14. Ohne diese Unterlage geht es nicht.", "de", 2),
        ("Version 2.5 is out. It costs 3.50 euros.", "en", 2),
    ],
)
def test_sentences_end_where_people_end_them(text: str, language: str, count: int) -> None:
    assert len(split(text, language)) == count, split(text, language)


@given(st.text(alphabet="ab.!? \n•1A(„”", max_size=120), st.lists(st.integers(0, 120), max_size=4))
def test_sentences_lie_in_order_and_lose_nothing(text: str, breaks: list[int]) -> None:
    last = 0
    covered = ""
    for start, end in segment(text, "", breaks):
        assert last <= start < end <= len(text)
        assert text[last:start].strip() == ""
        covered += text[start:end]
        last = end
    assert "".join(covered.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The agency must publish the list of all the data that it holds.", "en"),
        ("Die Behörde hat die Liste der Daten zu veröffentlichen, die sie führt.", "de"),
        ("L'administration doit publier la liste des données qu'elle détient.", "fr"),
        ("1234 5678", ""),
        ("", ""),
    ],
)
def test_the_language_is_told(text: str, language: str) -> None:
    assert detect(text) == language
