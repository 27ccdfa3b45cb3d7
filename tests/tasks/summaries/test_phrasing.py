from __future__ import annotations

from secretaire.records import Span
from secretaire.tasks.events import Cancel
from secretaire.tasks.finding.evidence import Candidate, Point
from secretaire.tasks.summaries.phrasing import phrase_points
from tests.inference.fake_engine import FakeEngine

USE = "The recipients must use the funds of the grant with care and only for its aim."
DUE = "The recipients must account for the funds of the grant by 31 March 2027."


def test_a_point_is_not_retold_by_what_stands_beside_it() -> None:
    use, due = (Candidate("d", Span("e", 1, at, at + 70), text, "", 0.0, "en") for at, text in ((0, USE), (80, DUE)))
    engine = FakeEngine(lambda request: USE.removeprefix(request.begun))
    (phrased,) = phrase_points([Point(due, (use, due))], engine, Cancel())
    assert phrased.text == DUE
    assert phrased.evidence == (due,)
