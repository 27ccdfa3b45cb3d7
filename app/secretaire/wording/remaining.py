"""How long a stage of work will go on, told from how it went so far."""

from __future__ import annotations

from secretaire.wording import _

LEAST_DONE, LEAST_S = 3, 2.0
"""What must have been seen of a stage, in steps and seconds, before an estimate means something."""
MINUTE_S = 90


class Remaining:
    """Hears how far each stage is. What was done before it listened (work gone on with) doesn't count for the pace."""

    def __init__(self) -> None:
        self._stage, self._from, self._since = "", 0, 0.0

    def seconds(self, stage: str, done: int, total: int, now: float) -> float | None:
        """The seconds that are left of a stage at a time (s, of a clock that only goes forward); None for unknown."""
        if stage != self._stage or done < self._from:
            self._stage, self._from, self._since = stage, done, now
        steps, spent = done - self._from, now - self._since
        if steps < LEAST_DONE or spent < LEAST_S or total <= done:
            return None
        return (total - done) * spent / steps


def worded_remaining(seconds: float) -> str:
    """ "about 40 s left", "about 3 min left"; seconds by tens, so that the words don't flicker."""
    if seconds < MINUTE_S:
        return _("about {seconds} s left").format(seconds=max(10, 10 * round(seconds / 10)))
    return _("about {minutes} min left").format(minutes=round(seconds / 60))
