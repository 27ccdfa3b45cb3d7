"""What a letter or mail asks for: its questions and requests, as sentences. No order in it is followed.

Greetings, quoted older mails, and what reads like an order to a program are no requests.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secretaire.records import Page
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.text_features import stems
from secretaire.tasks.prompting.prompts import word_list

MOST_REQUESTS = 12
LEAST_WORDS = 3
BARE = 2
"""A question with fewer content words than this leans on the sentence before it."""
_FIELD = re.compile(r"^[A-ZÀ-Þ][\w-]{1,15}\s?:\s")
_SENDER = re.compile(r"^(?:From|Von|De)\s?:\s*(?P<name>[^<\n@]{2,60}?)\s*(?:<|$)", re.MULTILINE)
_NAME = re.compile(r"[^\W\d_][^\W\d_.’' -]*(?:[ .’'-]+[^\W\d_]+\.?)*")
_COMMA_NAME = re.compile(r"^([^,]+), ([^,]+)$")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the letter says it, and the words to look for: courtesies left out, what it leans on put in."""

    said: Candidate
    sought: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What is told of a letter: its requests, its sender's name ("" where it isn't plain), how many orders to a program
    were passed over, how many requests beyond the most that are answered."""

    requests: tuple[Asked, ...]
    sender: str
    orders: int
    left_out: int


def read_letter(sentences: Sequence[Candidate], pages: Sequence[Page]) -> Letter:
    """Find what a letter asks for; ``sentences`` are all of its own, in order."""
    ordering = _orders(pages)
    requests: list[Asked] = []
    orders, before = 0, ""
    for sentence in sentences:
        text = " ".join(sentence.text.split())
        if _is_order(sentence, ordering):
            orders += _is_request(text, sentence.language)
        elif not text.startswith(">") and not _FIELD.match(text):
            if _is_request(text, sentence.language):
                requests.append(Asked(sentence, _sought(text, before, sentence.language)))
            before = text
    return Letter(tuple(requests[:MOST_REQUESTS]), sender_of(pages), orders, max(0, len(requests) - MOST_REQUESTS))


def _orders(pages: Sequence[Page]) -> Mapping[int, Sequence[tuple[int, int]]]:
    return {page.number: page.instructions for page in pages}


def _is_order(sentence: Candidate, ordering: Mapping[int, Sequence[tuple[int, int]]]) -> bool:
    span = sentence.span
    return any(start < span.end and span.start < end for start, end in ordering.get(span.page, ()))


def _is_request(text: str, language: str) -> bool:
    """A question, or a sentence that asks for something ("please send me …")."""
    words = re.findall(r"[\w’']+", text.casefold())
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


def sender_of(pages: Sequence[Page]) -> str:
    """The name in a mail's "From", where it is made of letters alone; "Weber, Anna" is turned round."""
    match = _SENDER.search(pages[0].text[:2000]) if pages else None
    if match is None:
        return ""
    name = _COMMA_NAME.sub(r"\2 \1", match["name"].strip(" \"'"))
    return name if _NAME.fullmatch(name) else ""
