"""A model's yes or no, as log-odds rather than as text: its own leaning, measured on nothing, taken off.

Contextual calibration (Zhao et al. 2021, "Calibrate Before Use"): what a model would answer to the same question about
an empty text is its prejudice, and only what the text adds to it counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.inference.interface import Engine, Turn
from secretaire.records import Role
from secretaire.tasks.prompting.fences import marked_off
from secretaire.tasks.prompting.prompts import prompt

NOTHING = "–"


def leaning(engine: Engine, rule: str, passages: Sequence[str], language: str) -> float:
    """How much more the passages make a model say yes than no to "does the text do what the rule asks?" (natural
    log-odds; above 0 is yes).

    Raises:
        WorkerDied, TaskFailed: no model.
    """
    return _odds(engine, rule, "\n".join(passages), language) - _odds(engine, rule, NOTHING, language)


def _odds(engine: Engine, rule: str, passages: str, language: str) -> float:
    turns = (
        Turn(Role.SYSTEM, prompt("check_system", language)),
        Turn(Role.USER, prompt("check_rule", language, rule=rule, passages=marked_off(passages))),
    )
    yes, no = engine.score(turns, [prompt("yes", language), prompt("no", language)])
    return yes.total - no.total
