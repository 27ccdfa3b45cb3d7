"""Questions in the words of somebody who does not know the document, and its pages that answer, found by reading."""

from __future__ import annotations

from collections.abc import Sequence

PLAIN = "federal-plain-language-guidelines"
SOFTWARE = "18f-technology-budgeting-handbook"
PROOFING = "nist-sp-800-63a"
AID = "Hinweisblatt_Prozesskostenhilfe"
CHECK = "digitalcheck-vorpruefung"
IDENTITY = "tb-directive-identity-management-fr"

QUESTIONS: Sequence[tuple[str, str, frozenset[int]]] = (
    ("Which word says best that people are obliged to do something?", PLAIN, frozenset({31, 32})),
    ("Is it fine to write don't and can't in official texts?", PLAIN, frozenset({33})),
    ("Why are statements with several negations hard to follow?", PLAIN, frozenset({60, 61})),
    ("How many acronyms are too many?", PLAIN, frozenset({39, 40})),
    ("What is wrong with and/or?", PLAIN, frozenset({54})),
    ("Should a thing keep one name all through a text?", PLAIN, frozenset({51})),
    ("How can I make a wordy draft shorter?", PLAIN, frozenset({44, 45, 46})),
    ("How long is one round of work of a development team?", SOFTWARE, frozenset({7})),
    ("Who on the government's side decides what is built next?", SOFTWARE, frozenset({8, 9})),
    ("What are the dangers of buying a ready-made program and having it tailored?", SOFTWARE, frozenset({17, 18})),
    ("How do we get rid of a supplier whose work is poor?", SOFTWARE, frozenset({15})),
    ("How can we see whether a project really gets on?", SOFTWARE, frozenset({18, 19})),
    ("For how long does a number sent by text message stay good?", PROOFING, frozenset({19})),
    ("What should a person hear when the check of who they are fails?", PROOFING, frozenset({37})),
    ("May people be asked for their social insurance number?", PROOFING, frozenset({35})),
    ("Are fingerprints needed at the strictest level?", PROOFING, frozenset({20, 21, 23})),
    ("Wie oft muss ich höchstens monatlich zurückzahlen?", AID, frozenset({1})),
    ("Bekomme ich etwas, wenn meine Versicherung den Anwalt bezahlt?", AID, frozenset({1})),
    ("Muss ich Bescheid geben, wenn ich umziehe oder mehr verdiene?", AID, frozenset({2})),
    ("Wer zahlt den Anwalt der anderen Seite, wenn ich unterliege?", AID, frozenset({2})),
    ("Wer prüft, ob ein Gesetz digital umgesetzt werden kann?", CHECK, frozenset({1})),
    ("Comment numérote-t-on les agents de l'État ?", IDENTITY, frozenset({4})),
    ("À qui un citoyen peut-il poser ses questions sur ce texte ?", IDENTITY, frozenset({5})),
    ("Peut-on reconnaître une personne à distance plutôt qu'au guichet ?", IDENTITY, frozenset({3})),
)
