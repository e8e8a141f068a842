"""What a form asks of a report's expenses and budget as they stand in its ground: a row for each, an amount in its money."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from grants.errors import Objection
from grants.funders.format import Format
from grants.funders.ground import Ground, in_money
from grants.values.language import N_


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
    for entry in ground.entries:
        if entry.in_money(into) is None:
            yield Objection(
                N_(
                    "Expense {number} is in {currency} without a rate to {into}, in which the form speaks. Enter the rate."
                ),
                {
                    "number": entry.number,
                    "currency": entry.amount.currency,
                    "into": into,
                    "document_id": entry.document_id,
                },
            )
    for currency in dict.fromkeys(one.amount.currency for one in ground.earlier if one.in_money(into) is None):
        yield Objection(
            N_("What was reported before has amounts in {currency} without a rate to {into}. Enter the rate."),
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


GROUND_CHECKS: Final[Mapping[str, Callable[[Format, Ground], Iterator[Objection]]]] = {
    "a_line_for_each_expense": a_line_for_each_expense,
    "an_amount_in_the_reports_money": an_amount_in_the_reports_money,
}
