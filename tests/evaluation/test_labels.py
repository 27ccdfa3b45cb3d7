from __future__ import annotations

from tests.evaluation.labels import VERDICTS, copied, judged

LEAST_READ = 120


def test_sentences_that_were_read_are_recorded_with_their_evidence_and_place() -> None:
    every = judged()
    assert len(every) >= LEAST_READ
    for each in every:
        assert each.row["verdict"] in VERDICTS
        assert each.row["document"]
        assert each.row["page"] >= 1
        assert each.row["evidence"]


def test_of_sentences_read_by_a_person_hardly_one_is_wrongly_called_supported() -> None:
    """A change of the checks that lets more of what was read and found wrong pass is a step back."""
    supported = [each for each in judged() if each.supported]
    wrong = [each.row["sentence"] for each in supported if not each.holds]
    assert len(wrong) <= 0.03 * len(supported), wrong


def test_a_copy_is_told_by_its_longest_run() -> None:
    assert copied("The council meets monthly.", "Each year the council meets monthly in May.") == 1.0
    assert copied("The board meets monthly here.", "The council meets monthly.") == 0.4
