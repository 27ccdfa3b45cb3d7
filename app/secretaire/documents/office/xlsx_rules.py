"""Conditional formats of a worksheet: whether a rule holds for a cell, where that can be told. Runs in the reader.

Told are rules about the cell's own value (ECMA-376 part 1, 18.3.1.10): comparisons with constants, text within, filled
or not, and formulas that say the same. Rules about other cells, averages or dates are not.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from secretaire.documents.office.xlsx_cells import area, place

_COMPARES: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip
_OPERATORS = {
    "equal": "=", "notEqual": "<>", "lessThan": "<", "greaterThan": ">", "lessThanOrEqual": "<=",
    "greaterThanOrEqual": ">=",
}  # fmt: skip
_COMPARISON = re.compile(r"(LEN\()?(\$?[A-Z]{1,3}\$?\d{1,7})(?(1)\))\s*(=|<>|<=|>=|<|>)\s*(.+)", re.IGNORECASE)
_ASKED = re.compile(r"(NOT\(\s*)?(IS[A-Z]+)\(\s*(\$?[A-Z]{1,3}\$?\d{1,7})\s*\)(?(1)\s*\))", re.IGNORECASE)
_LONGEST = 500

Value = str | float


@dataclass(frozen=True, slots=True)
class Cell:
    """What a rule asks of a cell: its number, or else its text, and the style that it names."""

    value: Value
    style: str | None


def always(rule: Element) -> bool:
    """Whether a rule holds whatever is in the cells: TRUE, a number, something that equals itself."""
    formulas = _formulas(rule)
    if rule.get("type") != "expression" or len(formulas) != 1:
        return False
    formula = formulas[0].upper()
    one, _, other = formula.partition("=")
    return formula in ("TRUE", "TRUE()", "1") or (bool(one) and one.strip() == other.strip())


def holds(rule: Element, areas: str, value: Value) -> bool:
    """Whether a rule holds for a cell that has this value, which is not empty; False where that can't be told."""
    kind, formulas, said = rule.get("type", ""), _formulas(rule), rule.get("text", "").casefold()
    text = str(value).casefold()
    if kind == "notContainsBlanks":
        return True
    if kind in ("containsText", "notContainsText", "beginsWith", "endsWith"):
        within = {"beginsWith": text.startswith(said), "endsWith": text.endswith(said)}.get(kind, said in text)
        return bool(said) and within is not (kind == "notContainsText")
    if kind == "cellIs":
        return _compared(rule.get("operator", ""), formulas, value)
    if kind != "expression" or len(formulas) != 1:
        return False
    return always(rule) or _said(formulas[0], areas, value)


def _compared(named: str, formulas: list[str], value: Value) -> bool:
    sides = [_constant(each) for each in formulas]
    if named in ("between", "notBetween") and len(sides) == 2:
        within = all(_compare(sign, value, side) for sign, side in zip((">=", "<="), sides, strict=True))
        return within is (named == "between") and None not in sides
    return len(sides) == 1 and named in _OPERATORS and _compare(_OPERATORS[named], value, sides[0])


def _said(formula: str, areas: str, value: Value) -> bool:
    """A formula about the cell itself: where it names the first cell of the rule's areas, it is each cell's own."""
    if asked := _ASKED.fullmatch(formula):
        answers = {"ISBLANK": False, "ISTEXT": isinstance(value, str), "ISNUMBER": isinstance(value, float)}
        answer = answers.get(asked[2].upper())
        return answer is not None and _is_own(asked[3], areas) and answer is not bool(asked[1])
    if (said := _COMPARISON.fullmatch(formula)) and _is_own(said[2], areas):
        return _compare(said[3], float(len(str(value))) if said[1] else value, _constant(said[4]))
    return False


def _is_own(reference: str, areas: str) -> bool:
    first = area(areas.split(" ")[0])
    return "$" not in reference and first is not None and place(reference.upper()) == first[:2]


def _compare(sign: str, value: Value, constant: Value | None) -> bool:
    """As a workbook does: letters' case says nothing, and every text comes after every number."""
    if constant is None:
        return False
    if isinstance(value, str) and isinstance(constant, str):
        return _COMPARES[sign](value.casefold(), constant.casefold())
    if isinstance(value, float) and isinstance(constant, float):
        return _COMPARES[sign](value, constant)
    return _COMPARES[sign](isinstance(value, str), isinstance(constant, str))


def _constant(formula: str) -> Value | None:
    formula = formula.strip()
    if len(formula) > 1 and formula[0] == formula[-1] == '"':
        return formula[1:-1].replace('""', '"')
    try:
        return float(formula)
    except ValueError:
        return None


def _formulas(rule: Element) -> list[str]:
    found = ((each.text or "").strip().removeprefix("=") for each in rule if each.tag == "s:formula")
    return [formula[:_LONGEST] for formula in found]
