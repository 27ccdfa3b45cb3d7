"""What may be left out of a sentence: a whole parenthesis or clause, or a member of an enumeration, on which nothing
that stays hangs, and which neither restricts the rest nor is the statement itself.

No parser: a run of words, punctuation and short lists of words. What is in doubt may not go.
"""

from __future__ import annotations

from collections.abc import Iterator

from secretaire.tasks.prompting.prompts import word_list

LEAST_WORDS = 4
LEAST_CLAUSE = 2
LONGEST_MEMBER = 6
"""A longer piece between a comma and an "and" is no member of an enumeration, but the rest of a clause."""
Tokens = list[str]
# What sets a clause or a parenthesis off. A hyphen does not, and nor does an apostrophe.
_SETS_OFF = frozenset(",;:.!?()[]–—…")
ENDS = frozenset(".;!?:")
_ASIDE = frozenset("([–—")
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")


def is_word(token: str) -> bool:
    """Whether a token is a word or a number, no punctuation."""
    return token[0].isalnum()


def counts(token: str, free: str, language: str) -> bool:
    """Whether a token is a word, and none of those that change nothing (a word list of the language)."""
    return is_word(token) and token not in word_list(free, language)


def words_of(tokens: Tokens) -> Tokens:
    """The words among tokens."""
    return [token for token in tokens if is_word(token)]


def goes_without_harm(source: Tokens, first: int, last: int, language: str) -> bool:
    """Whether a run may be left out, and neither what follows it hangs on it nor the statement itself is in it."""
    if not any(counts(word, "droppable", language) for word in source[first:last]):
        return True
    cuts_open = any(source[first:last].count(one) != source[first:last].count(other) for one, other in ("()", "[]"))
    if cuts_open or _is_leant_on(source, first, last, language):
        return False
    if _is_member(source, first, last, language):
        return True
    return _may_go(source, first, last, language) and not _states(source, first, last, language)


def _is_leant_on(source: Tokens, first: int, last: int, language: str) -> bool:
    """Whether the clause that follows a run speaks of what is in it ("…, and the plan, which is …"); of what stands in
    brackets or between dashes none does."""
    if first == 0 or {source[first - 1], source[first]} & _ASIDE:
        return False
    following = [token for token in source[last:] if is_word(token)][:1]
    set_off = source[last - 1] in _SETS_OFF or source[last : last + 1] == [","]
    return set_off and bool(set(following) & word_list("relative", language))


def _states(source: Tokens, first: int, last: int, language: str) -> bool:
    """Whether a run in the midst of a sentence is a main clause: it has a verb, and no word that subordinates it."""
    words = words_of(source[first:last])
    verbs = word_list("verbs", language) | word_list("modal", language)
    ends = all(token in ENDS for token in source[last:])
    if first == 0 or ends or {source[first - 1], source[first]} & _ASIDE:
        return False
    subordinated = word_list("relative", language) | word_list("subordinating", language)
    if set(words[:2]) & subordinated:
        return False
    before = list(_clauses(source[: first if source[first] in _SETS_OFF else first - 1]))
    goes_on = len(before) > 1 and bool(set(before[-1][:2]) & subordinated)  # behind ", which …,"
    return goes_on or bool(verbs & set(words) or set(words[:1]) & word_list("leaning", language))


def _may_go(source: Tokens, first: int, last: int, language: str) -> bool:
    """Whether a run may be left out: words that change nothing, or a whole clause that restricts nothing. A single
    word is no clause (but the other half of a German verb, "…, aus."), unless it stands in brackets."""
    left_out = source[first:last]
    if not any(counts(word, "droppable", language) for word in left_out) or _is_mark(left_out, first):
        return True
    if len(words_of(left_out)) < LEAST_CLAUSE and not {"(", "[", ")", "]"} & set(source[max(0, first - 1) : last + 1]):
        return False
    opened = first == 0 or source[first - 1] in _SETS_OFF - _CLOSING or left_out[0] in _SETS_OFF
    closed = last == len(source) or source[last] in _SETS_OFF - _OPENING or left_out[-1] in _SETS_OFF
    whole = _is_one_piece(source, first, last)
    return opened and closed and whole and not any(_restricts(clause, language) for clause in _clauses(left_out))


def _is_one_piece(source: Tokens, first: int, last: int) -> bool:
    """Whether a run in the midst of a sentence is one clause, or all that stands in brackets or between dashes: of two
    clauses in a row the second may go on with what comes before the first."""
    if first == 0 or all(token in ENDS for token in source[last:]):
        return True
    left_out = source[first:last]
    clauses = [clause for clause in _clauses(left_out) if any(len(word) > 1 for word in clause)]  # not of "e.g."
    if len(clauses) <= 1:
        return True
    inner = source[first:last] if source[first - 1] in _ASIDE else left_out[1:]
    begins = bool({source[first - 1], left_out[0]} & _ASIDE)
    ends = inner[-1] in _CLOSING | _ASIDE or source[last] in _CLOSING | _ASIDE
    return begins and ends and not (_CLOSING | _ASIDE) & set(inner[:-1])


def _is_mark(left_out: Tokens, first: int) -> bool:
    """Whether a run is what numbers a sentence in its document: "2." or "(3)" at its beginning."""
    return first == 0 and len(words_of(left_out)) == 1 and left_out[0].isdigit() != left_out[-1].isdigit()


def _is_member(source: Tokens, first: int, last: int, language: str) -> bool:
    """Whether a run is a member of an enumeration ("…, the budget and the plan") of which each holds by itself: nothing
    denies, restricts or counts the members, or ties them to each other ("between")."""
    joining = word_list("joining", language)
    left_out, after = source[first:last], source[last : last + 1]
    ends = not after or after[0] in _SETS_OFF - _ASIDE
    begins = (left_out[0] in joining and ends) or (left_out[0] == "," and (ends or after[0] in joining))
    tied = {":", *word_list("negation", language), *word_list("joint", language)}
    tied |= {pair.split("=")[0] for pair in word_list("numbers", language)}
    free = not tied & set(source) and not word_list("condition", language) & set(left_out)
    return begins and free and _are_members(left_out, language, last=ends)


def _are_members(left_out: Tokens, language: str, *, last: bool) -> bool:
    """Whether a run is one or more short pieces between commas, none of them a clause with its own verb; the ``last``
    of an enumeration begins with "and"."""
    stop, joining = word_list("stop", language), word_list("joining", language)
    held = stop & (word_list("verbs", language) | word_list("modal", language))
    held |= word_list("subordinating", language) | joining
    for piece in " ".join(left_out).split(","):
        words = piece.split()
        if last and words and words[0] in joining:
            words = words[1:]
            if len(words) > 1 and words[0] not in stop and left_out[0] != ",":
                return False  # "for public and non-public companies": they share a word
        elif word_list("relative", language) & set(words):
            return False
        if len(words) > LONGEST_MEMBER or not all(map(is_word, words)) or held & set(words):
            return False
    return True


def _clauses(tokens: Tokens) -> Iterator[Tokens]:
    clause: Tokens = []
    for token in tokens:
        if token in _SETS_OFF:
            yield clause
            clause = []
        else:
            clause.append(token)
    yield clause


def _restricts(clause: Tokens, language: str) -> bool:
    """Whether a clause says under which condition the rest holds, for whom, or who says so: it begins with "if",
    "unless", "according to", …, or with a preposition and the pronoun of a German relative clause."""
    begins = " ".join(clause[:3])
    if language == "de" and len(clause) > LEAST_WORDS and clause[1] in word_list("relative", language):
        return True
    return any(begins == word or begins.startswith(f"{word} ") for word in _restricting(language))


def _restricting(language: str) -> list[str]:
    return [word.replace("_", " ") for word in word_list("restricting", language)]
