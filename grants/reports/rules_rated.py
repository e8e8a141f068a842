"""Whether each expense in another currency is at the rate that the form's rule, or else the contract's, gives for its day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from grants.budget.kinds import BOOKED_RATES, BookedRate
from grants.errors import Objection
from grants.funders.format import Format
from grants.funders.ground import Entry, Ground
from grants.payments.rules_conversion import Foreign, proposals
from grants.rates.rules import PLACES, RateSeen, exact
from grants.values.language import N_, Term
from grants.values.money import half_up

ONE_APART: Final = N_(
    "Expense {number} was converted at {rate} {currency} for a euro, and the rule of the report ({rule}) gives {asked} for its day, "
    "{day}. Convert it again, or leave it where the funder agreed to that rate."
)
SOME_APART: Final = N_(
    "{count} expenses, the first of them {number}, were converted at {rate} {currency} for a euro, and the rule of the report "
    "({rule}) gives {asked} for their days, the first {day}. Convert them again, or leave them where the funder agreed to that rate."
)


def rule_asked(format_: Format, ground: Ground) -> BookedRate:
    """By which rule the report wants its rates: the contract's where the form takes that one or has none, else the form's first."""
    named, asked = BookedRate(ground.booked_rate), format_.currency.booked
    return named if not asked or named in asked else BookedRate(asked[0])


def converted_in(ground: Ground) -> set[str]:
    """The currencies in which something was claimed that only a booked rate brings to euro."""
    return {one.amount.currency for one in ground.tallies} - {"EUR", "BGN"}


def rates_apart(format_: Format, ground: Ground, rates: Sequence[RateSeen]) -> Iterator[Objection]:
    """The expenses at another rate than the rule gives, those at the same wrong one together.

    Where the rate of the rule is not known, or the expense lies in no period of the report, nothing is said; of the month in
    which the report is submitted the package itself tells (see `packages.rated`).
    """
    rule = rule_asked(format_, ground)
    if rule in {BookedRate.NONE, BookedRate.INFOREURO_SUBMISSION} or (
        rule is BookedRate.TRANCHE and not ground.is_whole
    ):
        return  # the rate of a tranche is told to nobody who sees only a part of the project's money
    met: dict[tuple[str, Decimal, Decimal], list[Entry]] = {}
    for entry, asked in _asked(rule, ground, rates):
        has = _kept(entry.per_euro)
        if has != asked:
            met.setdefault((entry.amount.currency, has, asked), []).append(entry)
    for (currency, has, asked), entries in met.items():
        first = entries[0]
        facts = {"number": first.number, "count": len(entries), "day": min(one.day for one in entries if one.day)}
        facts |= {"currency": currency, "rate": has, "asked": asked, "rule": Term(BOOKED_RATES[rule])}
        where = {"document_id": first.document_id, "expense_id": first.id}
        yield Objection(ONE_APART if len(entries) == 1 else SOME_APART, {**facts, **where})


def _asked(rule: BookedRate, ground: Ground, rates: Sequence[RateSeen]) -> Iterator[tuple[Entry, Decimal]]:
    """Each converted expense with the rate its rule gives: of a mean that of the period to which it belongs (art. 21.3)."""
    periods = {one.sequence: (one.first, one.last) for one in ground.reported} | {0: (ground.first, ground.last)}
    of_period: dict[tuple[date, date], list[Entry]] = {}
    for entry in ground.entries:
        if entry.converted:
            of_period.setdefault(periods.get(entry.adjusts, periods[0]), []).append(entry)
    for (first, last), entries in of_period.items():
        told = [
            Foreign(one.id, one.number, "", one.day, one.amount, None, may_change=False, version=0) for one in entries
        ]
        for entry, found in zip(entries, proposals(rule, told, rates, first, last, today=last), strict=True):
            if found.applied is not None:
                yield entry, _kept(exact(found.applied.per_euro))


def _kept(rate: Decimal | None) -> Decimal:
    """A rate to as many places as rates are published with at most."""
    return half_up(rate or Decimal(0), PLACES).normalize()
