"""What a budget line comes to: units at a price, lump sums, and flat rates on the lines that are their base.

Nothing here knows a database. Numbers say where a line stands in the tree (1, 1.1, 1.1.2); a flat rate names by number
the lines and chapters it is computed on, and may be computed on another flat rate as long as no circle comes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from grants.budget.ceilings import ceiling_of
from grants.budget.kinds import Article, CostCategory, CostForm, FlatRounding
from grants.errors import Objection
from grants.values.language import N_
from grants.values.money import ROUNDINGS, MixedCurrencies, Money, half_up, total
from grants.values.outline import chapters, is_under

_BETWEEN: Final = re.compile(r"[\s,;]+")

NO_RATE = N_("Line {line} is a flat rate, but how many per cent is not said.")
NO_BASE = N_("Line {line} is a flat rate, but the lines it is computed on are not named.")
UNKNOWN_BASE = N_("Line {line} is computed on {base}, but no line has that number.")
ON_ITSELF = N_("Line {line} can't be computed on itself.")
IN_A_CIRCLE = N_("Line {line} can't be computed: it goes in a circle through {lines}.")
MIXED_BASE = N_("Line {line} can't be computed: the lines it is computed on are in {currencies}.")
STAFF_IS_FLAT = N_(
    "Line {line} can't be computed on {base}: the 40 % of art. 56(1) may not stand on staff costs that are themselves "
    "a flat rate under art. 55(1) (Regulation 2021/1060, art. 56(3))."
)


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """What is needed of a line to say what it comes to; `base` holds numbers of lines and chapters."""

    number: str
    currency: str = "EUR"
    form: str = CostForm.ACTUAL
    units: Decimal | None = None
    unit_price: Money | None = None
    rate: Decimal | None = None
    base: tuple[str, ...] = ()
    rounding: str = FlatRounding.TOWARD_ZERO
    amount: Money | None = None
    category: str = CostCategory.NONE
    article: str = Article.NONE

    @classmethod
    def of(cls, row: Mapping[str, Any], *, number: str = "number") -> PlannedLine:
        """The line a row of the budget keeps; a version's line has its number under `code`."""
        price, amount, currency = row["unit_price_cents"], row["amount_cents"], row["currency"]
        return cls(
            number=row[number],
            currency=currency,
            form=row["form"],
            units=row["units"],
            unit_price=None if price is None else Money(price, currency),
            rate=row["rate"],
            base=base_numbers(row["base"]),
            rounding=row["rounding"],
            amount=None if amount is None else Money(amount, currency),
            category=row["category"],
            article=row["article"],
        )

    @property
    def is_flat(self) -> bool:
        """Whether it is a flat rate."""
        return self.form == CostForm.FLAT_RATE


def flat_amount(base: Money, rate: Decimal, rounding: str = "toward_zero") -> Money:
    """So many per cent of a base, rounded by a named rule; cut off to the cent unless the funder says otherwise."""
    return base.at(rate.scaleb(-2), ROUNDINGS[rounding])


def unit_amount(units: Decimal, price: Money, rounding: str = "toward_zero") -> Money:
    """Units times the price of one, rounded by a named rule."""
    return price.at(units, ROUNDINGS[rounding])


def base_numbers(text: str) -> tuple[str, ...]:
    """The numbers of lines and chapters typed as a base ("1, 2.3"), each once, in the order typed."""
    typed = (part.strip(".") for part in _BETWEEN.split(text))
    return tuple(dict.fromkeys(part for part in typed if part))


def members(numbers: Iterable[str], lines: Sequence[PlannedLine]) -> tuple[PlannedLine, ...]:
    """The lines a base consists of: those named, and of a chapter every line below it that has nothing below itself.

    Each counts once, however often it is named.
    """
    above = chapters(line.number for line in lines)
    named = tuple(dict.fromkeys(numbers))
    return tuple(line for line in lines if line.number not in above and is_under(line.number, named))


def planned_amounts(lines: Sequence[PlannedLine]) -> dict[str, Money | None]:
    """What each line comes to, by number; None where nothing is said or a flat rate can't be computed.

    A flat rate with its per cent and its base is computed, in the order in which they stand on each other; every other
    line keeps the amount typed, or else comes to its units at their price.
    """
    amounts: dict[str, Money | None] = {line.number: _own_amount(line) for line in lines}
    waiting = {line.number: line for line in lines if line.is_flat and line.rate is not None and line.base}
    amounts |= dict.fromkeys(waiting)
    bases = {number: members(line.base, lines) for number, line in waiting.items()}
    while ready := [number for number in waiting if not any(one.number in waiting for one in bases[number])]:
        for number in ready:
            amounts[number] = _flat(waiting.pop(number), [amounts[one.number] for one in bases[number]])
    return amounts


def _own_amount(line: PlannedLine) -> Money | None:
    if line.amount is not None or line.units is None or line.unit_price is None:
        return line.amount
    if line.form == CostForm.UNIT_COST:
        return unit_amount(line.units, line.unit_price, line.rounding)
    return line.unit_price.at(line.units, half_up)


def _flat(line: PlannedLine, base: Iterable[Money | None]) -> Money | None:
    """The flat rate on its base; None where the base holds no amount at all or several currencies."""
    known = [amount for amount in base if amount is not None]
    if not known or line.rate is None:
        return None
    try:
        return flat_amount(total(known, line.currency), line.rate, line.rounding)
    except MixedCurrencies:
        return None


# --- what is wrong with a flat rate -------------------------------------------------------------------------------


def flat_objections(lines: Sequence[PlannedLine], on: date | None = None) -> tuple[Objection, ...]:
    """Everything that is wrong with the flat rates among these lines.

    The place is the field (`rate` or `base`), the fact `line` the number of the line it stands on.
    """
    bases = {line.number: members(line.base, lines) for line in lines if line.is_flat}
    return tuple(
        objection
        for line in lines
        if line.is_flat
        for objection in (*_of_rate(line, bases, on), *_of_base(line, bases, lines))
    )


Bases = Mapping[str, tuple[PlannedLine, ...]]


def _of_rate(line: PlannedLine, bases: Bases, on: date | None) -> list[Objection]:
    if line.rate is None:
        return [Objection(NO_RATE, {"line": line.number}, place="rate")]
    base = bases[line.number]
    on_staff = bool(base) and all(one.category == CostCategory.STAFF for one in base)
    ceiling = ceiling_of(line.article, on, on_staff=on_staff)
    if ceiling is None or line.rate <= ceiling.per_cent:
        return []
    facts = {"line": line.number, "rate": line.rate, "ceiling": ceiling.per_cent}
    return [Objection(ceiling.exceeded, facts, place="rate")]


def _of_base(line: PlannedLine, bases: Bases, lines: Sequence[PlannedLine]) -> list[Objection]:
    if not line.base:
        return [Objection(NO_BASE, {"line": line.number}, place="base")]
    return [
        Objection(sentence, {"line": line.number} | facts, place="base")
        for sentence, facts in (
            *_unknown(line, lines),
            *_circles(line, bases),
            *_mixed(line, bases[line.number]),
            *_staff_is_flat(line, bases[line.number]),
        )
    ]


Problem = tuple[str, dict[str, object]]


def _unknown(line: PlannedLine, lines: Sequence[PlannedLine]) -> list[Problem]:
    unknown = [one for one in line.base if not members([one], lines)]
    return [(UNKNOWN_BASE, {"base": ", ".join(unknown)})] if unknown else []


def _circles(line: PlannedLine, bases: Bases) -> list[Problem]:
    if any(one.number == line.number for one in bases[line.number]):
        return [(ON_ITSELF, {})]
    way = _way_back(line.number, bases)
    return [(IN_A_CIRCLE, {"lines": ", ".join(way)})] if way else []


def _way_back(start: str, bases: Bases) -> list[str]:
    """The shortest way from a flat rate over others back to itself; empty where there is none."""
    ways = [[start]]
    met = {start}
    for way in ways:
        for one in bases[way[-1]]:
            if one.number == start:
                return way[1:]
            if one.is_flat and one.number not in met:
                met.add(one.number)
                ways.append([*way, one.number])
    return []


def _mixed(line: PlannedLine, base: Sequence[PlannedLine]) -> list[Problem]:
    currencies = sorted({one.currency for one in base} | {line.currency})
    return [(MIXED_BASE, {"currencies": ", ".join(currencies)})] if len(currencies) > 1 else []


def _staff_is_flat(line: PlannedLine, base: Sequence[PlannedLine]) -> list[Problem]:
    if line.article != Article.CPR_56_1:
        return []
    flat = [
        one.number
        for one in base
        if one.is_flat and (one.category == CostCategory.STAFF or one.article == Article.CPR_55_1)
    ]
    return [(STAFF_IS_FLAT, {"base": ", ".join(flat)})] if flat else []
