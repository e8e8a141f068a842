"""What a form asks of a report's expenses and budget as they stand in its ground: a row for each, an amount in its money."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from grants.errors import Objection
from grants.funders.format import Format
from grants.funders.ground import Entry, Ground, in_money
from grants.values.language import N_

_ONE_WITHOUT: Final = N_(
    "Expense {number} is in {currency} and has no amount in {into}, in which the form speaks. Give it a rate, "
    "or claim it in {into}."
)
_SOME_WITHOUT: Final = N_(
    "{count} expenses, the first of them {number}, are in {currency} and have no amount in {into}, in which the form speaks. "
    "Give them a rate, or claim them in {into}."
)
QUARTER_ENDS: Final = frozenset({(3, 31), (6, 30), (9, 30), (12, 31)})


def a_line_for_each_expense(_format: Format, ground: Ground) -> Iterator[Objection]:
    known = {line.id for line in ground.lines}
    for entry in ground.entries:
        if entry.line_id not in known:
            yield Objection(
                N_("Expense {number} is on no budget line, and the funder's form has no row for it. Choose its line."),
                {"number": entry.number, "document_id": entry.document_id},
            )


def an_amount_in_the_reports_money(format_: Format, ground: Ground) -> Iterator[Objection]:
    into = format_.currency.into
    without: dict[str, list[Entry]] = {}
    for entry in ground.entries:
        if entry.in_money(into) is None:
            without.setdefault(entry.amount.currency, []).append(entry)
    for currency, entries in without.items():
        facts = {"number": entries[0].number, "currency": currency, "into": into, "count": len(entries)}
        yield Objection(
            _ONE_WITHOUT if len(entries) == 1 else _SOME_WITHOUT, {**facts, "document_id": entries[0].document_id}
        )
    for currency in dict.fromkeys(one.amount.currency for one in ground.earlier if one.in_money(into) is None):
        yield Objection(
            N_(
                "What was reported before is partly in {currency} and has no amount in {into}, in which the form speaks. Give "
                "it a rate, or claim it in {into}."
            ),
            {"currency": currency, "into": into},
        )
    for currency in dict.fromkeys(
        line.amount.currency for line in ground.lines if line.amount and in_money(line.amount, into) is None
    ):
        yield Objection(
            N_(
                "The budget has lines in {currency}, which has no fixed rate to {into}. The form speaks only in {into}."
            ),
            {"currency": currency, "into": into},
        )


def receipts_and_sub_grants_in_its_money(format_: Format, ground: Ground) -> Iterator[Objection]:
    """What came from the funder and went to sub-grantees in a currency from which no fixed rate leads to the form's."""
    into = format_.currency.into
    moved = [one.received for one in ground.asked] + [one.amount for one in ground.sub_grants]
    for currency in dict.fromkeys(money.currency for money in moved if money and in_money(money, into) is None):
        yield Objection(
            N_(
                "Payments or sub-grants are in {currency}, which has no rate to {into}. The form speaks only in {into}."
            ),
            {"currency": currency, "into": into},
        )


def ends_with_a_quarter(_format: Format, ground: Ground) -> Iterator[Objection]:
    """Interim reports end with a quarter of the year, the final one with the project."""
    if ground.last != ground.end_on and (ground.last.month, ground.last.day) not in QUARTER_ENDS:
        yield Objection(
            N_(
                "The funder takes reports until 31 March, 30 June, 30 September or 31 December, and the last one until "
                "the project's end. This one ends on {day}. Choose another last day."
            ),
            {"day": ground.last},
        )


GROUND_CHECKS: Final[Mapping[str, Callable[[Format, Ground], Iterator[Objection]]]] = {
    "a_line_for_each_expense": a_line_for_each_expense,
    "an_amount_in_the_reports_money": an_amount_in_the_reports_money,
    "receipts_and_sub_grants_in_its_money": receipts_and_sub_grants_in_its_money,
    "ends_with_a_quarter": ends_with_a_quarter,
}
