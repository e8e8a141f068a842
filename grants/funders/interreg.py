"""Interreg: the arithmetic of the partner's and the project's report as Jems computes it, rule by rule.

Rules R1 to R10 and the flat rates of a report are those of Jems 10.0.2 (Regulation (EU) 2021/1059, art. 38 to 44);
every amount is in euro unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from grants.values.money import Money, floored, per_unit, quotient, share, total, toward_zero

_FINE: Final = 17  # decimals of a share before it meets an amount
_HUNDRED: Final = Decimal(100)


# --- amounts of one line ------------------------------------------------------------------------------------------


def declared_in_euro(declared: Money, rate: Decimal) -> Money:
    """R1: the declared amount divided by InforEuro's rate of the month, half up; euro stay as they are."""
    return declared if declared.currency == "EUR" else per_unit(declared, rate)


def flat_rate(base: Money, per_cent: int) -> Money:
    """R4: so many whole per cent of a base, cut off to the cent."""
    return base.at(Decimal(per_cent).scaleb(-2), toward_zero)


# --- who pays it --------------------------------------------------------------------------------------------------


def fund_share(whole: Money, per_cent: Decimal) -> Money:
    """R5: what a fund pays of the report's total, never of its lines: down to the cent, also below zero."""
    return whole.at(per_cent.scaleb(-2), floored)


def partner_contribution(whole: Money, funds: Sequence[Money]) -> Money:
    """R6: the total less what the funds pay; the partner takes every remainder."""
    return whole - total(funds, whole.currency)


def of_which(whole: Money, planned: Money, eligible: Money) -> Money:
    """R7: the public, automatic public or private part, as it is planned of the eligible total of the application form.

    These parts need not add up to the partner's contribution; of an eligible total of zero they are none.
    """
    if not eligible:
        return Money.zero(whole.currency)
    per_cent = toward_zero(quotient(planned.decimal * 100, eligible.decimal), _FINE)
    return whole.at(per_cent.scaleb(-2), floored)


# --- percentages, periods, overviews ------------------------------------------------------------------------------


def percentage(part: Money, whole: Money) -> Decimal:
    """R9: half up to two decimals; of a whole of zero nothing is all of it (100), anything else is kept as 0.

    The cell stays blank where the whole is zero.
    """
    found = share(part, whole)
    if found is not None:
        return found
    return Decimal(0) if part else _HUNDRED


@dataclass(frozen=True, slots=True)
class Overview:
    """A row of a financial overview: what was budgeted, reported before and reported now."""

    budget: Money
    previous: Money
    current: Money

    @property
    def so_far(self) -> Money:
        """Reported before and now."""
        return self.previous + self.current

    @property
    def per_cent(self) -> Decimal | None:
        """What per cent of the budget that is; None where the cell stays blank."""
        return percentage(self.so_far, self.budget) if self.budget else None

    @property
    def remaining(self) -> Money:
        """What is left; shown below zero too, never clipped."""
        return self.budget - self.so_far


# --- cost categories and flat rates -------------------------------------------------------------------------------


class Category(StrEnum):
    """The ten rows of a partner's budget, in the order of the form."""

    STAFF = "staff"
    OFFICE = "office"
    TRAVEL = "travel"
    EXTERNAL = "external"
    EQUIPMENT = "equipment"
    INFRASTRUCTURE = "infrastructure"
    OTHER = "other"
    LUMP_SUM = "lump_sum"
    UNIT_COST = "unit_cost"
    SPF = "spf"


_DIRECT_WITHOUT_STAFF: Final = (Category.TRAVEL, Category.EXTERNAL, Category.EQUIPMENT, Category.INFRASTRUCTURE)


@dataclass(frozen=True, slots=True)
class FlatRates:
    """The flat rates of a partner, in whole per cent; a combination the form does not know is a ValueError.

    Other costs at a flat rate exclude every other rate; office costs stand on staff or on direct costs, not on both.
    """

    staff: int | None = None
    travel: int | None = None
    office_on_staff: int | None = None
    office_on_direct: int | None = None
    other: int | None = None

    def __post_init__(self) -> None:
        beside = (self.staff, self.travel, self.office_on_staff, self.office_on_direct)
        if self.other is not None and any(rate is not None for rate in beside):
            raise ValueError("A flat rate for other costs goes with no other flat rate.")
        if self.office_on_staff is not None and self.office_on_direct is not None:
            raise ValueError("Office costs stand on staff costs or on direct costs, not on both.")
        if any(rate is not None and not 1 <= rate <= 100 for rate in (*beside, self.other)):
            raise ValueError("Flat rates are whole per cent from 1 to 100.")

    def stands_on(self, category: Category) -> frozenset[Category]:
        """The rows of what was entered from which a row follows: itself, or those on which its flat rate stands."""
        rate, on = {
            Category.STAFF: (self.staff, [one for one in _DIRECT_WITHOUT_STAFF if one not in self.replaced]),
            Category.TRAVEL: (self.travel, (Category.STAFF,)),
            Category.OFFICE: (
                self.office_on_staff or self.office_on_direct,
                (Category.STAFF,) if self.office_on_staff else (Category.STAFF, *_DIRECT_WITHOUT_STAFF),
            ),
            Category.OTHER: (self.other, (Category.STAFF,)),
        }.get(category, (None, ()))
        if rate is None:
            return frozenset({category})
        return frozenset(base for one in on for base in self.stands_on(one))

    @property
    def replaced(self) -> dict[Category, str]:
        """The categories in which nothing is entered because a rate stands for it, each with the name of that rate.

        Staff at a staff rate; travel at a travel rate, or with all other real costs at a rate for other costs.
        """
        found = dict.fromkeys(_DIRECT_WITHOUT_STAFF, "other") if self.other is not None else {}
        if self.staff is not None:
            found[Category.STAFF] = "staff"
        if self.travel is not None:
            found[Category.TRAVEL] = "travel"
        return found


def category_sums(entered: Mapping[Category, Money], rates: FlatRates) -> dict[Category, Money]:
    """Every row of the budget from what was entered: the flat rates in the form's order, each on the results before it.

    The same holds for declared, certified and parked amounts and for the budget, each by itself, so that their flat
    rates need not add up. What was entered in a row that a rate replaces does not count.
    """
    zero = Money.zero("EUR")
    sums = {category: entered.get(category, zero) for category in Category}
    if rates.travel is not None:
        sums[Category.TRAVEL] = zero
    if rates.staff is not None:
        sums[Category.STAFF] = flat_rate(_of(sums, _DIRECT_WITHOUT_STAFF), rates.staff)
    if rates.travel is not None:
        sums[Category.TRAVEL] = flat_rate(sums[Category.STAFF], rates.travel)
    sums[Category.OFFICE] = _office(sums, rates)
    sums[Category.OTHER] = zero
    if rates.other is not None:
        sums[Category.OTHER] = flat_rate(sums[Category.STAFF], rates.other)
    return sums


def _office(sums: Mapping[Category, Money], rates: FlatRates) -> Money:
    """Office costs are only ever a flat rate; there are no real ones."""
    if rates.office_on_staff is not None:
        return flat_rate(sums[Category.STAFF], rates.office_on_staff)
    if rates.office_on_direct is not None:
        return flat_rate(_of(sums, (Category.STAFF, *_DIRECT_WITHOUT_STAFF)), rates.office_on_direct)
    return Money.zero("EUR")


def _of(sums: Mapping[Category, Money], categories: Sequence[Category]) -> Money:
    return total((sums[category] for category in categories), "EUR")


# --- the list of expenditure --------------------------------------------------------------------------------------


def ids_in_turn(report: int, kept: Iterable[str]) -> Iterator[str]:
    """The ids of a report's rows in the order entered, one by one: re-included rows keep theirs, the others are counted from 1.

    `kept` is the id a row had in the report it was parked in, empty for a row that is new here.
    """
    counted = 0
    for one in kept:
        counted += not one
        yield one or f"R{report}.{counted}"
