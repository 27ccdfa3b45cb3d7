"""What a person may choose about a summary."""

from __future__ import annotations

from dataclasses import dataclass

from secretaire.errors import UsageError
from secretaire.records import Params
from secretaire.tasks.summaries.summary_kinds import KINDS, LENGTHS, MOST_SENTENCES, Kind
from secretaire.tasks.summaries.wishes import Wish

MODES = ("quick", "thorough")
"""Quick: the model reads the evidence that was chosen. Thorough: it reads every passage."""
LONGEST_WISH = 400


@dataclass(frozen=True, slots=True)
class SummaryOptions:
    """``language`` is that of the output; "" is the first document's.

    ``length`` is one of LENGTHS, or a number of sentences. ``role`` is the reader's, ``instruction`` in free words.
    """

    kind: str = "brief"
    mode: str = "quick"
    language: str = ""
    length: str = "medium"
    role: str = ""
    instruction: str = ""

    def check(self) -> None:
        """Raises UsageError for a kind, mode or length there isn't, and for a wish that is too long."""
        if self.kind not in KINDS:
            raise UsageError("task.unknown_kind", kind=self.kind, known=", ".join(KINDS))
        if self.mode not in MODES:
            raise UsageError("task.unknown_mode", mode=self.mode, known=", ".join(MODES))
        counted = self.length.isascii() and self.length.isdecimal() and 1 <= int(self.length[:4]) <= MOST_SENTENCES
        if self.length not in LENGTHS and not (counted and len(self.length) <= len(str(MOST_SENTENCES))):
            raise UsageError(
                "task.unknown_length", length=self.length[:40], known=", ".join(LENGTHS), most=MOST_SENTENCES
            )
        if max(len(self.role), len(self.instruction)) > LONGEST_WISH:
            raise UsageError("task.wish_too_long", most=LONGEST_WISH)

    @property
    def of_kind(self) -> Kind:
        return KINDS[self.kind]

    @property
    def wish(self) -> Wish:
        return Wish(" ".join(self.role.split()), " ".join(self.instruction.split()))

    @property
    def thorough(self) -> bool:
        return self.mode == "thorough"

    def facts(self, language: str) -> Params:
        """What a report says of them."""
        told = {"kind": self.kind, "mode": self.mode, "language": language, "length": self.length}
        wished = {"for": self.wish.role, "instruction": self.wish.instruction}
        return {**told, **{name: words for name, words in wished.items() if words}}
