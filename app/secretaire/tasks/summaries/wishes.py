"""What a summary is wanted for: a reader's role, an instruction in free words. They steer the choice of evidence.

The words of a wish, and those that stand beside them in the sentences nearest to it (pseudo-relevance feedback: Rocchio
1971), pull sentences towards it; what it asks for by its kind ("deadlines", "costs") is told by cues.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from secretaire.tasks.language.cues import Cue, holds, named
from secretaire.tasks.language.text_features import content_words, language_of, stem, stems
from secretaire.tasks.prompting.prompts import prompt, word_list

PULL, CUED = 4.0, 2.0
FEEDBACK, FED_BACK = 8, 0.5
"""How many of the nearest sentences lend their words to a wish, and with what weight."""
NEAR = 0.02
"""The closeness below which a sentence has nothing to do with a wish."""
Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class Wish:
    """``role`` is who reads it, ``instruction`` what it shall keep to; both in the person's words, either may be ""."""

    role: str = ""
    instruction: str = ""

    def __bool__(self) -> bool:
        return bool(self.role.strip() or self.instruction.strip())

    @property
    def text(self) -> str:
        """All of it."""
        return f"{self.role}. {self.instruction}"

    def said(self, language: str) -> str:
        """The wish as a model is told of it."""
        told = [prompt("summarise_for", language, role=self.role)] if self.role.strip() else []
        if self.instruction.strip():
            told.append(prompt("summarise_wish", language, instruction=self.instruction))
        return "\n".join(told)

    def cues(self, language: str) -> frozenset[Cue]:
        """The kinds of things it asks for, in its own language or the document's."""
        return named(self.text, language_of(self.text) or language) | named(self.text, language)

    def stems(self, language: str) -> set[str]:
        """Its words, without those that only ask ("summarise", "list")."""
        asking = word_list("asking", language) | word_list("wishing", language)
        return {stem(word, language) for word in content_words(self.text, language) if word not in asking}


NO_WISH = Wish()


def speaks_to(wish: Wish, sentences: Sequence[tuple[str, str]]) -> bool:
    """Whether any of the sentences (with their languages) holds a word of a wish, or what it asks for by its kind."""
    return any(
        wish.stems(language) & set(stems(text, language))
        or any(holds(cue, text, language) for cue in wish.cues(language))
        for text, language in sentences
    )


def pulls(wish: Wish, texts: Sequence[str], vectors: Sequence[Vector], languages: Sequence[str]) -> list[float] | None:
    """By how much each sentence's worth is multiplied for a wish; None where nothing has to do with it."""
    sought = {language: wish.stems(language) for language in set(languages)}
    first = [
        sum(weight for word, weight in vector.items() if word in sought[language])
        for vector, language in zip(vectors, languages, strict=True)
    ]
    widened = _widened(first, vectors)
    near = [sum(weight * widened.get(word, 0.0) for word, weight in vector.items()) for vector in vectors]
    asked = {language: wish.cues(language) for language in sought}
    cued = [
        any(holds(cue, text, language) for cue in asked[language])
        for text, language in zip(texts, languages, strict=True)
    ]
    if max(first, default=0.0) < NEAR and not any(cued):
        return None
    top = max(max(a + b for a, b in zip(first, near, strict=True)), NEAR)
    return [1 + PULL * (a + b) / top + (CUED if has else 0.0) for a, b, has in zip(first, near, cued, strict=True)]


def _widened(closeness: Sequence[float], vectors: Sequence[Vector]) -> Vector:
    """The words of the sentences nearest to a wish, weighted."""
    best = sorted(range(len(vectors)), key=lambda i: -closeness[i])[:FEEDBACK]
    words: defaultdict[str, float] = defaultdict(float)
    for index in best:
        if closeness[index] > NEAR:
            for word, weight in vectors[index].items():
                words[word] += FED_BACK * weight / FEEDBACK
    return words
