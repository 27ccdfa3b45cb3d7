from __future__ import annotations

import string
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from secretaire.records import Span
from secretaire.tasks.comparing.comparison import Aspect, Change, Comparison, Difference, Kind, compare_sentences
from secretaire.tasks.finding.evidence import Candidate

RULES = (
    "The body must meet every month.",
    "Appeals shall be filed within 14 days of notice.",
    "The fee is 14 euros for each copy.",
    "Agencies may publish the data they hold.",
    "The archive keeps all files for ten years.",
    "Officers review each sharing agreement so that personal data stay protected.",
    "A council recommends training for managers.",
)


def laid(old: list[str] | tuple[str, ...], new: list[str] | tuple[str, ...], language: str = "en") -> Comparison:
    return compare_sentences(sentences(old, language), sentences(new, language))


def sentences(texts: list[str] | tuple[str, ...], language: str) -> list[Candidate]:
    return [
        Candidate("document", Span("extraction", 1, place, place + 1), text, "", place / len(texts), language)
        for place, text in enumerate(texts)
    ]


def changed(old: str, new: str, language: str = "en") -> Difference:
    others = list(RULES[4:]) if language == "en" else []
    found = laid([*others, old], [*others, new], language).differences
    assert [each.kind for each in found] == [Kind.CHANGED], found
    return found[0]


def aspects(difference: Difference) -> set[Aspect]:
    return {change.aspect for change in difference.changes}


def test_the_same_text_has_no_differences() -> None:
    assert laid(RULES, RULES) == Comparison((), len(RULES))


def test_spaces_case_and_marks_are_no_difference() -> None:
    assert not laid(["The  Body must meet, every month."], ["The body must meet every month"]).differences


def test_a_deadline_that_changed_comes_first_with_both_figures() -> None:
    new = [
        text.replace("14 days", "30 days").replace("recommends training", "recommends more training") for text in RULES
    ]
    first, second = laid(RULES, new).differences
    assert first.changes[0].aspect is Aspect.FIGURES
    assert (first.changes[0].was, first.changes[0].now) == ("14 days", "30 days")
    assert aspects(second) == {Aspect.WORDING}


def test_a_date_is_told_once() -> None:
    (told,) = laid(["The period ends on 30 April 2025."], ["The period ends on 31 March 2025."]).differences
    assert (told.changes[0].was, told.changes[0].now) == ("30 April", "31 March")


def test_an_amount_is_told_though_the_number_stands_elsewhere_too() -> None:
    change = changed("The fee is 14 euros for each copy.", "The fee is 30 euros for each copy.").changes[0]
    assert (change.aspect, change.was, change.now) == (Aspect.FIGURES, "14 euros", "30 euros")


def test_a_number_written_otherwise_is_no_change_of_figures() -> None:
    found = changed("The grant is 1,000.50 euros a year.", "The yearly grant is 1000.5 euros.")
    assert Aspect.FIGURES not in aspects(found)


def test_a_negation_and_a_duty_are_told() -> None:
    found = changed("Agencies may publish the data they hold.", "Agencies must not publish the data they hold.")
    assert {Aspect.NEGATION, Aspect.DUTY} <= aspects(found)
    assert found.weight == 0


def test_a_german_duty_is_told() -> None:
    found = changed(
        "Die Behörde kann den Antrag innerhalb der Frist ablehnen.",
        "Die Behörde muss den Antrag innerhalb der Frist ablehnen.",
        "de",
    )
    duty = next(change for change in found.changes if change.aspect is Aspect.DUTY)
    assert (duty.was, duty.now) == ("kann", "muss")


def test_a_name_is_told() -> None:
    found = changed(
        "The office in Bonn keeps the register of all contracts.",
        "The office in Berlin keeps the register of all contracts.",
    )
    name = next(change for change in found.changes if change.aspect is Aspect.NAMES)
    assert (name.was, name.now) == ("Bonn", "Berlin")


def test_what_came_and_what_went() -> None:
    found = laid(RULES, [*RULES[:3], "A new office is set up abroad.", *RULES[4:]])
    assert {(each.kind, each.said.text) for each in found.differences} == {
        (Kind.ADDED, "A new office is set up abroad."),
        (Kind.REMOVED, RULES[3]),
    }
    assert found.same == len(RULES) - 1


def test_what_moved_is_not_called_new() -> None:
    found = laid(RULES, [RULES[-1], *RULES[:-1]])
    assert [each.kind for each in found.differences] == [Kind.MOVED]
    assert found.same == len(RULES) - 1


def test_a_text_that_is_cut_into_sentences_elsewhere_says_the_same() -> None:
    whole = "The body meets every month; it publishes what it decides."
    assert not laid(
        [whole, *RULES], ["The body meets every month;", "it publishes what it decides.", *RULES]
    ).differences


def test_the_same_sentence_twice_is_not_lost() -> None:
    found = laid([RULES[0], RULES[1], RULES[0]], [RULES[0], RULES[1]])
    assert len([each for each in found.differences if each.kind is Kind.REMOVED]) <= 1
    assert not [each for each in found.differences if each.kind is Kind.ADDED]


_texts = st.lists(st.text(string.ascii_lowercase[:6] + " 12", min_size=1, max_size=30), max_size=12)


@given(_texts, _texts)
def test_every_sentence_is_used_once_and_the_order_is_by_weight(old: list[str], new: list[str]) -> None:
    found = laid(old, new)
    for side in ("old", "new"):
        places = [
            each.span.start for difference in found.differences if (each := getattr(difference, side)) is not None
        ]
        assert len(places) == len(set(places))
    assert [each.weight for each in found.differences] == sorted(each.weight for each in found.differences)
    assert 0 <= found.same <= len(new)


@given(_texts)
def test_nothing_differs_from_itself(texts: list[str]) -> None:
    assert not laid(texts, texts).differences


def test_a_number_in_words_that_changed_is_a_change_of_figures() -> None:
    found = changed("Die Frist beträgt zwei Wochen.", "Die Frist beträgt drei Wochen.", "de")
    assert Change(Aspect.FIGURES, "zwei Wochen", "drei Wochen") in found.changes
    found = changed("Un tiers des frais est remboursé.", "La moitié des frais est remboursée.", "fr")
    assert Aspect.FIGURES in aspects(found)


def test_the_same_time_said_otherwise_is_no_change_of_figures() -> None:
    found = changed("Es gilt eine Frist von 14 Tagen.", "Es gilt eine Frist von zwei Wochen.", "de")
    assert Aspect.FIGURES not in aspects(found)


def test_a_sentence_that_was_split_is_compared_as_one() -> None:
    old = [
        *RULES[:3],
        "Files are kept for ten years in the archive; then they are destroyed by the registry.",
        *RULES[3:],
    ]
    new = [
        *RULES[:3],
        "Files are kept for twelve years in the archive.",
        "Then they are destroyed by the registry.",
        *RULES[3:],
    ]
    for one, other in ((old, new), (new, old)):
        (found,) = laid(one, other).differences
        assert found.kind is Kind.CHANGED
        assert Aspect.FIGURES in aspects(found)


def test_a_word_divided_at_a_line_s_end_is_no_difference() -> None:
    assert not laid(["A self-contained note of the office."], ["A selfcontained note of the office."]).differences


def test_a_heading_or_a_page_s_head_beside_the_sentences_is_neither_new_nor_part_of_one() -> None:
    old = sentences(RULES, "en")
    new = sentences(["Fees", *RULES[:3], f"Duties of agencies {RULES[3]}", *RULES[4:]], "en")
    assert len(compare_sentences(old, new).differences) == 2
    assert not compare_sentences(old, new, aside=("3. Fees 4. Duties of agencies", "")).differences


def test_a_paragraph_s_number_that_one_side_lacks_is_no_difference_but_another_figure_is() -> None:
    assert not laid(["4 Das Amt lehnte den Antrag ab."], ["Das Amt lehnte den Antrag ab."], "de").differences
    (found,) = laid(["30 days are allowed for this appeal."], ["14 days are allowed for this appeal."]).differences
    assert found.changes[0].aspect is Aspect.FIGURES


def scanned(old: str, new: str, language: str = "en") -> set[Aspect]:
    sides = sentences([*RULES[4:], old], language), sentences([*RULES[4:], new], language)
    (found,) = compare_sentences(*sides, lambda _piece: True).differences
    return aspects(found)


def test_a_letter_misread_in_a_scan_is_told_apart_and_comes_last() -> None:
    misread = {Aspect.MISREAD}
    assert scanned("The govemment keeps the register.", "The government keeps the register.") == misread
    assert scanned("The office keeps the reglster.", "The office keeps the register.") == misread
    typed = laid([*RULES[4:], "The office keeps the reglster."], [*RULES[4:], "The office keeps the register."])
    assert not any(Aspect.MISREAD in aspects(each) for each in typed.differences)
    sides = sentences(RULES, "en"), sentences([*RULES[:5], RULES[5].replace("each", "every"), RULES[6]], "en")
    slip = [replace(each, text=each.text.replace("council", "councii")) for each in sides[1]]
    told = compare_sentences(sides[0], slip, lambda _piece: True).differences
    assert [aspects(each) for each in told] == [{Aspect.WORDING}, misread]


def test_what_weighs_is_never_taken_for_misread() -> None:
    assert Aspect.FIGURES in scanned("The fee is 45 euros for a copy.", "The fee is 46 euros for a copy.")
    assert Aspect.NEGATION in scanned("Das Amt hat ein Recht darauf.", "Das Amt hat kein Recht darauf.", "de")
    assert Aspect.DUTY in scanned("Das Amt muss es wissen.", "Das Amt musste es wissen.", "de")
    assert Aspect.MISREAD not in scanned("The claim is legal in this case.", "The claim is illegal in this case.")


def test_what_moved_in_a_scan_is_told_as_moved() -> None:
    old, new = sentences(RULES, "en"), sentences([*RULES[4:], *RULES[:4]], "en")
    told = compare_sentences(old, new, lambda _piece: True).differences
    assert {each.kind for each in told} == {Kind.MOVED}
