"""Values that a model picks out of sentences: they count only where a sentence holds them word for word."""

from __future__ import annotations

import json
from collections.abc import Sequence

from secretaire.inference.interface import Generated, Priority, Request, Sampling, Turn
from secretaire.records import Role
from secretaire.tasks.extracting.table_schema import Field
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.text_features import stems
from secretaire.tasks.prompting.fences import listed
from secretaire.tasks.prompting.prompts import prompt, word_list

VALUE_TOKENS, LIST_TOKENS = 60, 200
LEAST, WHOLE = 4, 0.7
"""A value of at least so many words, and of this share of its sentence's, is a sentence rather than a value."""
SEPARATOR = "; "
_TEXT = {"type": "string", "maxLength": 200}
_ONE = json.dumps({"type": "object", "properties": {"value": _TEXT}, "required": ["value"]})
_MANY = json.dumps(
    {
        "type": "object",
        "properties": {"values": {"type": "array", "items": _TEXT, "maxItems": 20}},
        "required": ["values"],
    }
)
Picked = tuple[str, Candidate]


def picking(field: Field, sentences: Sequence[Candidate]) -> Request:
    """The request for a text's or a list's value out of sentences."""
    language, many = sentences[0].language, field.type == "list"
    passages = listed(each.text for each in sentences)
    key = "extract_list" if many else "extract_field"
    return _request(prompt(key, language, passages=passages, field=field.sought), language, many=many)


def shortening(field: Field, picked: Picked) -> Request:
    """The request for the few words of a sentence that answer, where the whole sentence was picked."""
    language = picked[1].language
    asked = prompt("extract_shorter", language, sentence=picked[1].text, field=field.sought)
    return _request(asked, language, many=False)


def _request(asked: str, language: str, *, many: bool) -> Request:
    turns = (Turn(Role.SYSTEM, prompt("extract_system", language)), Turn(Role.USER, asked))
    schema, tokens = (_MANY, LIST_TOKENS) if many else (_ONE, VALUE_TOKENS)
    return Request(turns, tokens, Sampling(temperature=0.0), schema=schema, priority=Priority.BACKGROUND)


def picked(generated: Generated, sentences: Sequence[Candidate], field: Field) -> list[Picked]:
    """The values of an answer that stand in a sentence, each once, in the answer's order; none that only says the
    field's name over again ("chair" where the chair is sought)."""
    try:
        said = json.loads(generated.text)
        values = said["values"] if "values" in said else [said["value"]]
    except (ValueError, KeyError, TypeError):  # cut off at its longest: no value
        return []
    name = set(stems(field.name.replace("_", " "), ""))
    found = (standing(str(value), sentences) for value in values if not _repeats(str(value), name))
    return list({value.casefold(): (value, sentence) for value, sentence in filter(None, found)}.values())


def _repeats(value: str, name: set[str]) -> bool:
    said = set(stems(value, ""))
    return bool(said) and said <= name


def too_long(picked: Picked) -> bool:
    """Whether a value is rather its whole sentence."""
    words = len(picked[0].split())
    return words >= LEAST and words >= WHOLE * len(picked[1].text.split())


def cut(picked: Picked, field: Field) -> Picked:
    """A value without the words at its ends that only repeat what is sought: "The CDO keeps the register" is "The CDO"
    where it is sought who keeps it."""
    value, sentence = picked
    words, sought = value.split(), set(stems(field.sought, sentence.language))
    repeats = [bool(sought & set(stems(word, sentence.language))) for word in words]
    stop = word_list("stop", sentence.language)
    idle = [again or word.casefold() in stop for word, again in zip(words, repeats, strict=True)]
    first, last = _idle(idle, repeats), len(words) - _idle(idle[::-1], repeats[::-1])
    left = " ".join(words[first:last]).strip(" .,;:")
    return (left, sentence) if left else picked


def _idle(idle: Sequence[bool], repeats: Sequence[bool]) -> int:
    """How many words at the beginning say nothing of their own; none where none of them repeats what is sought."""
    count = next((place for place, each in enumerate(idle) if not each), len(idle))
    return count if any(repeats[:count]) else 0


def standing(value: str, sentences: Sequence[Candidate]) -> Picked | None:
    """A value as the first sentence that holds it writes it; case, blanks and closing marks aside."""
    sought = " ".join(value.split()).strip(" .,;:\"“”„«»'").casefold()
    if not sought:
        return None
    for sentence in sentences:
        text = " ".join(sentence.text.split())
        place = text.casefold().find(sought)
        inside = place > 0 and text[place - 1].isalnum()
        end = place + len(sought)
        if place >= 0 and not inside and not text[end : end + 1].isalnum():
            return text[place:end], sentence
    return None
