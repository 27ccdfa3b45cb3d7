"""What a letter or mail asks for: its questions and requests, as sentences. No order in it is followed.

Greetings, quoted older mails (but for a mail that is nothing else), and what reads like an order to a program are no
requests.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from secretaire.records import Page
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.text_features import stems
from secretaire.tasks.prompting.prompts import word_list

Places = Mapping[int, Sequence[tuple[int, int]]]
"""For each page by its number (start, end) of what lies there."""
MOST_REQUESTS = 12
LEAST_WORDS = 3
BARE = 2
"""A question with fewer content words than this leans on the sentence before it."""
_FIELD = re.compile(r"^[A-ZÀ-Þ][\w-]{1,15}\s?:\s")
_SENDER = re.compile(r"^(?:From|Von|De)\s?:\s*(?P<name>[^<\n@]{2,60}?)\s*(?:<|$)", re.MULTILINE)
_SUBJECT = re.compile(r"^(?:Subject|Betreff|Objet)\s?:[ \t]*(?P<subject>[^\n]{2,150})$", re.MULTILINE)
_SENT = re.compile(r"^Date\s?:[^\n\d]{0,10}(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]{2}) (?P<year>\d{4})\b", re.MULTILINE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HEAD = 2000
"""So many characters of a letter's beginning may be a mail's head."""
_NAME = re.compile(r"[^\W\d_][^\W\d_.’' -]*(?:[ .’'-]+[^\W\d_]+\.?)*")
_COMMA_NAME = re.compile(r"^([^,]+), ([^,]+)$")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the letter says it, and the words to look for: courtesies left out, what it leans on put in."""

    said: Candidate
    sought: str


@dataclass(frozen=True, slots=True)
class Head:
    """What a mail's head tells: the sender's name, the subject and the day it was sent; "" and None where it isn't
    plain."""

    sender: str = ""
    subject: str = ""
    sent: date | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What is told of a letter: its requests, its head, how many orders to a program were passed over, how many
    requests beyond the most that are answered."""

    requests: tuple[Asked, ...]
    head: Head
    orders: int
    left_out: int


def read_letter(sentences: Sequence[Candidate], pages: Sequence[Page]) -> Letter:
    """Find what a letter asks for; ``sentences`` are all of its own, in order."""
    ordering, quotes = _orders(pages), _quotes(pages)
    own = [each for each in sentences if not _lies_in(each, quotes)]
    orders = sum(_lies_in(each, ordering) and _is_request(_line(each), each.language) for each in sentences)
    requests = _requests(own, ordering) or _requests(sentences, ordering)
    return Letter(tuple(requests[:MOST_REQUESTS]), head_of(pages), orders, max(0, len(requests) - MOST_REQUESTS))


def _requests(sentences: Sequence[Candidate], ordering: Places) -> list[Asked]:
    found: list[Asked] = []
    before = ""
    for sentence in sentences:
        text = _line(sentence)
        if _lies_in(sentence, ordering) or text.startswith(">") or _FIELD.match(text):
            continue
        if _is_request(text, sentence.language):
            found.append(Asked(sentence, _sought(text, before, sentence.language)))
        before = text
    return found


def _line(sentence: Candidate) -> str:
    return " ".join(sentence.text.split())


def _orders(pages: Sequence[Page]) -> Places:
    return {page.number: page.instructions for page in pages}


def _quotes(pages: Sequence[Page]) -> Places:
    return {page.number: [(each.start, each.end) for each in page.structure if each.kind == "quote"] for page in pages}


def _lies_in(sentence: Candidate, places: Places) -> bool:
    span = sentence.span
    return any(start < span.end and span.start < end for start, end in places.get(span.page, ()))


def _is_request(text: str, language: str) -> bool:
    """A question, or a sentence that asks for something ("please send me …")."""
    words = re.findall(r"\w+", text.casefold())
    if len(words) < LEAST_WORDS:
        return False
    if text.rstrip('"”») ').endswith("?"):
        return True
    said = " ".join(["", *words, ""])
    return any(_asking(phrase).search(said) for phrase in word_list("requesting", language))


@functools.cache
def _asking(phrase: str) -> re.Pattern[str]:
    """A phrase's words in order, a word or two between them: "möchte_wissen" is "möchte ich gern wissen"."""
    words = map(re.escape, phrase.split("_"))
    return re.compile(" " + r"(?: \S+){0,2} ".join(words) + " ")


def _sought(text: str, before: str, language: str) -> str:
    """The question without its courtesies; with the sentence before it where it says too little alone."""
    bare = _without_courtesy(text, language)
    if (
        len(set(stems(bare, language)) - set(stems(" ".join(word_list("asking", language)), language))) < BARE
        and before
    ):
        return f"{before} {bare}"
    return bare


def _without_courtesy(text: str, language: str) -> str:
    """ "Could you please tell me how long it takes?" is "how long it takes?"."""
    courtesy = word_list("courtesy", language)
    kept = [word for word in text.split() if word.casefold().strip(".,;:!?") not in courtesy]
    bare = " ".join(kept).strip(" ,;:")
    return bare[:1].upper() + bare[1:]


def head_of(pages: Sequence[Page]) -> Head:
    """What a mail's head tells; a name must be made of letters alone ("Weber, Anna" is turned round), a subject must
    not read like an order to a program."""
    if not pages:
        return Head()
    text = pages[0].text[:_HEAD]
    subject = _SUBJECT.search(text)
    if subject and any(start < subject.end() and subject.start() < end for start, end in pages[0].instructions):
        subject = None
    return Head(_sender(text), " ".join(subject["subject"].split()) if subject else "", _sent(text))


def _sender(text: str) -> str:
    match = _SENDER.search(text)
    if match is None:
        return ""
    name = _COMMA_NAME.sub(r"\2 \1", match["name"].strip(" \"'"))
    return name if _NAME.fullmatch(name) else ""


def _sent(text: str) -> date | None:
    match = _SENT.search(text)
    if match is None or match["month"] not in _MONTHS:
        return None
    with contextlib.suppress(ValueError):  # the 31st of a shorter month
        return date(int(match["year"]), _MONTHS.index(match["month"]) + 1, int(match["day"]))
    return None
