"""What reads as a sentence that can stand alone: no heading, caption, table row, reference, question or fragment."""

from __future__ import annotations

import re

from secretaire.tasks.language.finite_verbs import has_finite_verb

LEAST_CHARACTERS, MOST_CHARACTERS, LEAST_WORDS = 40, 420, 6
LEAST_LETTERS = 0.72
"""The share of letters in what is no white space: a sentence may hold dates and amounts, rows of figures are none."""
_ENDS = re.compile(r"[.!][\"”’»)\]]*$")
# … but at an abbreviation that something follows ("i. S. d.", "i.e.") a text was only cut off.
_CUT_OFF = re.compile(r"\s(?:[a-zäöü]|bzw|i\.\s?e|e\.\s?g|z\.\s?B|d\.\s?h)\.$")
_BEGINS = re.compile(r"[\"“„«(\[]*[A-ZÀ-ÖØ-Þ0-9§]")
_NUMBERING = re.compile(
    r"(?:\(?(?:\d{1,3}|[a-z]{1,3}|[IVX]+)[.)]|(?:[A-Z]\.)?\d+(?:[.,]\d+)+\.?)\s+(?=[\"“„«(]?[A-ZÀ-Þ])"
)
# A heading that the layout left on its sentence: "Notice and Consent The provider …". No such word stands capitalised
# within a sentence, unless a name follows it ("The Hague").
_HEADING = re.compile(
    r"(?:[\w’'-]+ ){1,7}?"
    r"(?=(?:The|This|These|Those|If|When|An|Le|La|Les|Il|Ce|Cette|Ces|Der|Die|Das|Ein|Eine|Wenn) (?:[a-zà-ÿ]|[A-Z]{2}))"
)
# "Level 1: …", "Niveau 1 : …": what follows may be a sentence, with its label it is a row of a list.
_LABEL = re.compile(r"[A-ZÀ-Þ][\w’'-]+ (?:\d+|[A-Z])\s?:\s+")
# An item that goes on with what announces its list.
_ITEM = re.compile(r"\(?(?:\d{1,2}|[a-z])[.)]\s+[a-zà-ÿ]")
# What a text calls what follows it ("Hinweis: Die …", "Leitsatz/-sätze: Der …"), or a heading in capitals; acronyms
# are shorter, or stand alone.
_ASIDE = (
    r"(?i:à noter|nota bene|n\.?b\.?|note that|(?:note|remarque)(?: importante| technique)?|attention|rappel"
    r"|exemples?|examples?|remember|warning|tip|hinweis|achtung|merke|beispiel"
    r"|cas particuliers?|special cases?|sonderf[aä]lle?)"
)
_ANNOUNCED = re.compile(
    rf"(?:{_ASIDE}|(?i:important|wichtig|zusammengefasst|zusammenfassung|fazit|conclusion|ergebnis|summary"
    r"|leits[aä]tze?(?:/-sätze)?))\s?:\s+(?=[A-ZÀ-Þ])"
    r"|(?i:cas particuliers?|note technique)\s+(?=[A-ZÀ-Þ][a-zà-ÿ])"
    r"|(?:[A-ZÀ-Þ]{9,}|[A-ZÀ-Þ]{4,}(?:\s[A-ZÀ-Þ]{2,})+|[A-ZÀ-Þ]{4,}(?=\s?:))[\s:]+(?=[A-ZÀ-Þ]\w*[a-zà-ÿ]+\s[\w(])"
)
_ASIDE_BEGINS = re.compile(rf"{_ASIDE}\s?:\s")
# The rest of a sentence that a line, a page or a list was made to end before ("vom | 19. März 2013 das Urteil …").
_DATED_HALF = re.compile(
    r"(?:\d{1,2}\.\s)?(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\s\d{4}\s[a-zäöü]"
)
# Full stops within a sentence, behind words: the lines of boxes beside each other were read across them.
_JUMBLED = re.compile(r"[a-zà-ÿß]{6,}\.\s[a-zà-ÿ].*[a-zà-ÿß]{6,}\.\s[a-zà-ÿ]", re.DOTALL)
# Items of a list run together by the layout, and forms with blanks to fill in.
_LISTED = re.compile(r"[.:;]\s+(?:(?:and|or|und|oder|et|ou)\s+)?(?:[o•▪■●◦‣\uf000-\uf0ff]|\d+(?:\.\d+)+\.?)\s+[A-ZÀ-Þ]")
_TO_FILL_IN = re.compile(
    r"\[[^\W\d_][^\]\d]{1,30}\]\s*\[|\[(?i:insert|enter|name|date|title|einfügen|eintragen|datum|titel|insérer|nom|titre)\b"
)
_NAMED = re.compile(r"[A-ZÀ-Þ][\w’'-]*(?: [\w’'-]+){0,3}\s?:\s+")
# A letter's form of address; what follows it begins with a small letter in some languages.
_ADDRESSED = re.compile(
    r"(?:(?:Sehr geehrte[rs]?|Liebe[rs]?|Guten Tag|Dear|Chère?s?|Bonjour)\b[^.!?,\n]{0,60}"
    r"|(?:Madame|Monsieur|Mesdames|Messieurs)(?:,? (?:Madame|Monsieur|Mesdames|Messieurs))*),\s+(?=\w)"
)
_CAPTION = re.compile(
    r"(?:figure|fig\.|table|chart|box|abbildung|abb\.|tabelle|tableau|graphique|note)\s*\d*\s*:", re.I
)
_REFERENCE = re.compile(
    r"https?://|www\.|doi\.|\bISBN\b|\bet al\.|^\s*(?:\[\d+\]|\d+\s)|\bRn\.|\bvgl\.|\bUrteil vom\b|\bibid\b"
    r"|\bclick here\b|\bcliquez ici\b|\bhier klicken\b",
    re.I,
)
# The numbers of a chart, or the items of a list, that were read as one with a sentence.
_CELLS = re.compile(r"(?:[\d.,]+\s?[%€$£]?\s+){2}|.*(?:[\uE000-\uF8FF•▪◦●■]|→)\s", re.DOTALL)
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("„", "“"), ("«", "»"))


def is_sentence(text: str, language: str) -> bool:
    """Whether a text reads as one statement that can stand alone; a verb is looked for in the languages known."""
    letters = sum(character.isalpha() for character in text)
    return (
        LEAST_CHARACTERS <= len(text) <= MOST_CHARACTERS
        and len(text.split()) >= LEAST_WORDS
        and letters > LEAST_LETTERS * len("".join(text.split()))
        and _ENDS.search(text) is not None
        and _CUT_OFF.search(text) is None
        and _BEGINS.match(text) is not None
        and not (text.startswith("(") and text.rstrip(".").endswith(")"))
        and _CAPTION.match(text) is None
        and _LABEL.match(text) is None
        and _ITEM.match(text) is None
        and _DATED_HALF.match(text) is None
        and _JUMBLED.search(text) is None
        and _LISTED.search(text) is None
        and _TO_FILL_IN.search(text) is None
        and _CELLS.match(text) is None
        and _REFERENCE.search(text) is None
        and _balanced(text)
        and has_finite_verb(_unnamed(text), language)
    )


def lead_in(text: str) -> int:
    """The length of what stands before a sentence without belonging to it: a clause's number, a letter's form
    of address, a label, a heading."""
    numbered = _NUMBERING.match(text)
    start = numbered.end() if numbered else 0
    announced = _ANNOUNCED.match(text, start)
    start = announced.end() if announced else start
    addressed = _ADDRESSED.match(text, start)
    start = addressed.end() if addressed else start
    labelled = _LABEL.match(text, start)
    if labelled and text[labelled.end() : labelled.end() + 1].isupper():
        start = labelled.end()
    heading = _HEADING.match(text, start)
    return heading.end() if heading else start


def is_address(text: str) -> bool:
    """Whether a text is a letter's form of address and nothing else: "Dear Ms Weber,"."""
    found = _ADDRESSED.match(f"{text} x")
    return found is not None and found.end() > len(text)


def _unnamed(text: str) -> str:
    """An item of a list without the few words that name it: "Audit : vérifier …" is no more of a sentence for them."""
    named = _NAMED.match(text)
    return text[named.end() :][:1].upper() + text[named.end() + 1 :] if named else text


def is_aside(text: str) -> bool:
    """Whether a text calls itself a note, a hint or an example."""
    return _ASIDE_BEGINS.match(text) is not None


def _balanced(text: str) -> bool:
    """Whether what is opened is closed; „German“ quotes close with the mark that opens “English” ones."""
    if text.count('"') % 2:
        return False
    if "„" in text:
        return text.count("„") == text.count("“") + text.count("”")
    return all(text.count(opening) == text.count(closing) for opening, closing in _PAIRS if opening != "„")
