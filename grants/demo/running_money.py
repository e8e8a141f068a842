"""The money of the demo's running project beside its budget lines: the contract's terms, versions of the budget, a move,
contracts with suppliers, payments in parts, a credit set against its invoice, and what stands in for invoices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from grants.demo.laid_out import Told, both, days_ago, iso
from grants.values.days import add_months, computed_end
from grants.values.money import Money

# The kind of cost of each chapter, and of the lines that differ from their chapter.
_CATEGORIES: Final[Mapping[str, str]] = {
    "1": "staff",
    "2": "other",
    "3": "training",
    "3.2": "allowances",
    "4": "services",
    "4.2": "equipment",
    "4.5": "travel",
    "5": "publicity",
    "5.2": "events",
    "5.3": "events",
}
# Each partner's flat rate stands on its own staff (Regulation (EU) 2021/1060, art. 56(1)).
_BASES: Final[Mapping[str, str]] = {"2.1": "1.1, 1.2, 1.6", "2.2": "1.3, 1.4", "2.3": "1.5"}


def category_of(number: str) -> str:
    """The kind of cost of a line by its number."""
    return _CATEGORIES.get(number) or _CATEGORIES[number.split(".", maxsplit=1)[0]]


def costed(line: Told) -> Told:
    """A budget line with its kind of cost and, where it is a flat rate, with its rate and base instead of units."""
    number = str(line["number"])
    told = line | {"category": _CATEGORIES.get(number) or _CATEGORIES[number.split(".", maxsplit=1)[0]]}
    if number not in _BASES:
        return told
    told |= {"rate": "40", "base": _BASES[number], "article": "cpr_56_1", "rounding": "toward_zero"}
    return {name: value for name, value in told.items() if name not in {"unit", "units", "unit_price"}}


def terms(start: date, months: int) -> list[Told]:
    """What the contract allows."""
    end = computed_end(start, months)
    return [
        {
            "contract": "1",
            "in_force": iso(start),
            "eligible_from": iso(start),
            "eligible_until": iso(end),
            "pay_until": iso(add_months(end, 1)),
            "closes": "2029-12-31",
            "eu_rate": "100",
            "advance_rate": "20",
            "interim_cap": "90",
            "move_limit": "10",
            "move_base": "source",
            "move_cumulative": True,
            "move_approver": "notify",
            "move_blocked": "2, 5",
            "booked_rate": "tranche",
            "opening": iso(_first_month_ends(start)),
        }
    ]


def _first_month_ends(start: date) -> date:
    return computed_end(start, 1)


def openings(start: date) -> list[Told]:
    """What was claimed of the first month before the tracker was used: the lead's pay, and its flat rate on that."""
    until = _first_month_ends(start)
    told = (("1.1", 1_900_00), ("1.6", 600_00), ("2.1", 1_000_00))
    return [
        {"line": line, "partner": "1", "until": iso(until), "amount": Money(cents, "EUR").plain, "currency": "EUR"}
        for line, cents in told
    ]


# An amendment that is being worked on: the platform needs more, the assessment less.
_AMENDED: Final[Mapping[str, int]] = {"4.4": 7_600_00, "4.7": 4_000_00}


def versions(start: date, lines: Sequence[Told]) -> dict[str, list[Told]]:
    """The budget as signed, and an amendment of it beside the budget in force."""
    told: list[Told] = [
        {"kind": "signed", "state": "approved", "contract": "1", "approved": iso(days_ago(start, 21))},
        {
            "name": both(("Платформата и оценката", "The platform and the assessment")),
            "kind": "amendment",
            "state": "working",
            "note": both(("Повече за втория етап на платформата, по-малко за оценката.", "")),
        },
    ]
    signed = [_of_version("1", line) for line in lines]
    amended = [_of_version("2", line) | _amended(line) for line in lines]
    return {"version": told, "version_line": [*signed, *amended]}


def _of_version(version: str, line: Told) -> Told:
    return {name: value for name, value in line.items() if name != "number"} | {
        "budget": version,
        "code": line["number"],
        "line": line["number"],
    }


def _amended(line: Told) -> Told:
    cents = _AMENDED.get(str(line["number"]))
    if cents is None:
        return {}
    amount = Money(cents, "EUR").plain
    return {"unit_price": amount, "amount": amount}


def moves(today: date) -> list[Told]:
    """A move that is asked for, within the limit."""
    return [
        {
            "from_line": "4.6",
            "to_line": "4.3",
            "amount": "300.00",
            "currency": "EUR",
            "state": "asked",
            "asked": iso(days_ago(today, 9)),
            "letter": "ТП-118",
            "reason": both(
                (
                    "Наръчникът ще се печата в по-голям тираж; преводът излезе по-евтин от предвиденото.",
                    "The handbook will be printed in a larger run; translation cost less than planned.",
                )
            ),
        }
    ]


def supplies(today: date) -> list[Told]:
    """Contracts with suppliers: the platform in three stages, the printing of the handbook."""
    return [
        {
            "purchase": "1",
            "subject": both(("Онлайн платформа в три етапа", "Online platform in three stages")),
            "contract_number": "Д-07",
            "supplier_name": "Дигитална работилница „Нишка“ ООД",
            "supplier_eik": "999005854",
            "state": "signed",
            "signed": iso(days_ago(today, 150)),
            "until": iso(today + timedelta(days=90)),
            "line": "4.4",
            "partner": "1",
            "amount": "6240.00",
            "net": "5200.00",
            "currency": "EUR",
        },
        {
            "subject": both(("Печат на наръчника, 200 екземпляра", "Printing the handbook, 200 copies")),
            "contract_number": "Д-11",
            "supplier_name": "Печатница „Ситно“ ООД",
            "supplier_eik": "999003910",
            "state": "signed",
            "signed": iso(days_ago(today, 20)),
            "until": iso(today + timedelta(days=60)),
            "line": "4.3",
            "partner": "1",
            "amount": "1450.00",
            "currency": "EUR",
        },
    ]
