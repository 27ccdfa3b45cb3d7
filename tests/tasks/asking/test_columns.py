"""Questions that ask for several things are answered by the column of a table that names them."""

from __future__ import annotations

import pytest

from secretaire.records import Report
from secretaire.tasks.asking.ask import ask
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.services import Services
from tests.tasks.conftest import Add

GRANTS = """# Grants by region

The table shows the grants that the agency paid in 2023 and 2024.

| Region | 2023 | 2024 | Contact |
|---|---|---|---|
| Bavaria | 1,250 | 1,410 | Ms Huber |
| Saxony | 830 | 905 | Mr Klein |
| Bremen | 120 | 98 | Mr Voss |
"""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which regions got grants?", "Region: Bavaria; Saxony; Bremen."),
        ("How much did Saxony get in 2024?", "Region: Saxony; 2023: 830; 2024: 905; Contact: Mr Klein"),
    ],
)
def test_a_table_answers_by_its_column_or_its_row(
    real_services: Services, add: Add, question: str, expected: str
) -> None:
    report = _answer(question, real_services, add)
    assert [sentence.text for sentence in report.sentences] == [expected]
    assert "Saxony" in report.sentences[0].citations[0].quote


@pytest.mark.parametrize("question", ["Which regions got no grants?", "Which regions got more than 900 in 2024?"])
def test_a_part_of_a_column_is_not_told_by_the_whole(real_services: Services, add: Add, question: str) -> None:
    assert not any("Bavaria; Saxony" in each.text for each in _answer(question, real_services, add).sentences)


def _answer(question: str, services: Services, add: Add) -> Report:
    *_, last = ask(question, [add(services, GRANTS, "grants.md").id], services, Cancel())
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    return last.result
